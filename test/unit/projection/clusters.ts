import { Random } from '../../../src/random';

/** Directions in groups, `dimensions` long, none of length one: row i belongs to group i % groups. */
export function clusters(count: number, groups: number, dimensions: number, seed: number): Float32Array {
  const random = new Random(seed);
  const centres = Array.from({ length: groups }, () =>
    Float32Array.from({ length: dimensions }, () => random.gaussian()),
  );
  return Float32Array.from({ length: count * dimensions }, (_, i) => {
    const row = Math.floor(i / dimensions);
    return 3 * (centres[row % groups][i % dimensions] + 0.45 * random.gaussian());
  });
}

/** One less the cosine between two rows. */
export function distanceOf(rows: Float32Array, dimensions: number): (i: number, j: number) => number {
  const row = (i: number) => rows.subarray(i * dimensions, (i + 1) * dimensions);
  const lengths = Array.from({ length: rows.length / dimensions }, (_, i) => Math.hypot(...row(i)));
  return (i, j) => {
    const [a, b] = [row(i), row(j)];
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += a[d] * b[d];
    return 1 - sum / (lengths[i] * lengths[j]);
  };
}
