/** The largest 64-bit integer that a double holds. */
const LARGEST = 2 ** 63 - 1024;

/**
 * A 64-bit integer as a number. Exporters write 2^63 - 1 for "to the end"; its nearest double, 2^63, is no 64-bit integer, and
 * would be written as the least of all: it becomes the largest that is one.
 */
export function numberOfInt64(value: bigint | number): number {
  return Math.min(Number(value), LARGEST);
}
