import { Matrix, principalAxes } from '../statistics';

/** Axes in which neighbours are looked for; the first two are the map until there is a better one. */
export const AXES = 64;

/**
 * The principal axes of a sample of directions, and the way into their coordinates. Embeddings count by their
 * direction alone, as in every search: each is taken to length one first, and distances among directions then order
 * neighbours as cosines do.
 */
export class PrincipalSpace {
  /** Coordinates that a point has: `AXES`, or fewer where rows or columns are. */
  readonly dimensions: number;
  private readonly mean: Float64Array;
  private readonly axes: readonly Float64Array[];

  /**
   * @param sample rows x columns, C order; every row finite and not zero.
   * @param columns values in a row.
   */
  constructor(
    sample: Float32Array,
    private readonly columns: number,
  ) {
    const rows = sample.length / columns;
    const matrix = new Matrix(rows, columns, Float64Array.from(sample));
    for (let i = 0; i < rows; i++) toLengthOne(matrix.row(i));
    const { mean, axes } = principalAxes(matrix, AXES);
    this.mean = mean;
    this.axes = Array.from({ length: axes.rows }, (_, i) => withSign(axes.row(i)));
    this.dimensions = axes.rows;
  }

  /**
   * Coordinates of rows on the first axes, rows x `count`, C order; axes that there are not give 0.
   * @param rows as the sample.
   */
  coordinates(rows: Float32Array, count = this.dimensions): Float32Array {
    const { columns, mean, axes } = this;
    const total = rows.length / columns;
    const out = new Float32Array(total * count);
    const row = new Float64Array(columns);
    for (let i = 0; i < total; i++) {
      for (let d = 0; d < columns; d++) row[d] = rows[i * columns + d];
      toLengthOne(row);
      for (let d = 0; d < columns; d++) row[d] -= mean[d];
      for (let a = 0; a < Math.min(count, axes.length); a++) out[i * count + a] = along(row, axes[a]);
    }
    return out;
  }
}

function toLengthOne(row: Float64Array): void {
  let square = 0;
  for (let d = 0; d < row.length; d++) square += row[d] * row[d];
  const inverse = square > 0 ? 1 / Math.sqrt(square) : 0;
  for (let d = 0; d < row.length; d++) row[d] *= inverse;
}

/** An axis has no direction of its own: its greatest part is made positive, lest the map be mirrored from time to time. */
function withSign(axis: Float64Array): Float64Array {
  let greatest = 0;
  for (const part of axis) if (Math.abs(part) > Math.abs(greatest)) greatest = part;
  return axis.map((part) => (greatest < 0 ? -part : part));
}

function along(row: Float64Array, axis: Float64Array): number {
  let a = 0;
  let b = 0;
  let d = 0;
  // Two sums side by side: one alone would wait for each addition before the next.
  for (; d + 1 < row.length; d += 2) {
    a += row[d] * axis[d];
    b += row[d + 1] * axis[d + 1];
  }
  return d < row.length ? a + b + row[d] * axis[d] : a + b;
}
