import { Matrix } from '../statistics';

/**
 * Points of the interest space. Beside its coordinates x each row holds |x|² and 1, so that its product with the column
 * (-2 r, 1, |r|²) is the squared distance from r, and all squared distances are one product of matrices.
 */
export class Points {
  /** rows x (dimensions + 2), C order. */
  readonly values: Float32Array;

  constructor(
    readonly rows: number,
    readonly dimensions: number,
  ) {
    this.values = new Float32Array(rows * (dimensions + 2));
  }

  /** Length of a row in `values`. */
  get stride(): number {
    return this.dimensions + 2;
  }

  /** Takes the coordinates of some rows, C order, from row `first` on. */
  set(first: number, coordinates: Float32Array): void {
    const { dimensions, stride, values } = this;
    for (let i = 0; i * dimensions < coordinates.length; i++) {
      const at = (first + i) * stride;
      let square = 0;
      for (let d = 0; d < dimensions; d++) {
        const x = coordinates[i * dimensions + d];
        values[at + d] = x;
        square += x * x;
      }
      values[at + dimensions] = square;
      values[at + dimensions + 1] = 1;
    }
  }

  /** Coordinates of some rows, in double precision. */
  pick(rows: ArrayLike<number>): Matrix {
    const out = new Matrix(rows.length, this.dimensions);
    for (let i = 0; i < rows.length; i++) {
      const at = rows[i] * this.stride;
      out.values.set(this.values.subarray(at, at + this.dimensions), i * this.dimensions);
    }
    return out;
  }

  /** Squared distance between two rows. */
  squaredDistance(a: number, b: number): number {
    const { values, stride, dimensions } = this;
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += (values[a * stride + d] - values[b * stride + d]) ** 2;
    return sum;
  }
}

/** (dimensions + 2) x columns, C order: `Points.values` times it are squared distances from `places`, times `scale`, plus `offset`. */
export function distanceColumns(places: Matrix, columns: number, scale: number, offset: number): Float32Array {
  const { rows, columns: dimensions } = places;
  const out = new Float32Array((dimensions + 2) * columns);
  // Columns beyond the places are all `offset`.
  out.fill(offset, (dimensions + 1) * columns);
  for (let j = 0; j < rows; j++) {
    const place = places.row(j);
    let square = 0;
    for (let d = 0; d < dimensions; d++) {
      out[d * columns + j] = -2 * place[d] * scale;
      square += place[d] * place[d];
    }
    out[dimensions * columns + j] = scale;
    out[(dimensions + 1) * columns + j] = square * scale + offset;
  }
  return out;
}
