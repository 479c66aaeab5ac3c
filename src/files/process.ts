import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** A process, as files that processes of several machines share name it. */
export interface ProcessName {
  readonly pid: number;
  /** Where that id means one process. */
  readonly machine: string;
}

export const thisProcess = (): ProcessName => ({ pid: process.pid, machine: machine() });

export const isHere = (other: ProcessName | undefined): boolean => other?.machine === machine();

/** Whether a process has ended for certain: of those of other machines nothing is certain. */
export const hasEnded = (other: ProcessName): boolean => isHere(other) && !runs(other.pid);

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * This boot of this machine, and on Linux this container, since containers have process ids of their own: 12 hexadecimal
 * digits, which fit into names of files.
 */
function machine(): string {
  return (thisMachine ??= createHash('sha256')
    .update(os.hostname())
    .update(textOf(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')))
    .update(textOf(() => fs.readlinkSync('/proc/self/ns/pid')))
    .digest('hex')
    .slice(0, 12));
}
let thisMachine: string | undefined;

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // no Linux: the host's name has to do
  }
}
