import { median } from './robust-statistics';

/** Statistics of a set of pixels. */
export interface PixelStatistics {
  /** Finite values, and how many are not. */
  readonly count: number;
  readonly undefined: number;
  readonly sum: number;
  /** NaN, and so are the following, where no value is finite. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation of the sample, n - 1 in the denominator; 0 for a single value. */
  readonly standardDeviation: number;
}

/** Statistics of the finite values; mean and deviation by Welford's recurrence (1962), which loses no digits. */
export function pixelStatistics(values: Float32Array): PixelStatistics {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value - value !== 0) continue;
    count++;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const none = count === 0;
  return {
    count,
    undefined: values.length - count,
    sum: mean * count,
    min: none ? NaN : min,
    max: none ? NaN : max,
    mean: none ? NaN : mean,
    median: median(values),
    standardDeviation: none ? NaN : count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
  };
}
