import path from 'node:path';

/** A file's path as a setting names it: relative, with forward slashes, where it lies in the folder. */
export function inFolder(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.split(path.sep).join('/');
}
