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
