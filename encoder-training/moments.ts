import type { Matrix } from '../src/statistics';

/** Mean and standard deviation of each column; a thousandth is added to the deviation, which is divided by. */
export function moments(matrix: Matrix): { mean: Float32Array; deviation: Float32Array } {
  const mean = matrix.mean();
  const square = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++)
    matrix.row(i).forEach((value, d) => (square[d] += (value - mean[d]) ** 2 / matrix.rows));
  return { mean: Float32Array.from(mean), deviation: Float32Array.from(square, (value) => Math.sqrt(value) + 1e-3) };
}
