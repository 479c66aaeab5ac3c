import type { Matrix } from '../statistics';
import { principalAxes, project } from '../statistics';

/** Components of the embeddings: Walmsley et al. (2022, section 5.2) found 40 better than 10, 20 and 200. */
export const COMPONENTS = 40;
/** The axes are found in so many rows at the most: their error falls with the root of the rows, the time grows with them. */
export const AXES_ROWS = 10_000;

/**
 * The space in which interest is learned: the first principal components of the embeddings, each of mean 0 and
 * deviation 1 over the sample that the axes were found in.
 */
export class InterestSpace {
  /** `COMPONENTS`, or fewer where rows or columns are. */
  readonly dimensions: number;
  /** columns x dimensions, C order: a row times it, less `shift`, is the row's coordinates. */
  readonly axes: Float32Array;
  readonly shift: Float32Array;

  /** @param sample of the embeddings, a row or more, all finite. */
  constructor(sample: Matrix) {
    const found = principalAxes(sample, COMPONENTS);
    const along = project(sample, found);
    // A single row has no principal axis; it gets one axis, on which all points are at 0.
    this.dimensions = Math.max(1, found.axes.rows);
    this.axes = new Float32Array(sample.columns * this.dimensions);
    this.shift = new Float32Array(this.dimensions);
    for (let a = 0; a < found.axes.rows; a++) {
      let square = 0;
      for (let i = 0; i < along.rows; i++) square += along.values[i * along.columns + a] ** 2;
      const deviation = Math.sqrt(square / along.rows);
      const axis = found.axes.row(a);
      // Along an axis on which nothing varies there are rounding errors alone.
      const scale = deviation > 1e-9 * length(found.mean) ? 1 / deviation : 0;
      let shift = 0;
      for (let d = 0; d < sample.columns; d++) {
        this.axes[d * this.dimensions + a] = axis[d] * scale;
        shift += found.mean[d] * axis[d] * scale;
      }
      this.shift[a] = shift;
    }
  }
}

function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}
