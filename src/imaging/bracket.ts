import { OrderStatistics } from './order-statistics';

/** Values looked at to guess where an order statistic lies, and how many standard deviations the guess allows for. */
const SAMPLE = 1024;
const SAFETY = 3;

const sample = new Float32Array(SAMPLE);
let inside = new Float32Array(0);

/**
 * The values that sorting the finite ones would put at places floor(p) and floor(p) + 1, p = q (count - 1), and p's
 * fraction: exact, and for large arrays in one pass instead of several. A sample brackets the place, everything below
 * the bracket is counted, and only what falls inside is selected from (Floyd & Rivest 1975, CACM 18, 165).
 * @returns undefined where the sample misled, or too many values are equal: ask `OrderStatistics`.
 */
export function bracketedPair(
  values: Float32Array,
  q: number,
): [low: number, high: number, fraction: number] | undefined {
  const length = values.length;
  // Odd, so that a stride along rows of an even width still meets all columns.
  const stride = Math.floor(length / SAMPLE) | 1;
  let sampled = 0;
  for (let i = stride >> 1; i < length && sampled < SAMPLE; i += stride) {
    if (values[i] - values[i] === 0) sample[sampled++] = values[i];
  }
  if (sampled < SAMPLE / 2) return undefined;
  const sorted = sample.subarray(0, sampled).sort();
  const reach = SAFETY * Math.sqrt(sampled * q * (1 - q)) + 2;
  const from = Math.floor(q * sampled - reach);
  const to = Math.ceil(q * sampled + reach);
  const least = keyOf(from < 0 ? -Infinity : sorted[from]);
  const greatest = keyOf(to >= sampled ? Infinity : sorted[to]);
  if (inside.length < length) inside = new Float32Array(length);
  const kept = inside;
  const bits = new Int32Array(values.buffer, values.byteOffset, length);
  let below = 0;
  let above = 0;
  let count = 0;
  let finite = 0;
  for (let i = 0; i < length; i++) {
    const word = bits[i];
    if ((word & 0x7f800000) === 0x7f800000) continue;
    // Halved keys: their differences fit in 32 bits, so that signs count and nothing branches on a comparison.
    const key = (word ^ ((word >> 31) & 0x7fffffff)) >> 1;
    const isBelow = (key - least) >>> 31;
    const isAbove = (greatest - key) >>> 31;
    finite++;
    below += isBelow;
    above += isAbove;
    kept[count] = values[i];
    count += 1 - isBelow - isAbove;
  }
  const position = q * (finite - 1);
  const place = Math.floor(position) - below;
  const hasNext = place + 1 < count || above === 0;
  if (place < 0 || place >= count || !hasNext || count > length / 2) return undefined;
  const [low, high] = new OrderStatistics(kept.subarray(0, count)).pair(place);
  return [low, high, position - Math.floor(position)];
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** Half of an integer that orders as the values do. */
function keyOf(value: number): number {
  float[0] = value;
  return (word[0] ^ ((word[0] >> 31) & 0x7fffffff)) >> 1;
}
