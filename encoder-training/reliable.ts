import { choleskyInPlace, choleskySolve, Matrix, products, transposed } from '../src/statistics';

/** Of the mean variance, added to every variance: directions that hardly vary are not divided by. */
const RIDGE = 1e-3;

/**
 * The linear map that predicts a galaxy's features in another picture of it from those in one: what comes again is kept,
 * what a picture's seeing, stretch or noise made is shrunk (best linear prediction, as Kelley's regression to the mean,
 * in all features at once).
 * @param one standardised features of galaxies, rows; @param other the same of other pictures of them.
 * @returns rows: features predicted; columns: features seen.
 */
export function predictionOfOther(one: Matrix, other: Matrix): Matrix {
  const n = one.columns;
  const [a, b] = [transposed(one), transposed(other)];
  // Either may be the one or the other.
  const [aa, bb, ab] = [products(a, a), products(b, b), products(a, b)];
  const within = new Matrix(n, n);
  let trace = 0;
  for (let i = 0; i < n * n; i++) within.values[i] = (aa.values[i] + bb.values[i]) / 2;
  for (let i = 0; i < n; i++) trace += within.values[i * n + i];
  for (let i = 0; i < n; i++) within.values[i * n + i] += (RIDGE * trace) / n;
  const lower = choleskyInPlace(within);
  const map = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    const across = new Float64Array(n);
    for (let j = 0; j < n; j++) across[j] = (ab.values[i * n + j] + ab.values[j * n + i]) / 2;
    map.values.set(choleskySolve(lower, across), i * n);
  }
  return map;
}
