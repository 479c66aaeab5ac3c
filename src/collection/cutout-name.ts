/** A cutout as text, in files that people read: `file.fits`, or `file.fits[2]` for an HDU beyond the primary one. */
export function cutoutName({ path, hdu }: { readonly path: string; readonly hdu: number }): string {
  return hdu > 0 ? `${path}[${hdu}]` : path;
}

/** The cutout of such a text. A name that has brackets of its own before its extension keeps them. */
export function cutoutOfName(text: string): { path: string; hdu: number } {
  const match = /^(.*\.[^.[\]]+)\[(\d+)\]$/s.exec(text);
  return match ? { path: match[1], hdu: Number(match[2]) } : { path: text, hdu: 0 };
}
