import { Random } from '../random';
import type { Points } from './points';

/** Trees, and galaxies in each: beyond these nothing is gained (Liu, Ting and Zhou 2008, ICDM, 413, section 5). */
const TREES = 100;
const SUBSAMPLE = 256;

/**
 * An isolation forest: trees that split at random until every galaxy of a small sample is alone. What is soon alone is
 * unusual (Liu, Ting and Zhou 2008).
 */
export class IsolationForest {
  /** For each node the axis that it splits, or -1 for a leaf; all trees share the array. */
  private readonly axis: number[] = [];
  /** Where it splits; of a leaf the length of the path to it. */
  private readonly value: number[] = [];
  /** The node of what lies below; what lies above is at the one after. */
  private readonly below: number[] = [];
  private readonly roots: number[] = [];
  private readonly usual: number;

  /** @param rows that samples are drawn from, in an order that does not depend on how they were indexed. */
  constructor(
    private readonly points: Points,
    rows: ArrayLike<number>,
    seed: number,
  ) {
    const size = Math.min(SUBSAMPLE, rows.length);
    const depth = Math.ceil(Math.log2(Math.max(2, size)));
    this.usual = meanPath(size);
    for (let tree = 0; tree < TREES; tree++) {
      const random = new Random(seed, tree);
      const sample = drawWithout(rows, size, random);
      this.roots.push(this.node());
      this.grow(this.roots[tree], sample, depth, 0, random);
    }
  }

  /** 2^(-mean path / usual path): near 1 what is unusual, below 0.5 what is not. */
  score(row: number): number {
    const { axis, value, below, points, roots } = this;
    const at = row * points.stride;
    let sum = 0;
    for (const root of roots) {
      let node = root;
      while (axis[node] >= 0) node = below[node] + (points.values[at + axis[node]] < value[node] ? 0 : 1);
      sum += value[node];
    }
    return this.usual > 0 ? 2 ** (-sum / roots.length / this.usual) : 0.5;
  }

  private node(): number {
    this.axis.push(-1);
    this.value.push(0);
    this.below.push(0);
    return this.axis.length - 1;
  }

  private grow(node: number, rows: readonly number[], depth: number, path: number, random: Random): void {
    const split = depth > 0 && rows.length > 1 ? this.split(rows, random) : undefined;
    if (!split) {
      this.value[node] = path + meanPath(rows.length);
      return;
    }
    const { values, stride } = this.points;
    const isBelow = (row: number) => values[row * stride + split.axis] < split.at;
    this.axis[node] = split.axis;
    this.value[node] = split.at;
    const below = this.node();
    const above = this.node();
    this.below[node] = below;
    this.grow(below, rows.filter(isBelow), depth - 1, path + 1, random); // prettier-ignore
    this.grow(above, rows.filter((row) => !isBelow(row)), depth - 1, path + 1, random); // prettier-ignore
  }

  /** An axis along which the rows differ, and a place between their ends; undefined where all are equal. */
  private split(rows: readonly number[], random: Random): { axis: number; at: number } | undefined {
    const { values, stride, dimensions } = this.points;
    const start = random.integer(0, dimensions - 1);
    for (let i = 0; i < dimensions; i++) {
      const axis = (start + i) % dimensions;
      let [low, high] = [Infinity, -Infinity];
      for (const row of rows) {
        low = Math.min(low, values[row * stride + axis]);
        high = Math.max(high, values[row * stride + axis]);
      }
      // In single precision as the coordinates, and above the lowest: both sides hold something.
      const at = Math.fround(random.uniform(low, high));
      if (high > low) return { axis, at: at > low ? at : high };
    }
    return undefined;
  }
}

/** Mean length of an unsuccessful search in a binary tree of so many (equation 1 there). */
function meanPath(count: number): number {
  if (count <= 1) return 0;
  if (count === 2) return 1;
  return 2 * (Math.log(count - 1) + 0.5772156649015329) - (2 * (count - 1)) / count;
}

function drawWithout(rows: ArrayLike<number>, count: number, random: Random): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(rows[random.integer(0, rows.length - 1)]);
  return [...drawn];
}
