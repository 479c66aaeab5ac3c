import type { Matrix } from '../statistics';

/**
 * Number of the neighbour whose distance counts: in the middle of the range that Campos et al. (2016, DMKD 30, 891) found
 * to work well.
 */
export const NEIGHBOUR = 10;
/**
 * Neighbours are looked for among so many galaxies drawn once: distances to a small sample rank outliers as well as those
 * to all others (Sugiyama and Borgwardt 2013, NIPS 26, 467), and take a time that grows with the collection alone.
 */
export const REFERENCES = 2000;

/**
 * Distance of each row to its k-th neighbour (the last, where there are fewer) among the references, itself left out.
 * @param squared squared distances, rows x references, C order.
 * @param self of each row its place among the references, or -1.
 * @returns in deviations of the principal components; Infinity where there is no other.
 */
export function neighbourDistances(squared: Float32Array, references: Matrix, self: Int32Array): Float32Array {
  const count = references.rows;
  const out = new Float32Array(self.length);
  const k = Math.max(1, Math.min(NEIGHBOUR, count - 1));
  const nearest = new Float32Array(k);
  for (let i = 0; i < self.length; i++) {
    nearest.fill(Infinity);
    const at = i * count;
    let worst = Infinity;
    for (let j = 0; j < count; j++) {
      const d = squared[at + j];
      if (d >= worst || j === self[i]) continue;
      let place = k - 1;
      while (place > 0 && nearest[place - 1] > d) {
        nearest[place] = nearest[place - 1];
        place--;
      }
      nearest[place] = d;
      worst = nearest[k - 1];
    }
    out[i] = Math.sqrt(Math.max(0, nearest[k - 1]));
  }
  return out;
}
