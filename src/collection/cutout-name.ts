/** A cutout as text, in files that people read: `file.fits`, or `file.fits[2]` for an HDU beyond the primary one. */
export function cutoutName({ path, hdu }: { readonly path: string; readonly hdu: number }): string {
  return hdu > 0 ? `${path}[${hdu}]` : path;
}

/** The cutout of such a text. A name that has brackets of its own before its extension keeps them. */
export function cutoutOfName(text: string): { path: string; hdu: number } {
  const match = /^(.*\.[^.[\]]+)\[(\d+)\]$/s.exec(text);
  return match ? { path: match[1], hdu: Number(match[2]) } : { path: text, hdu: 0 };
}

/**
 * Whether a path that a file names, relative to the folder of a collection and with forward slashes, leads out of it by its words: an
 * index or a list that came with a folder must not have other files read.
 */
export function leadsOut(path: string, platform: NodeJS.Platform = process.platform): boolean {
  const isWindows = platform === 'win32';
  const names = path.split(isWindows ? /[/\\]/ : '/');
  // On Windows a colon begins a drive or a stream.
  return names[0] === '' || names.includes('..') || (isWindows && path.includes(':'));
}
