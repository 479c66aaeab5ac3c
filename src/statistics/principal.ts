import { Random } from '../random';
import { symmetricEigen } from './eigen';
import { Matrix, products, transposed } from './matrix';

/** Up to so many columns the covariance is made and taken apart as a whole. */
const WHOLE_COLUMNS = 600;
const OVERSAMPLING = 10;
const POWER_ITERATIONS = 4;

/** Principal axes of some rows: their mean, and the axes as rows, that of the greatest variance first. */
export interface PrincipalAxes {
  readonly mean: Float64Array;
  readonly axes: Matrix;
}

/** The `count` principal axes (fewer where the rows have fewer). Wide matrices by random projection, seeded. */
export function principalAxes(matrix: Matrix, count: number): PrincipalAxes {
  const centred = matrix.centred();
  const wanted = Math.min(count, matrix.columns, matrix.rows - 1);
  const axes = matrix.columns <= WHOLE_COLUMNS ? wholeAxes(centred) : projectedAxes(centred, wanted);
  return { mean: matrix.mean(), axes: axes.pick(Array.from({ length: wanted }, (_, i) => i)) };
}

/** Coordinates of each row on the axes. */
export function project(matrix: Matrix, { mean, axes }: PrincipalAxes): Matrix {
  const shifted = new Matrix(matrix.rows, matrix.columns, matrix.values.slice());
  for (let i = 0; i < matrix.rows; i++) {
    const row = shifted.row(i);
    for (let d = 0; d < row.length; d++) row[d] -= mean[d];
  }
  return products(shifted, axes);
}

function wholeAxes(centred: Matrix): Matrix {
  const across = transposed(centred);
  return symmetricEigen(products(across, across)).vectors;
}

/** Halko, Martinsson and Tropp 2011, SIAM Review 53, 217, algorithm 4.4. */
function projectedAxes(centred: Matrix, count: number): Matrix {
  const random = new Random(count);
  const across = transposed(centred);
  const start = new Matrix(Math.min(count + OVERSAMPLING, centred.columns), centred.columns);
  for (let i = 0; i < start.values.length; i++) start.values[i] = random.gaussian();
  let basis = orthonormal(start);
  for (let i = 0; i < POWER_ITERATIONS; i++) basis = orthonormal(products(products(basis, centred), across));
  const inBasis = transposed(products(centred, basis));
  const { vectors } = symmetricEigen(products(inBasis, inBasis));
  return products(vectors, transposed(basis));
}

/** The rows made orthonormal (Gram and Schmidt, twice for the rounding errors). */
function orthonormal(matrix: Matrix): Matrix {
  for (let i = 0; i < matrix.rows; i++) {
    const row = matrix.row(i);
    const before = lengthOf(row);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = matrix.row(j);
        let along = 0;
        for (let d = 0; d < row.length; d++) along += row[d] * other[d];
        for (let d = 0; d < row.length; d++) row[d] -= along * other[d];
      }
    }
    // A remainder of a row in the span of the others is rounding error, and orthogonal to nothing.
    const length = lengthOf(row);
    const inverse = length > 1e-10 * before ? 1 / length : 0;
    for (let d = 0; d < row.length; d++) row[d] *= inverse;
  }
  return matrix;
}

function lengthOf(row: Float64Array): number {
  let square = 0;
  for (let d = 0; d < row.length; d++) square += row[d] ** 2;
  return Math.sqrt(square);
}
