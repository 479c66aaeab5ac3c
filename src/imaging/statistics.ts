import { select } from './select';

/** Smallest and greatest value; both NaN where there is none. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The range of the finite values. */
export function finiteRange(values: Float32Array): Range {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < min && value !== -Infinity) min = value;
    if (value > max && value !== Infinity) max = value;
  }
  return min === Infinity && max === -Infinity ? { min: NaN, max: NaN } : { min, max };
}

/**
 * The quantile `q` (0 to 1) of the finite values, interpolated linearly between order statistics: type 7 of Hyndman &
 * Fan 1996, numpy.percentile's default. NaN where no value is finite.
 * @throws RangeError for q outside 0 to 1
 */
export function quantile(values: Float32Array, q: number): number {
  return quantiles(values, [q])[0];
}

/** Several quantiles at the price of little more than one; same definition as `quantile`, in the order of `qs`. */
export function quantiles(values: Float32Array, qs: readonly number[]): number[] {
  return quantilesInPlace(finiteCopy(values), qs);
}

/** The median of the finite values; NaN where there is none. */
export function median(values: Float32Array): number {
  return quantile(values, 0.5);
}

/**
 * The median distance of the finite values from their median, not scaled: multiply by 1.4826 to estimate the standard
 * deviation of Gaussian noise. NaN where no value is finite.
 */
export function medianAbsoluteDeviation(values: Float32Array): number {
  const finite = finiteCopy(values);
  const [centre] = quantilesInPlace(finite, [0.5]);
  for (let i = 0; i < finite.length; i++) finite[i] = Math.abs(finite[i] - centre);
  return quantilesInPlace(finite, [0.5])[0];
}

/** Scratch for `finiteCopy`, kept between calls: statistics of every thumbnail would otherwise allocate it anew. */
let scratch = new Float32Array(0);

/** The finite values, in scratch memory that the next call reuses. */
function finiteCopy(values: Float32Array): Float32Array {
  if (scratch.length < values.length) scratch = new Float32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value - value === 0) scratch[count++] = value;
  }
  return scratch.subarray(0, count);
}

function quantilesInPlace(values: Float32Array, qs: readonly number[]): number[] {
  const results = new Array<number>(qs.length).fill(NaN);
  const last = values.length - 1;
  const ascending = qs.map((q, index) => ({ q, index })).sort((a, b) => a.q - b.q);
  let left = 0;
  for (const { q, index } of ascending) {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${q}`);
    if (last < 0) continue;
    const position = q * last;
    const below = Math.floor(position);
    // What earlier, lower quantiles put left of `left` is in place already.
    select(values, below, Math.min(left, below), last);
    left = below;
    const low = values[below];
    const high = below < last ? smallestFrom(values, below + 1) : low;
    results[index] = interpolate(low, high, position - below);
  }
  return results;
}

function smallestFrom(values: Float32Array, start: number): number {
  let smallest = values[start];
  for (let i = start + 1; i < values.length; i++) if (values[i] < smallest) smallest = values[i];
  return smallest;
}

/** numpy's interpolation, from the nearer end, so that it is exact at both. */
function interpolate(low: number, high: number, fraction: number): number {
  const step = high - low;
  return fraction < 0.5 ? low + step * fraction : high - step * (1 - fraction);
}
