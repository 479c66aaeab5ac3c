import fs from 'node:fs/promises';
import path from 'node:path';
import { NotAFileError } from './regular-file';

/**
 * Sees that no name on the way from a folder of ours down to a file is a symbolic link (or a junction of Windows): whoever
 * prepared the folder could lead what is written, or swept away, to files of the person's own.
 * @param root folder that only Morphoscope writes into, itself no link; what lies above it is not looked at
 * @param names of folders and files below it, one in the other; those that are not there yet are none
 * @throws NotAFileError with the link
 */
export async function requireNoLinks(root: string, ...names: readonly string[]): Promise<void> {
  let at = root;
  for (const name of [undefined, ...names]) {
    if (name !== undefined) at = path.join(at, name);
    let stat;
    try {
      stat = await fs.lstat(at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    if (stat.isSymbolicLink()) {
      throw new NotAFileError(
        at,
        'it is a symbolic link, and Morphoscope follows none in its own folders; remove it, or keep the index elsewhere',
      );
    }
  }
}
