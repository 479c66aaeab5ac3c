import fs from 'node:fs/promises';
import path from 'node:path';
import { dropDeadLock } from './lock';
import { isLeftBehind, isTemporaryName } from './temporary';

/**
 * Deletes temporary files in a folder, temporary folders with what is in them, and locks, that killed processes left behind. What
 * has another name, is a link, or is not a file or folder is never touched.
 * @param isLeftover further names that are ours, where a room had others in version 0.1
 * @returns names of what was deleted
 */
export async function sweepTemporaries(
  folder: string,
  isLeftover: (name: string) => boolean = () => false,
): Promise<string[]> {
  const names = await fs.readdir(folder).catch((error: NodeJS.ErrnoException) => {
    // A folder that is not there, or not to be read, has nothing of ours that could be taken away.
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(error.code ?? '')) return [];
    throw error;
  });
  const swept: string[] = [];
  for (const name of names) {
    if (await dropDeadLock(path.join(folder, name))) swept.push(name);
    if (!isTemporaryName(name) && !isLeftover(name)) continue;
    const file = path.join(folder, name);
    const stat = await fs.lstat(file).catch(() => undefined); // its process has just taken it away
    if (!stat || (!stat.isFile() && !stat.isDirectory())) continue;
    if (!isLeftBehind(name, stat.mtimeMs)) continue;
    try {
      await fs.rm(file, { recursive: stat.isDirectory(), force: true });
      swept.push(name);
    } catch (error) {
      // Another start may be allowed to; whoever sweeps has something else to do.
      if (!['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error; // prettier-ignore
    }
  }
  return swept;
}
