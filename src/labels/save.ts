import fs from 'node:fs/promises';
import path from 'node:path';
import {
  diskFaultOf,
  LockedError,
  lockOf,
  NotAFileError,
  publishExclusively,
  readRegular,
  realPathOf,
  syncFolder,
  withLock,
  writeTemporary,
} from '../files';
import { LabelError } from './error';

/** The file on the disk is not what the edits were made for: it is left as it is. */
export class ChangedOnDisk extends LabelError {
  constructor(file: string, reason: string) {
    super(file, reason);
  }
}

/** How often a change is made before programs that lock nothing have been quicker once too often. */
const TRIES = 4;

/**
 * Changes a file while no other process that locks does the same.
 * @param file its path; links to one file have one lock
 * @param change reads the file, changes it and saves it; done again on top of what a program that locks nothing has saved meanwhile
 * @throws LabelError where others hold the lock for long, or none can be made; what `change` throws, ChangedOnDisk after four tries
 */
export async function changeLocked<T>(file: string, change: () => Promise<T>): Promise<T> {
  try {
    return await withLock(lockOf(await realPathOf(file)), async () => {
      for (let tries = 1; ; tries++) {
        try {
          return await change();
        } catch (error) {
          if (!(error instanceof ChangedOnDisk) || tries === TRIES) throw error;
        }
      }
    });
  } catch (error) {
    if (error instanceof LockedError) throw new LabelError(file, error.reason, { cause: error });
    throw labelErrorOf(file, false, error);
  }
}

/**
 * Replaces a label file whole or not at all: the new text is written beside it, flushed to the disk, and renamed. A
 * symbolic link stays one, and what it leads to is replaced; the file's mode stays too. Two processes that save at once are kept
 * apart by `changeLocked`; programs that lock nothing are noticed but for the moment of the renaming itself.
 * @param expected the text that the edits were made for; null for a file that must not be there yet
 * @param target where the file must really lie: a link that leads elsewhere now is not followed
 * @throws ChangedOnDisk where the file holds anything else, is gone, or is there
 * @throws LabelError where it cannot be written
 */
export async function saveAtomically(
  file: string,
  expected: string | null,
  text: string,
  target?: string,
): Promise<void> {
  let temporary: string | undefined;
  try {
    const real = expected === null ? await realPathOf(file) : await fs.realpath(file);
    if (target !== undefined && real !== target) {
      throw new LabelError(
        file,
        `it is a link that leads to ${real} now, and not to ${target} any more; choose it again`,
      );
    }
    const folder = path.dirname(real);
    if (expected !== null) await check(file, real, expected);
    temporary = await writeTemporary(folder, [Buffer.from(text)]);
    if (expected === null) {
      if (!(await publishExclusively(temporary, real))) {
        throw new ChangedOnDisk(file, 'there is a file of that name already; choose another name');
      }
    } else {
      const { mode } = await fs.stat(real);
      await fs.chmod(temporary, mode & 0o7777);
      // Once more, since writing a large file takes time in which another program may have saved.
      await check(file, real, expected);
      await fs.rename(temporary, real);
    }
    temporary = undefined;
    await syncFolder(folder);
  } catch (error) {
    throw labelErrorOf(file, expected === null, error);
  } finally {
    if (temporary !== undefined) await fs.rm(temporary, { force: true });
  }
}

async function check(file: string, real: string, expected: string): Promise<void> {
  if (!Buffer.from(expected).equals(await readRegular(real))) {
    throw new ChangedOnDisk(file, 'another program has changed the file; look at its changes and save again');
  }
}

function labelErrorOf(file: string, isNew: boolean, error: unknown): LabelError {
  if (error instanceof LabelError) return error;
  if (error instanceof NotAFileError) return new LabelError(file, error.reason, { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && !isNew) return new ChangedOnDisk(file, 'the file is gone; save it as a new one');
  const fault = diskFaultOf(error);
  const reason =
    code === 'ENOENT'
      ? 'its folder is not there; make it first'
      : fault === 'full'
        ? 'the disk is full; free some space and save again'
        : fault === 'refused'
          ? 'the file or its folder cannot be written to; change its permissions or save elsewhere'
          : message;
  return new LabelError(file, reason, { cause: error });
}
