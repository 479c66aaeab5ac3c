import type { Random } from '../random';
import type { Points } from './points';

/**
 * Rows spread out over the space: the first drawn by lot, each next with a chance that grows with its squared distance
 * from the nearest that is taken already (Arthur and Vassilvitskii 2007, k-means++). Taking the farthest each time would
 * begin with the outliers, which is what has been found worse than beginning at random.
 * @param rows those that can be taken; fewer than `count` are all taken.
 * @param taken rows from which others keep their distance from the beginning.
 */
export function spreadOut(
  points: Points,
  rows: ArrayLike<number>,
  count: number,
  random: Random,
  taken: readonly number[] = [],
): number[] {
  const nearest = new Float64Array(rows.length).fill(Infinity);
  const free = new Uint8Array(rows.length).fill(1);
  const keepAwayFrom = (row: number) => {
    for (let i = 0; i < rows.length; i++) {
      if (free[i]) nearest[i] = Math.min(nearest[i], points.squaredDistance(rows[i], row));
    }
  };
  taken.forEach(keepAwayFrom);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, rows.length)) {
    const next = taken.length + chosen.length === 0 ? random.integer(0, rows.length - 1) : drawn(nearest, free, random);
    free[next] = 0;
    chosen.push(rows[next]);
    keepAwayFrom(rows[next]);
  }
  return chosen;
}

/** A free place, by the weights; where all of them are zero (copies of what is taken) the first. */
function drawn(weights: Float64Array, free: Uint8Array, random: Random): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) if (free[i]) sum += weights[i];
  let left = random.uniform() * sum;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (!free[i]) continue;
    if (last < 0 || weights[i] > 0) last = i;
    left -= weights[i];
    if (left < 0) return i;
  }
  return last;
}
