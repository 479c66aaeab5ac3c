import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { hasEnded, isHere, thisProcess } from './process';

/**
 * Names of files and folders that are written beside what they will become. A name says which process made it, so that what a
 * killed process left behind is known and swept away at the next start, and what another is writing is left alone.
 */
export function temporaryName(): string {
  const { machine, pid } = thisProcess();
  return `.morphoscope-${machine}-${pid}-${randomUUID().slice(0, 8)}.tmp`;
}

const OURS = /^\.morphoscope-([0-9a-f]{12})-(\d+)-[0-9a-f]{8}\.tmp$/;
/** Of version 0.1, which said nothing of their makers. */
const OLD = /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/;
/** What another machine has not touched for so long is left behind. */
const LEFT_BEHIND_MS = 60 * 60 * 1000;

/** Whether a name is one that `temporaryName` gives, or version 0.1 gave. */
export function isTemporaryName(name: string): boolean {
  return OURS.test(name) || OLD.test(name);
}

/**
 * Whether nobody is writing a temporary file any more: its process has ended, or, where that is not known, nothing has come for
 * an hour.
 * @param mtimeMs when it changed last
 */
export function isLeftBehind(name: string, mtimeMs: number): boolean {
  const [, machine, pid] = OURS.exec(name) ?? [];
  const maker = machine === undefined ? undefined : { machine, pid: Number(pid) };
  if (maker && isHere(maker)) return hasEnded(maker);
  return Math.abs(Date.now() - mtimeMs) > LEFT_BEHIND_MS;
}

/**
 * Deletes temporary files in a folder, and temporary folders with what is in them, that killed processes left behind. What has
 * another name, is a link, or is not a file or folder is never touched.
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
