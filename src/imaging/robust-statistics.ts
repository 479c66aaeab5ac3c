import { bracketedPair } from './bracket';
import { OrderStatistics } from './order-statistics';

/** From this many values on, a sample of them is used. */
const LARGE = 8192;

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
  const found = values.length >= LARGE && q >= 0 && q <= 1 ? bracketedPair(values, q) : undefined;
  return found ? interpolate(...found) : quantiles(values, [q])[0];
}

/** Several quantiles at the price of little more than one; same definition as `quantile`, in the order of `qs`. */
export function quantiles(values: Float32Array, qs: readonly number[]): number[] {
  const order = new OrderStatistics(values);
  return qs.map((q) => {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${q}`);
    if (order.count === 0) return NaN;
    const position = q * (order.count - 1);
    const below = Math.floor(position);
    const [low, high] = order.pair(below);
    return interpolate(low, high, position - below);
  });
}

/** The median of the finite values; NaN where there is none. */
export function median(values: Float32Array): number {
  return quantile(values, 0.5);
}

/** Standard deviations that a median absolute deviation of Gaussian noise is worth. */
export const SIGMA_PER_MAD = 1.4826;

/**
 * The median distance of the finite values from their median, not scaled: SIGMA_PER_MAD times it estimates the standard
 * deviation of Gaussian noise. NaN where no value is finite.
 */
export function medianAbsoluteDeviation(values: Float32Array): number {
  const centre = median(values);
  const distances = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) distances[i] = Math.abs(values[i] - centre);
  return median(distances);
}

/** numpy's interpolation, from the nearer end, so that it is exact at both. */
function interpolate(low: number, high: number, fraction: number): number {
  const step = high - low;
  return fraction < 0.5 ? low + step * fraction : high - step * (1 - fraction);
}
