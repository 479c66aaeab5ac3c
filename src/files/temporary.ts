import { randomUUID } from 'node:crypto';
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
/** Names that version 0.1 gave, which do not identify the process that made the file. */
const OLD = /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/;
/** A file of another machine that has not changed for so long counts as left behind. */
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
