import { dot, Matrix } from '../../statistics';

/** z = W x + b: rows of `weights` are outputs, columns the features as they are stored. */
export interface LinearHead {
  readonly weights: Matrix;
  readonly bias: Float64Array;
}

/** The outputs of each row of features, rows x outputs. */
export function applyLinear({ weights, bias }: LinearHead, features: Matrix): Matrix {
  const out = new Matrix(features.rows, weights.rows);
  for (let k = 0; k < weights.rows; k++) {
    const w = weights.row(k);
    for (let i = 0; i < features.rows; i++) out.values[i * weights.rows + k] = dot(features.row(i), w) + bias[k];
  }
  return out;
}
