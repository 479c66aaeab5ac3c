/** Bits that each of the three passes of a selection looks at: 32 in all. */
const FIRST_SHIFT = 21;
const SECOND_SHIFT = 10;
const BINS = 2048;
/** Keys are signed, because V8 is fast with 32-bit integers only where they are: the first bins are of negative ones. */
const HALF = BINS / 2;

/**
 * The finite values of a band, ready to be asked for any of their order statistics in linear time.
 *
 * Selection by radix on the bits of the values: unlike quickselect it has no branch that depends on a comparison of
 * two pixels, which a processor cannot foresee, and it neither sorts nor disturbs anything. All finite float32 order
 * as their bits do, once the sign is folded (Terdiman 2000, "Radix Sort Revisited").
 *
 * The memory is the module's and is used again: an instance is valid until the next is made.
 */
export class OrderStatistics {
  readonly count: number;
  private readonly keys: Int32Array;

  constructor(values: Float32Array) {
    if (keyScratch.length < values.length) {
      keyScratch = new Int32Array(values.length);
      subsetScratch = new Int32Array(values.length);
    }
    // The bits, whether or not the values lie on a multiple of four bytes of memory: typed arrays always do.
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    // Module variables are read anew at each use; locals stay in registers.
    const keys = keyScratch;
    const counts = firstCounts.fill(0);
    let count = 0;
    for (let i = 0; i < bits.length; i++) {
      const word = bits[i];
      // An exponent of all ones is an infinity or NaN.
      if ((word & 0x7f800000) === 0x7f800000) continue;
      const key = word ^ ((word >> 31) & 0x7fffffff);
      keys[count++] = key;
      counts[(key >> FIRST_SHIFT) + HALF]++;
    }
    this.count = count;
    this.keys = keys.subarray(0, count);
  }

  /** The values that sorting would put at places `k` and `k + 1` (0-based; the same twice for the last). */
  pair(k: number): [number, number] {
    const first = findBin(firstCounts, k);
    const inFirst = this.collect(first.bin);
    secondCounts.fill(0);
    for (let i = 0; i < inFirst.length; i++) secondCounts[(inFirst[i] >> SECOND_SHIFT) & (BINS - 1)]++;
    const second = findBin(secondCounts, first.rank);
    const prefix = ((first.bin - HALF) << (FIRST_SHIFT - SECOND_SHIFT)) | second.bin;
    thirdCounts.fill(0);
    for (let i = 0; i < inFirst.length; i++) {
      const key = inFirst[i];
      if (key >> SECOND_SHIFT === prefix) thirdCounts[key & ((1 << SECOND_SHIFT) - 1)]++;
    }
    const third = findBin(thirdCounts, second.rank);
    const key = (prefix << SECOND_SHIFT) | third.bin;
    const repeated = third.rank + 1 < thirdCounts[third.bin] || k + 1 >= this.count;
    return [valueOf(key), valueOf(repeated ? key : this.nextAbove(key))];
  }

  private collect(bin: number): Int32Array {
    const { keys } = this;
    const subset = subsetScratch;
    if (firstCounts[bin] === keys.length) return keys;
    let count = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      // Written always, kept only where the count moves on: 1 where the bins are equal, without a branch.
      subset[count] = key;
      count += ((((key >> FIRST_SHIFT) + HALF) ^ bin) - 1) >>> 31;
    }
    return subset.subarray(0, count);
  }

  private nextAbove(key: number): number {
    const { keys } = this;
    // Steps above `key`, modulo 2^32 and ordered as signed: those of keys at or below it come out greatest. A plain
    // "above key and below the least so far" would be as hard to foresee as a coin.
    let least = 0x7fffffff;
    for (let i = 0; i < keys.length; i++) {
      const steps = (keys[i] - key - 1) ^ 0x80000000;
      if (steps < least) least = steps;
    }
    return ((least ^ 0x80000000) + key + 1) | 0;
  }
}

let keyScratch = new Int32Array(0);
let subsetScratch = new Int32Array(0);
const firstCounts = new Uint32Array(BINS);
const secondCounts = new Uint32Array(BINS);
const thirdCounts = new Uint32Array(BINS);
const word = new Int32Array(1);
const float = new Float32Array(word.buffer);

function valueOf(key: number): number {
  word[0] = key ^ ((key >> 31) & 0x7fffffff);
  return float[0];
}

/** The bin that holds the value of rank `k`, and its rank within the bin. */
function findBin(counts: Uint32Array, k: number): { bin: number; rank: number } {
  let rank = k;
  let bin = 0;
  while (rank >= counts[bin]) rank -= counts[bin++];
  return { bin, rank };
}
