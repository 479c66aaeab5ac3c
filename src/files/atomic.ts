import fs from 'node:fs/promises';
import path from 'node:path';
import { temporaryName } from './temporary';

/** Writes a file that is flushed to the disk before its name is returned, which is one of `temporaryName`. */
export async function writeTemporary(folder: string, chunks: Iterable<Uint8Array | string>): Promise<string> {
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
export async function writeAtomically(file: string, chunks: Iterable<Uint8Array | string>): Promise<void> {
  const temporary = await writeTemporary(path.dirname(file), chunks);
  try {
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

/** Bytes. */
const COPIED_AT_ONCE = 2 ** 20;
/** Errors after which copying is not tried: a copy would fail as well, or the name is taken. */
const NOT_WORTH_A_COPY = ['EEXIST', 'ENOSPC', 'EDQUOT', 'EROFS', 'EIO'];

/**
 * Gives a file a second name, `to`, unless that name is taken, atomically among processes and machines that share the folder: by a
 * hard link or, where the file system has none, or not between these two places, by a copy. File systems without hard
 * links say many things: EPERM, ENOTSUP, ENOSYS, EISDIR (exFAT on Windows), EACCES, EMLINK, EXDEV, EINVAL.
 * @returns whether the name was free
 */
export async function linkOrCopy(file: string, to: string): Promise<boolean> {
  try {
    // A hard link fails when the name exists, on network file systems too; a rename would replace.
    await fs.link(file, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A server whose answer was lost is asked again, and finds the name that it has made itself.
    if (code === 'EEXIST') return areOne(file, to);
    if (NOT_WORTH_A_COPY.includes(code ?? '')) throw error;
  }
  return copyExclusively(file, to);
}

async function copyExclusively(file: string, to: string): Promise<boolean> {
  const source = await fs.open(file, 'r');
  try {
    const copy = await fs.open(to, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (!copy) return false;
    try {
      const chunks = source.createReadStream({ autoClose: false, highWaterMark: COPIED_AT_ONCE });
      for await (const chunk of chunks) await copy.writeFile(chunk as Uint8Array);
      await copy.sync();
      await copy.close();
    } catch (error) {
      await copy.close().catch(() => undefined); // it is closed, or what failed before is the reason
      // Remove a partial copy: it would occupy the name, and be read. This process made it, as the flag 'wx' ensures.
      await fs.rm(to, { force: true });
      throw error;
    }
    return true;
  } finally {
    await source.close();
  }
}

async function areOne(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => fs.lstat(file, { bigint: true }).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.ino !== 0n && a.ino === b.ino && a.dev === b.dev;
}

/** Gives `temporary` the name `file` by `linkOrCopy`, and no other. @returns whether the name was free; else nothing is done */
export async function publishExclusively(temporary: string, file: string): Promise<boolean> {
  if (!(await linkOrCopy(temporary, file))) return false;
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
