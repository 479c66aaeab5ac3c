/**
 * Positions moved and scaled, the same in x and y, into -1 to 1, so that one map can follow another in the same view.
 * @param positions x and y of each point.
 */
export function normalised(positions: Float32Array): Float32Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const axis = i & 1;
    if (positions[i] < low[axis]) low[axis] = positions[i];
    if (positions[i] > high[axis]) high[axis] = positions[i];
  }
  const half = Math.max(high[0] - low[0], high[1] - low[1]) / 2;
  const scale = half > 0 ? 1 / half : 0;
  const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  return positions.map((value, i) => (value - middle[i & 1]) * scale);
}
