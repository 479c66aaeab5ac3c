import type { Matrix } from './matrix';

/**
 * The lower triangle L with L Lᵀ = `matrix` (symmetric, positive definite), in place; the upper triangle is left as it was.
 * @throws RangeError where the matrix is not positive definite.
 */
export function choleskyInPlace(matrix: Matrix): Matrix {
  const { values: a, rows: n } = matrix;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i > j) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
  return matrix;
}

/** Solves L x = b in place. */
export function forwardSubstitute({ values: l, rows: n }: Matrix, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
  return b;
}

/** Solves Lᵀ x = b in place. */
export function backSubstitute({ values: l, rows: n }: Matrix, b: Float64Array): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i] /= l[i * n + i]);
    for (let k = 0; k < i; k++) b[k] -= l[i * n + k] * x;
  }
  return b;
}

/** Solves L Lᵀ x = b; `b` is left as it was. */
export function choleskySolve(l: Matrix, b: Float64Array): Float64Array {
  return backSubstitute(l, forwardSubstitute(l, b.slice()));
}
