import type { Limits } from './cuts';

/**
 * How many values fall into each of `bins` intervals of equal width from `low` to `high` (both included). Values outside
 * and undefined ones are not counted.
 */
export function histogram(values: Float32Array, { low, high }: Limits, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  const scale = bins / (high - low);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= low && value <= high)) continue;
    counts[Math.min(bins - 1, Math.floor((value - low) * scale))]++;
  }
  return counts;
}

/** Steps of an equalisation: fine enough for a sky that takes a thousandth of the range. */
const STEPS = 4096;

/**
 * The cumulative distribution of the values between the limits, for the stretch that gives every grey the same number of
 * pixels (histogram equalisation): `table[i]` is the fraction below `low + (high - low) * i / (table.length - 1)`, from 0
 * to 1. Values outside the limits take no part; where none is inside it is the straight line.
 */
export function equalisation(values: Float32Array, limits: Limits): Float32Array {
  const counts = histogram(values, limits, STEPS);
  const table = new Float32Array(STEPS + 1);
  let below = 0;
  for (let i = 0; i < STEPS; i++) table[i + 1] = below += counts[i];
  if (below === 0) return table.map((_, i) => i / STEPS);
  return table.map((count) => count / below);
}
