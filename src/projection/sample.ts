/** The layout's time grows faster than its rows: beyond so many, a sample is laid out and the rest placed among it. */
export const SAMPLE_ROWS = 5000;

/**
 * Row numbers of a sample, in the order of their keys: all rows where there are no more than `size`. Keys are digits of
 * hashes, so the rows with the least are as good as drawn by lot; and they are the same in whatever order the rows come, and
 * mostly the same when others have come.
 * @param keys `rowKey` of each row.
 */
export function sampleRows(keys: Float64Array, size: number): Uint32Array {
  const limit = keys.length > size ? keys.slice().sort()[size - 1] : Infinity;
  const chosen: number[] = [];
  for (let row = 0; row < keys.length; row++) if (keys[row] <= limit) chosen.push(row);
  chosen.sort((a, b) => keys[a] - keys[b]);
  // Copies of a file have one key.
  return Uint32Array.from(chosen.slice(0, size));
}
