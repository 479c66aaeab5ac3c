import fs from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';

/**
 * Memory that a read may take: four times the file, and this much whatever the file: what the engine itself needs, and the
 * garbage of small reads.
 */
const ALLOWANCE = 64 * 2 ** 20;
/** The file counts as decompressed as far as this: what gzip or compress makes of it is no claim of a header. */
const TIMES = 4;

/** Garbage beyond this is collected before a read is measured. */
const GARBAGE = 24 * 2 ** 20;

/** @param held bytes that the outcome holds by right: the pixels that a file has, whatever they are compressed to */
export function allowed(fileBytes: number, held = 0): number {
  return ALLOWANCE + TIMES * (fileBytes + held);
}

/**
 * How much memory a read took, in bytes: the growth of array buffers, other external memory and heap from its start to its
 * end, its garbage included, or, where it is more, the growth of the process's greatest resident memory (Linux alone
 * tells that).
 */
export async function memoryOf(read: () => unknown): Promise<number> {
  if (counted() > start + GARBAGE) {
    collectGarbage();
    start = counted();
  }
  const before = counted();
  const resident = resetPeak();
  await read();
  const grown = counted() - before;
  return Math.max(grown, resident === undefined ? 0 : peak() - resident);
}

let start = 0;

// What others have left behind would be counted against what is measured when it goes.
v8.setFlagsFromString('--expose-gc');
export const collectGarbage = vm.runInNewContext('gc') as () => void;

function counted(): number {
  const { heapUsed, external } = process.memoryUsage();
  // `external` contains the array buffers.
  return heapUsed + external;
}

/** Forgets the greatest resident memory so far; gives what is resident now. Undefined where the system does not tell. */
function resetPeak(): number | undefined {
  try {
    fs.writeFileSync('/proc/self/clear_refs', '5');
    return status('VmRSS');
  } catch {
    return undefined;
  }
}

function peak(): number {
  return status('VmHWM');
}

function status(field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return match ? 1024 * Number(match[1]) : 0;
}
