import fs from 'node:fs/promises';
import path from 'node:path';
import { temporaryName } from './temporary';

/** Writes a file that is flushed to the disk before its name is returned; readers ignore the name. */
export async function writeTemporary(folder: string, chunks: readonly Uint8Array[]): Promise<string> {
  const file = path.join(folder, temporaryName());
  try {
    const handle = await fs.open(file, 'wx');
    try {
      for (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  }
  return file;
}

/** Replaces `file` by `chunks` whole or not at all: readers see the old bytes or the new ones. */
export async function writeAtomically(file: string, chunks: readonly Uint8Array[]): Promise<void> {
  const temporary = await writeTemporary(path.dirname(file), chunks);
  try {
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Whether a hard link that failed so is worth a copy: all but what a copy would meet as well. File systems without hard links
 * say many things: EPERM, ENOTSUP, ENOSYS, EISDIR (exFAT on Windows), EACCES, EMLINK, EXDEV, EINVAL.
 */
export function mayCopyInstead(code: string | undefined): boolean {
  return !['EEXIST', 'ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'ENOENT'].includes(code ?? '');
}

/**
 * Gives `temporary` the name `file` unless that name is taken, atomically among processes and machines that share
 * the folder. @returns whether the name was free.
 */
export async function publishExclusively(temporary: string, file: string): Promise<boolean> {
  try {
    // A hard link fails when the name exists, on network file systems too; a rename would replace.
    await fs.link(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!mayCopyInstead(code)) throw error;
    // File systems without hard links (exFAT, some network shares): copy under the exclusive name.
    try {
      await fs.copyFile(temporary, file, fs.constants.COPYFILE_EXCL);
    } catch (copyError) {
      if ((copyError as NodeJS.ErrnoException).code === 'EEXIST') return false;
      // What was copied in part would keep the name taken, and be read.
      await fs.rm(file, { force: true });
      throw copyError;
    }
  }
  await fs.rm(temporary, { force: true });
  return true;
}

/**
 * Makes a folder and those above it. Node says ENOENT where a folder above is read-only: this says why instead.
 */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      await fs.access(await firstThere(folder), fs.constants.W_OK);
    throw error;
  }
}

async function firstThere(folder: string): Promise<string> {
  const there = await fs.access(folder).then(() => true, () => false); // prettier-ignore
  return there || path.dirname(folder) === folder ? folder : firstThere(path.dirname(folder));
}

/** Flushes a folder's entries, so that a rename survives a power cut; a no-op where folders cannot be opened. */
export async function syncFolder(folder: string): Promise<void> {
  let handle;
  try {
    handle = await fs.open(folder, 'r');
    await handle.sync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EISDIR' && code !== 'EINVAL' && code !== 'EACCES' && code !== 'EBADF')
      throw error;
  } finally {
    await handle?.close();
  }
}
