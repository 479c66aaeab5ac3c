import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** Whether a process of this id runs here. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Where a process id means the same process, as 12 hexadecimal digits: this boot of this machine, and on Linux this
 * container, since containers have ids of their own.
 */
export function machine(): string {
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
