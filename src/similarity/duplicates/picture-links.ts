import { Matrix, principalAxes } from '../../statistics';
import { linksOfCopies } from './copies';

/** Axes on which vectors are compared before they are as a whole; the first three are those of the grid. */
const AXES = 24;
const CELL_AXES = 3;
/** Number of vectors from which the principal axes are computed. */
const SAMPLE = 2000;
/** The most neighbours that one vector is linked to, the nearest first. */
export const MOST_OF_ONE = 8;
/** Rounding must not put a vector outside. */
const TOLERANCE = 1e-5;
/** Smallest cell size of the grid, so that a minimum cosine of 1 still has cells. */
const SMALLEST_CELL = 1e-3;

/**
 * Links between vectors of at least some cosine, exactly, found some at a time. Two of length one and of cosine c are
 * sqrt(2 - 2 c) apart, and on any orthonormal axes not farther: so cells of that side on the first principal axes tell
 * who can be near at all, and sums over further axes end early. Vectors that are exactly equal count as one.
 */
export class PictureLinks {
  readonly links: [number, number][] = [];
  done = 0;
  readonly total: number;
  private readonly cosine: number;
  private readonly farthest: number;
  private readonly coordinates: Float32Array;
  private readonly axes: number;
  private readonly cell: number;
  private readonly cells = new Map<string, number[]>();
  private readonly repeated: Uint8Array;

  /**
   * @param units total x dimensions, C order, each of length one; or zero, which is near nothing
   * @param cosine -1 to 1
   */
  constructor(
    private readonly units: Float32Array,
    private readonly dimensions: number,
    cosine: number,
  ) {
    this.total = units.length / dimensions;
    this.cosine = cosine - TOLERANCE;
    this.farthest = 2 - 2 * this.cosine;
    this.cell = Math.max(SMALLEST_CELL, Math.sqrt(this.farthest));
    this.repeated = this.withoutRepeats();
    const sample = this.sample();
    this.axes = Math.max(0, Math.min(AXES, sample.rows - 1, dimensions));
    this.coordinates = this.axes > 0 ? this.project(principalAxes(sample, this.axes).axes) : new Float32Array();
    for (let i = 0; i < this.total; i++) {
      if (this.repeated[i]) continue;
      const key = this.cellOf(i).join();
      const members = this.cells.get(key);
      if (members) members.push(i);
      else this.cells.set(key, [i]);
    }
  }

  /** Compares so many more with all behind them. @returns how many are done */
  step(count: number): number {
    const end = Math.min(this.total, this.done + count);
    for (let i = this.done; i < end; i++) if (!this.repeated[i]) this.linkOne(i);
    return (this.done = end);
  }

  private linkOne(i: number): void {
    const near: { j: number; cosine: number }[] = [];
    for (const members of this.around(this.cellOf(i))) {
      for (const j of members) {
        if (j <= i || !this.mayBeNear(i, j)) continue;
        const cosine = this.along(i, j);
        if (cosine >= this.cosine) near.push({ j, cosine });
      }
    }
    near.sort((one, other) => other.cosine - one.cosine || one.j - other.j);
    for (const { j } of near.slice(0, MOST_OF_ONE)) this.links.push([i, j]);
  }

  private mayBeNear(i: number, j: number): boolean {
    const { coordinates, axes, farthest } = this;
    let sum = 0;
    for (let a = 0; a < axes; a++) {
      const apart = coordinates[i * axes + a] - coordinates[j * axes + a];
      sum += apart * apart;
      if (sum > farthest) return false;
    }
    return true;
  }

  private along(i: number, j: number): number {
    const { units, dimensions } = this;
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += units[i * dimensions + d] * units[j * dimensions + d];
    return sum;
  }

  private cellOf(i: number): number[] {
    const { coordinates, axes, cell } = this;
    return Array.from({ length: Math.min(CELL_AXES, axes) }, (_, a) => Math.floor(coordinates[i * axes + a] / cell));
  }

  /** The members of a cell and of those that touch it. */
  private *around(at: readonly number[], axis = 0, key: readonly number[] = []): Generator<readonly number[]> {
    if (axis === at.length) {
      const members = this.cells.get(key.join());
      if (members) yield members;
      return;
    }
    for (let step = -1; step <= 1; step++) yield* this.around(at, axis + 1, [...key, at[axis] + step]);
  }

  /** Marks what is near nothing, and the second and later ones of equal vectors, which it links to the first. */
  private withoutRepeats(): Uint8Array {
    const { units, dimensions, total } = this;
    const out = new Uint8Array(total);
    const keys: (string | undefined)[] = [];
    for (let i = 0; i < total; i++) {
      const vector = units.subarray(i * dimensions, (i + 1) * dimensions);
      const isNothing = vector.every((value) => value === 0);
      if (isNothing) out[i] = 1;
      const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      keys.push(isNothing ? undefined : bytes.toString('latin1'));
    }
    for (const [a, b] of linksOfCopies(keys)) {
      out[b] = 1;
      this.links.push([a, b]);
    }
    return out;
  }

  private sample(): Matrix {
    const { units, dimensions, total } = this;
    const every = Math.max(1, Math.ceil(total / SAMPLE));
    const rows: Float32Array[] = [];
    for (let i = 0; i < total; i += every) rows.push(units.subarray(i * dimensions, (i + 1) * dimensions));
    return Matrix.fromRows(rows);
  }

  private project(axes: Matrix): Float32Array {
    const { units, dimensions, total } = this;
    const out = new Float32Array(total * this.axes);
    for (let a = 0; a < this.axes; a++) {
      const axis = axes.row(a);
      for (let i = 0; i < total; i++) {
        let sum = 0;
        for (let d = 0; d < dimensions; d++) sum += units[i * dimensions + d] * axis[d];
        out[i * this.axes + a] = sum;
      }
    }
    return out;
  }
}
