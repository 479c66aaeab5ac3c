import { Top } from '../collection';

/** Keys are whole numbers of so many digits. */
const KEYS = 2 ** 52;
const GOLDEN = 0.6180339887498949;

/**
 * Row numbers drawn by lot, in the order in which they are drawn: all where there are no more than `count`. Keys are digits of
 * hashes, so that those which follow a place given by the seed are as good as drawn at random, and are the same in
 * whatever order the rows come.
 * @param keys of each row a whole number below 2⁵², as good as random.
 * @param accept 1 of the rows that can be drawn; all where it is not given.
 */
export function drawRows(keys: Float64Array, count: number, seed: number, accept?: Uint8Array): Uint32Array {
  const start = Math.floor(((seed * GOLDEN) % 1) * KEYS);
  const top = new Top<number>(count);
  for (let row = 0; row < keys.length; row++) {
    if (accept && !accept[row]) continue;
    // The distance from the start, upwards and round the end.
    const distance = keys[row] - start + (keys[row] < start ? KEYS : 0);
    top.offer(-distance, row);
  }
  return Uint32Array.from(top.sorted(), ({ item }) => item);
}
