import { Matrix, products } from './matrix';

/** Cosines of each row with each; rows of zeros have 0 with all. */
export function cosines(matrix: Matrix): Matrix {
  const unit = new Matrix(matrix.rows, matrix.columns, matrix.values.slice());
  for (let i = 0; i < unit.rows; i++) {
    const row = unit.row(i);
    let square = 0;
    for (let d = 0; d < row.length; d++) square += row[d] ** 2;
    const inverse = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let d = 0; d < row.length; d++) row[d] *= inverse;
  }
  return products(unit, unit);
}

/** The `k` places among `candidates` with the greatest scores, greatest first; `leftOut` is not among them. */
export function nearest(scores: Float64Array, candidates: readonly number[], k: number, leftOut = -1): number[] {
  const best: number[] = [];
  for (const j of candidates) {
    if (j === leftOut || (best.length === k && !(scores[j] > scores[best[k - 1]]))) continue;
    let at = best.length === k ? k - 1 : best.length;
    for (; at > 0 && scores[j] > scores[best[at - 1]]; at--) best[at] = best[at - 1];
    best[at] = j;
  }
  return best;
}

/**
 * For each query the share of its `k` nearest candidates, itself left out, that carry its label.
 * @param similarity of each galaxy with each
 */
export function precisionAtK(
  similarity: Matrix,
  labels: readonly string[],
  queries: readonly number[],
  candidates: readonly number[],
  k: number,
): Float64Array {
  return Float64Array.from(queries, (query) => {
    const found = nearest(similarity.row(query), candidates, k, query);
    return found.filter((j) => labels[j] === labels[query]).length / k;
  });
}
