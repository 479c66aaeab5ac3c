import { Matrix } from './matrix';

/**
 * The lower triangle L with L Lᵀ = `matrix` (symmetric, positive definite), in place; the upper triangle is left as it was.
 * @throws RangeError where the matrix is not positive definite.
 */
export function choleskyInPlace(matrix: Matrix): Matrix {
  const { values: a, rows: n } = matrix;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = a[i * n + j] - along(a, i * n, a, j * n, j);
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
    b[i] = (b[i] - along(l, i * n, b, 0, i)) / l[i * n + i];
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

/** L⁻ᵀ, upper triangular: in its row i, from the diagonal on, the column i of L⁻¹. */
export function inverseTransposed({ values: l, rows: n }: Matrix): Matrix {
  const out = new Matrix(n, n);
  const x = out.values;
  for (let j = 0; j < n; j++) {
    x[j * n + j] = 1 / l[j * n + j];
    for (let i = j + 1; i < n; i++) x[j * n + i] = -along(l, i * n + j, x, j * n + j, i - j) / l[i * n + i];
  }
  return out;
}

/** (L Lᵀ)⁻¹ from `inverseTransposed`: its upper triangle with the diagonal; the lower one is zero. */
export function inverseOf({ values: x, rows: n }: Matrix): Matrix {
  const out = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) out.values[i * n + j] = along(x, i * n + j, x, j * n + j, n - j);
  }
  return out;
}

/** Dot product of `length` values from `i` in `a` and from `j` in `b`. */
function along(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  // Four sums side by side: one alone would wait for each addition before the next.
  let [p, q, r, s] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    p += a[i + k] * b[j + k];
    q += a[i + k + 1] * b[j + k + 1];
    r += a[i + k + 2] * b[j + k + 2];
    s += a[i + k + 3] * b[j + k + 3];
  }
  for (; k < length; k++) p += a[i + k] * b[j + k];
  return p + q + (r + s);
}
