/** Numbers in rows, C order. */
export class Matrix {
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly values: Float64Array = new Float64Array(rows * columns),
  ) {}

  /** @throws RangeError where the rows have not all one length. */
  static fromRows(rows: readonly ArrayLike<number>[]): Matrix {
    const matrix = new Matrix(rows.length, rows[0]?.length ?? 0);
    rows.forEach((row, i) => {
      if (row.length !== matrix.columns) throw new RangeError(`row ${i} has ${row.length} values`);
      matrix.values.set(row, i * matrix.columns);
    });
    return matrix;
  }

  row(i: number): Float64Array {
    return this.values.subarray(i * this.columns, (i + 1) * this.columns);
  }

  /** A new matrix of some of the rows, in the order given. */
  pick(rows: ArrayLike<number>): Matrix {
    const picked = new Matrix(rows.length, this.columns);
    for (let i = 0; i < rows.length; i++) picked.values.set(this.row(rows[i]), i * this.columns);
    return picked;
  }

  /** Mean of each column. */
  mean(): Float64Array {
    const mean = new Float64Array(this.columns);
    for (let i = 0; i < this.rows; i++) {
      const row = this.row(i);
      for (let d = 0; d < row.length; d++) mean[d] += row[d] / this.rows;
    }
    return mean;
  }

  /** A new matrix, its columns less their means. */
  centred(): Matrix {
    const mean = this.mean();
    const out = new Matrix(this.rows, this.columns);
    for (let i = 0; i < this.rows; i++) {
      for (let d = 0; d < mean.length; d++)
        out.values[i * mean.length + d] = this.values[i * mean.length + d] - mean[d];
    }
    return out;
  }

  /** A new matrix, its columns of mean 0 and (population) deviation 1; columns of one value throughout become 0. */
  standardised(): Matrix {
    const out = this.centred();
    const squares = new Float64Array(this.columns);
    const eachValue = (work: (i: number, d: number) => void) => {
      for (let i = 0; i < out.values.length; i += this.columns) {
        for (let d = 0; d < this.columns; d++) work(i + d, d);
      }
    };
    eachValue((i, d) => (squares[d] += out.values[i] ** 2));
    // A column of one value throughout keeps rounding errors alone.
    const mean = this.mean();
    const scale = squares.map((sum, d) => {
      const deviation = Math.sqrt(sum / this.rows);
      return deviation > 1e-12 * Math.abs(mean[d]) ? 1 / deviation : 0;
    });
    eachValue((i, d) => (out.values[i] *= scale[d]));
    return out;
  }
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  // Four sums side by side: one alone would wait for each addition before the next.
  let [p, q, r, s] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    p += a[i] * b[i];
    q += a[i + 1] * b[i + 1];
    r += a[i + 2] * b[i + 2];
    s += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) p += a[i] * b[i];
  return p + q + (r + s);
}

/** Dot products of each row of `a` with each row of `b`. */
export function products(a: Matrix, b: Matrix): Matrix {
  const out = new Matrix(a.rows, b.rows);
  // Views are dear to make: one a row, not one a pair.
  const [rowsOfA, rowsOfB] = [a, b].map((m) => Array.from({ length: m.rows }, (_, i) => m.row(i)));
  for (let i = 0; i < a.rows; i++) {
    for (let j = a === b ? i : 0; j < b.rows; j++) {
      const value = dot(rowsOfA[i], rowsOfB[j]);
      out.values[i * b.rows + j] = value;
      if (a === b) out.values[j * b.rows + i] = value;
    }
  }
  return out;
}

export function transposed(matrix: Matrix): Matrix {
  const out = new Matrix(matrix.columns, matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    for (let d = 0; d < matrix.columns; d++) out.values[d * matrix.rows + i] = matrix.values[i * matrix.columns + d];
  }
  return out;
}
