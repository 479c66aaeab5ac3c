import type { Point } from './map-view';

/** Points a cell, if they were spread evenly. */
const PER_CELL = 8;
const MOST_CELLS_A_SIDE = 1024;

/** Points within -1 and 1, sorted into square cells, so that those near a place are found without looking at all. */
export class PointGrid {
  private readonly side: number;
  /** Where each cell's points begin in `order`; one more at the end. */
  private readonly starts: Uint32Array;
  /** Numbers of the points, cell by cell. */
  private readonly order: Uint32Array;

  /** @param positions x and y of each point. */
  constructor(private readonly positions: Float32Array) {
    const count = positions.length / 2;
    this.side = Math.max(1, Math.min(MOST_CELLS_A_SIDE, Math.ceil(Math.sqrt(count / PER_CELL))));
    this.starts = new Uint32Array(this.side ** 2 + 1);
    this.order = new Uint32Array(count);
    const cells = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      cells[i] = this.cell(positions[2 * i + 1]) * this.side + this.cell(positions[2 * i]);
      this.starts[cells[i] + 1]++;
    }
    for (let c = 0; c < this.side ** 2; c++) this.starts[c + 1] += this.starts[c];
    const next = this.starts.slice();
    for (let i = 0; i < count; i++) this.order[next[cells[i]]++] = i;
  }

  /** The point nearest to a place, if there is one within `radius`. */
  nearest({ x, y }: Point, radius: number): number | undefined {
    let best: number | undefined;
    let least = radius ** 2;
    this.eachWithin(x - radius, y - radius, x + radius, y + radius, (i) => {
      const square = (this.positions[2 * i] - x) ** 2 + (this.positions[2 * i + 1] - y) ** 2;
      if (square <= least) [best, least] = [i, square];
    });
    return best;
  }

  /**
   * The points inside of a closed line, ascending. What it winds around an even number of times is outside. Cells that the
   * line does not touch are inside or outside as a whole.
   */
  inside(line: readonly Point[]): Uint32Array {
    const { positions, side, starts, order } = this;
    const xs = line.map(({ x }) => x);
    const ys = line.map(({ y }) => y);
    if (line.length < 3) return new Uint32Array();
    const touched = this.touchedBy(xs, ys);
    const found: number[] = [];
    const [firstColumn, lastColumn] = [this.cell(Math.min(...xs)), this.cell(Math.max(...xs))];
    for (let row = this.cell(Math.min(...ys)), lastRow = this.cell(Math.max(...ys)); row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const cell = row * side + column;
        const [first, end] = [starts[cell], starts[cell + 1]];
        if (first === end) continue;
        const each = touched[cell] === 1;
        if (!each && !isInside((2 * column + 1) / side - 1, (2 * row + 1) / side - 1, xs, ys)) continue;
        for (let at = first; at < end; at++) {
          const i = order[at];
          if (!each || isInside(positions[2 * i], positions[2 * i + 1], xs, ys)) found.push(i);
        }
      }
    }
    return Uint32Array.from(found).sort();
  }

  /** 1 for each cell that a closed line may run through: those of each piece's rectangle. */
  private touchedBy(xs: readonly number[], ys: readonly number[]): Uint8Array {
    const touched = new Uint8Array(this.side ** 2);
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
      const [firstColumn, lastColumn] = [this.cell(Math.min(xs[i], xs[j])), this.cell(Math.max(xs[i], xs[j]))];
      for (
        let row = this.cell(Math.min(ys[i], ys[j])), lastRow = this.cell(Math.max(ys[i], ys[j]));
        row <= lastRow;
        row++
      ) {
        touched.fill(1, row * this.side + firstColumn, row * this.side + lastColumn + 1);
      }
    }
    return touched;
  }

  private eachWithin(left: number, bottom: number, right: number, top: number, visit: (point: number) => void): void {
    const [firstColumn, lastColumn] = [this.cell(left), this.cell(right)];
    for (let row = this.cell(bottom), lastRow = this.cell(top); row <= lastRow; row++) {
      const first = this.starts[row * this.side + firstColumn];
      // The cells of a row lie one after the other.
      const end = this.starts[row * this.side + lastColumn + 1];
      for (let at = first; at < end; at++) visit(this.order[at]);
    }
  }

  private cell(value: number): number {
    return Math.min(this.side - 1, Math.max(0, Math.floor(((value + 1) / 2) * this.side)));
  }
}

/** Tells whether a ray to the right crosses the closed line an odd number of times. */
function isInside(x: number, y: number, xs: readonly number[], ys: readonly number[]): boolean {
  let inside = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    if (ys[i] > y !== ys[j] > y && x < xs[i] + ((y - ys[i]) / (ys[j] - ys[i])) * (xs[j] - xs[i])) inside = !inside;
  }
  return inside;
}
