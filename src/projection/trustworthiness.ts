/**
 * How far neighbours on a map are neighbours in truth, 0 to 1: T(k) of Venna and Kaski 2001 (ICANN, 485), equation 1. Points
 * that are among the k nearest on the map and not in the space cost the more, the farther they are in the space.
 * @param space distance between two points in the space, by their numbers.
 * @param map x and y of each point.
 * @param k less than half of the points.
 * @throws RangeError for another k.
 */
export function trustworthiness(space: (i: number, j: number) => number, map: Float32Array, k: number): number {
  const n = map.length / 2;
  if (!(k >= 1 && k < n / 2)) throw new RangeError(`${k} neighbours of ${n} points`);
  const others = Array.from({ length: n }, (_, j) => j);
  let penalty = 0;
  for (let i = 0; i < n; i++) {
    const byOrder = (distance: (j: number) => number) => {
      const of = others.map(distance);
      return others.filter((j) => j !== i).sort((a, b) => of[a] - of[b]);
    };
    const rank = new Int32Array(n);
    byOrder((j) => space(i, j)).forEach((j, at) => (rank[j] = at + 1));
    const onMap = byOrder((j) => (map[2 * i] - map[2 * j]) ** 2 + (map[2 * i + 1] - map[2 * j + 1]) ** 2);
    for (const j of onMap.slice(0, k)) penalty += Math.max(0, rank[j] - k);
  }
  return 1 - (2 * penalty) / (n * k * (2 * n - 3 * k - 1));
}
