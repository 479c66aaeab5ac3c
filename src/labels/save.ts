import fs from 'node:fs/promises';
import path from 'node:path';
import { publishExclusively, syncFolder, writeTemporary } from '../files';
import { LabelError } from './error';

/** The file on the disk is not what the edits were made for: it is left as it is. */
export class ChangedOnDisk extends LabelError {
  constructor(file: string, reason: string) {
    super(file, reason);
  }
}

/**
 * Replaces a label file whole or not at all: the new text is written beside it, flushed to the disk, and renamed. A
 * symbolic link stays one, and what it leads to is replaced; the file's mode stays too.
 * @param expected the text that the edits were made for; null for a file that must not be there yet
 * @throws ChangedOnDisk where the file holds anything else, is gone, or is there
 * @throws LabelError where it cannot be written
 */
export async function saveAtomically(file: string, expected: string | null, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = expected === null ? file : await fs.realpath(file);
    const folder = path.dirname(target);
    if (expected !== null) await check(file, target, expected);
    temporary = await writeTemporary(folder, [Buffer.from(text)]);
    if (expected === null) {
      if (!(await publishExclusively(temporary, target))) {
        throw new ChangedOnDisk(file, 'there is a file of that name already; choose another name');
      }
    } else {
      const { mode } = await fs.stat(target);
      await fs.chmod(temporary, mode & 0o7777);
      // Once more, since writing a large file takes time in which another program may have saved.
      await check(file, target, expected);
      await fs.rename(temporary, target);
    }
    temporary = undefined;
    await syncFolder(folder);
  } catch (error) {
    throw labelErrorOf(file, expected === null, error);
  } finally {
    if (temporary !== undefined) await fs.rm(temporary, { force: true });
  }
}

async function check(file: string, target: string, expected: string): Promise<void> {
  if (!Buffer.from(expected).equals(await fs.readFile(target))) {
    throw new ChangedOnDisk(file, 'another program has changed the file; look at its changes and save again');
  }
}

function labelErrorOf(file: string, isNew: boolean, error: unknown): LabelError {
  if (error instanceof LabelError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && !isNew) return new ChangedOnDisk(file, 'the file is gone; save it as a new one');
  const reason =
    code === 'ENOENT'
      ? 'its folder is not there; make it first'
      : code === 'ENOSPC' || code === 'EDQUOT'
        ? 'the disk is full; free some space and save again'
        : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
          ? 'the file or its folder cannot be written to; change its permissions or save elsewhere'
          : message;
  return new LabelError(file, reason, { cause: error });
}
