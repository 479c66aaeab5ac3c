/** Values of up to 32 bits: dictionaries and levels have no wider ones. */
const WIDEST = 32;

/**
 * Sees that runs of repeated and of packed values (Apache Parquet, "RLE / bit-packing hybrid") hold as many values as a page
 * has: the library writes a run wherever it leads, and counts down from a negative number without end.
 * @param from where the first run begins
 * @param wanted a value that is to be counted
 * @returns how many of the values are the wanted one
 * @throws Error with the reason
 */
export function countInRuns(bytes: Uint8Array, from: number, width: number, count: number, wanted?: number): number {
  if (width > WIDEST) throw new Error(`values of ${width} bits, of at most ${WIDEST}`);
  let at = from;
  let found = 0;
  for (let seen = 0; seen < count;) {
    const head = headOf(bytes, at);
    at = head.next;
    const repeated = head.value >>> 1;
    if (head.value & 1) {
      // Writers may fill the last run up with bytes; where values take none, there are no more than are needed.
      const values = Math.min(8 * repeated, count - seen);
      const held =
        width === 0 ? 8 * Math.ceil((count - seen) / 8) : Math.ceil((8 * (bytes.length - at + width)) / width);
      if (repeated === 0 || 8 * repeated > held || at + Math.ceil((values * width) / 8) > bytes.length)
        throw new Error(`a run of ${8 * repeated} values in ${bytes.length - at} bytes`);
      if (wanted !== undefined) found += countPacked(bytes, at, width, values, wanted);
      at += repeated * width;
      seen += values;
    } else {
      const size = (width + 7) >> 3;
      if (repeated > count - seen) throw new Error(`a run of ${repeated} values, of ${count - seen} that are left`);
      if (at + size > bytes.length) throw new Error('its runs end too early');
      let value = 0;
      for (let i = 0; i < size; i++) value |= bytes[at + i] << (8 * i);
      if (value === wanted) found += repeated;
      at += size;
      seen += repeated;
    }
  }
  return found;
}

/** A run's head: how many values, and of which kind. */
function headOf(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const at = from + shift / 7;
    if (at >= bytes.length) throw new Error('its runs end too early');
    value |= (bytes[at] & 0x7f) << shift;
    // A run that is longer than 2^30 is a negative one to the library.
    if (bytes[at] < 0x80) {
      if (value < 0) throw new Error('a run of more than 2^30 values');
      return { value, next: at + 1 };
    }
  }
  throw new Error('a run of more than 2^30 values');
}

/** Levels are narrow: they are looked at bit by bit. */
function countPacked(bytes: Uint8Array, from: number, width: number, count: number, wanted: number): number {
  if (width === 0) return wanted === 0 ? count : 0;
  let found = 0;
  for (let i = 0, bit = 8 * from; i < count; i++, bit += width) {
    let value = 0;
    for (let b = 0; b < width; b++) value |= ((bytes[(bit + b) >> 3] >> ((bit + b) & 7)) & 1) << b;
    if (value === wanted) found++;
  }
  return found;
}
