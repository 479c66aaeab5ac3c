/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** A filter of k taps over m outputs, y = output ((kernel g) * (input d)), with n products in place of k m. */
export interface Filtering {
  /** [n, m + k - 1] */
  readonly input: Matrix;
  /** [n, k] */
  readonly kernel: Matrix;
  /** [m, n] */
  readonly output: Matrix;
}

const POINTS = [0, 1, -1, 2, -2];

/**
 * The algorithm of Toom and Cook for y_i = sum_j g_j d_(i + j), with the fewest products that there can be, n = m + k - 1
 * (Winograd 1980, Arithmetic Complexity of Computations; F(m, k) of Lavin and Gray 2016, arXiv:1509.09308): polynomials are
 * multiplied by their values at n - 1 points and at infinity.
 * @throws RangeError for more than six products, which float32 would not bear.
 */
export function cookToom(m: number, k: number): Filtering {
  const n = m + k - 1;
  const points = POINTS.slice(0, n - 1);
  if (points.length < n - 1) throw new RangeError(`F(${m}, ${k}) would need ${n} products`);
  if (k === 1) return { input: identity(m), kernel: identity(m).map(() => [1]), output: identity(m) };
  const others = (point: number) => points.filter((other) => other !== point);
  return {
    input: [...points.map((point) => [...coefficients(others(point)), 0]), coefficients(points)],
    kernel: [
      ...points.map((point) => {
        const scale = others(point).reduce((product, other) => product * (point - other), 1);
        return range(k).map((power) => point ** power / scale);
      }),
      range(k).map((power) => (power === k - 1 ? 1 : 0)),
    ],
    output: range(m).map((power) => [...points.map((point) => point ** power), power === m - 1 ? 1 : 0]),
  };
}

/** Coefficients of the polynomial with these roots, the constant one first. */
function coefficients(roots: readonly number[]): number[] {
  return roots.reduce<number[]>(
    (product, root) => [0, ...product].map((higher, power) => higher - root * (product[power] ?? 0)),
    [1],
  );
}

/** All products of an entry of `a` and one of `b`: rows and columns are pairs, that of `a` first. */
export const kronecker = (a: Matrix, b: Matrix): Matrix =>
  a.flatMap((left) => b.map((right) => left.flatMap((x) => right.map((y) => x * y))));

export const transposed = (matrix: Matrix): Matrix => matrix[0].map((_, column) => matrix.map((row) => row[column]));

const identity = (length: number): Matrix => range(length).map((i) => range(length).map((j) => (i === j ? 1 : 0)));

export const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
