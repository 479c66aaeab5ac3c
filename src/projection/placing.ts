import type { NearestPoints } from './nearest-points';

/** Few: the mean of many would lie between the groups that they belong to. */
const NEIGHBOURS = 6;

/**
 * Positions on a map for points that were not laid out: the mean of the nearest laid-out points' positions, each weighted
 * by exp(-(d - d0) / s), where d0 is the distance of the nearest and s the mean of what the others are farther (UMAP's
 * membership strengths, McInnes et al. 2018, section 3.1, with a mean instead of the search for s). A copy of a laid-out
 * point lies upon it.
 * @param anchors the laid-out points.
 * @param positions theirs, x and y of each.
 * @param points count x dimensions, C order.
 * @returns x and y of each point.
 */
export function placeAmong(
  anchors: NearestPoints,
  positions: Float32Array,
  points: Float32Array,
  dimensions: number,
): Float32Array {
  const count = points.length / dimensions;
  const out = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const { indices, distances } = anchors.nearest(points, i * dimensions, NEIGHBOURS);
    const farther = distances.map((distance) => distance - distances[0]);
    const scale = farther.reduce((sum, one) => sum + one, 0) / Math.max(1, farther.length - 1);
    let [x, y, weights] = [0, 0, 0];
    indices.forEach((index, j) => {
      const weight = distances[0] === 0 ? (distances[j] === 0 ? 1 : 0) : scale > 0 ? Math.exp(-farther[j] / scale) : 1;
      x += weight * positions[2 * index];
      y += weight * positions[2 * index + 1];
      weights += weight;
    });
    out[2 * i] = x / weights;
    out[2 * i + 1] = y / weights;
  }
  return out;
}
