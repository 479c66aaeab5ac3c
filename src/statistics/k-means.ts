import type { Random } from '../random';
import type { Matrix } from './matrix';

/** Lloyd's steps mostly end long before. */
const STEPS = 100;
/** One start can end with two clusters in one. */
const STARTS = 8;

/**
 * Assigns each row to one of `count` clusters, so that the squared distances from the clusters' means are small: seeds by
 * k-means++ (Arthur and Vassilvitskii 2007), then the steps of Lloyd (1982), the best of several starts. Clusters that lose all their rows stay empty.
 * @returns of each row its cluster, 0 to count - 1; rows that are equal are together
 */
export function kMeans(rows: Matrix, count: number, random: Random): Int32Array {
  let best = started(rows, count, random);
  for (let start = 1; start < STARTS; start++) {
    const other = started(rows, count, random);
    if (other.spread < best.spread) best = other;
  }
  return best.assigned;
}

/** One start: of each row its cluster, and the sum of the squared distances from the clusters' means. */
function started(rows: Matrix, count: number, random: Random): { assigned: Int32Array; spread: number } {
  const means = seeds(rows, Math.min(count, rows.rows), random);
  const assigned = new Int32Array(rows.rows).fill(-1);
  let spread = 0;
  for (let step = 0; step < STEPS; step++) {
    let moved = false;
    spread = 0;
    for (let i = 0; i < rows.rows; i++) {
      const own = rows.row(i);
      let [best, least] = [0, Infinity];
      means.forEach((mean, k) => {
        const distance = squared(own, mean);
        if (distance < least) [best, least] = [k, distance];
      });
      if (assigned[i] !== best) moved = true;
      assigned[i] = best;
      spread += least;
    }
    if (!moved) break;
    means.forEach((mean, k) => {
      const members = [...assigned.keys()].filter((i) => assigned[i] === k);
      if (members.length === 0) return;
      mean.fill(0);
      for (const i of members) rows.row(i).forEach((value, d) => (mean[d] += value / members.length));
    });
  }
  return { assigned, spread };
}

/** The first by lot, each other with a probability in proportion to its squared distance from the nearest before it. */
function seeds(rows: Matrix, count: number, random: Random): Float64Array[] {
  const found = [rows.row(random.integer(0, rows.rows - 1)).slice()];
  const nearest = Float64Array.from({ length: rows.rows }, (_, i) => squared(rows.row(i), found[0]));
  while (found.length < count) {
    const total = nearest.reduce((sum, distance) => sum + distance, 0);
    // All that is left are copies of seeds.
    if (!(total > 0)) break;
    let left = random.uniform(0, total);
    let next = 0;
    for (let i = 0; i < nearest.length; i++) {
      if (nearest[i] === 0) continue;
      next = i;
      if ((left -= nearest[i]) <= 0) break;
    }
    const seed = rows.row(next).slice();
    found.push(seed);
    for (let i = 0; i < nearest.length; i++) nearest[i] = Math.min(nearest[i], squared(rows.row(i), seed));
  }
  return found;
}

function squared(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}
