import { Matrix } from './matrix';

const LARGEST_SWEEPS = 60;

/**
 * Eigenvalues, greatest first, and eigenvectors (rows of `vectors`) of a symmetric matrix: Householder's reduction to
 * three diagonals, then the implicit QL method (Bowdler, Martin, Reinsch and Wilkinson 1968, Numer. Math. 11, 293).
 */
export function symmetricEigen(matrix: Matrix): { values: Float64Array; vectors: Matrix } {
  const n = matrix.rows;
  // The rows of `z` become the vectors: rotations then run along rows, which lie together in memory.
  const z = Array.from({ length: n }, (_, i) => matrix.row(i).slice());
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  tridiagonalise(z, diagonal, beside);
  diagonalise(z, diagonal, beside);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a]);
  return {
    values: Float64Array.from(order, (i) => diagonal[i]),
    vectors: Matrix.fromRows(order.map((i) => z[i])),
  };
}

/** Householder reflections; `z` becomes the transpose of their product. */
function tridiagonalise(z: Float64Array[], diagonal: Float64Array, beside: Float64Array): void {
  const n = z.length;
  const a = z.map((row) => row.slice());
  z.forEach((row, i) => row.fill(0).fill(1, i, i + 1));
  const p = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    const v = new Float64Array(n);
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm += a[k][i] ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const head = a[k][k + 1] > 0 ? -norm : norm;
    for (let i = k + 1; i < n; i++) v[i] = a[k][i];
    v[k + 1] -= head;
    const square = 2 * (norm * norm - head * a[k][k + 1]);
    if (square === 0) continue;
    const factor = 2 / square;
    // a <- (1 - factor v vᵀ) a (1 - factor v vᵀ)
    let vp = 0;
    for (let i = k; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i][j] * v[j];
      p[i] = factor * sum;
      vp += v[i] * p[i];
    }
    for (let i = k; i < n; i++) p[i] -= (factor / 2) * vp * v[i];
    for (let i = k; i < n; i++) for (let j = k; j < n; j++) a[i][j] -= v[i] * p[j] + p[i] * v[j];
    for (let j = 0; j < n; j++) p[j] = 0;
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) p[j] += v[i] * z[i][j];
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) z[i][j] -= factor * v[i] * p[j];
  }
  for (let i = 0; i < n; i++) {
    diagonal[i] = a[i][i];
    beside[i] = i + 1 < n ? a[i][i + 1] : 0;
  }
}

function diagonalise(z: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  // Nothing smaller than the rounding errors of the reduction means anything: held to its neighbours alone, what is left of
  // a zero eigenvalue, of which a matrix of few rows has many, would never be small enough.
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(d[i]) + Math.abs(e[i]));
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m + 1 < n && Math.abs(e[m]) > Number.EPSILON * largest) m++;
      if (m === l) break;
      if (sweep === LARGEST_SWEEPS) throw new RangeError('the eigenvalues do not converge');
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        let f = s * e[i];
        const b = c * e[i];
        e[i + 1] = r = Math.hypot(f, g);
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        const [upper, lower] = [z[i + 1], z[i]];
        for (let k = 0; k < n; k++) {
          f = upper[k];
          upper[k] = s * lower[k] + c * f;
          lower[k] = c * lower[k] - s * f;
        }
      }
      if (r === 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}
