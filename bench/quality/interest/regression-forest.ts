import type { Points } from '../../../src/anomaly';
import { Random } from '../../../src/random';
import type { Matrix } from '../../../src/statistics';

const TREES = 100;

type Node =
  | { readonly mean: number }
  | { readonly axis: number; readonly at: number; readonly below: Node; readonly above: Node };

/** A random forest of regression trees as scikit-learn's default has it: grown out, all axes, each of a bootstrap sample (Breiman 2001). */
export class RegressionForest {
  private readonly trees: Node[];

  constructor(
    private readonly points: Matrix,
    private readonly values: readonly number[],
    seed: number,
  ) {
    this.trees = Array.from({ length: TREES }, (_, tree) => {
      const random = new Random(seed, tree);
      return this.grow(Array.from({ length: points.rows }, () => random.integer(0, points.rows - 1)));
    });
  }

  predict({ values, stride }: Points, row: number): number {
    let sum = 0;
    for (let node of this.trees) {
      while ('axis' in node) node = values[row * stride + node.axis] <= node.at ? node.below : node.above;
      sum += node.mean;
    }
    return sum / this.trees.length;
  }

  private grow(rows: readonly number[]): Node {
    const { points, values } = this;
    const { columns } = points;
    const sum = rows.reduce((total, row) => total + values[row], 0);
    const leaf = { mean: sum / rows.length };
    if (rows.every((row) => values[row] === values[rows[0]])) return leaf;
    let best: { gain: number; axis: number; at: number } | undefined;
    for (let axis = 0; axis < columns; axis++) {
      const sorted = [...rows].sort((a, b) => points.values[a * columns + axis] - points.values[b * columns + axis]);
      let below = 0;
      for (let i = 0; i + 1 < sorted.length; i++) {
        below += values[sorted[i]];
        const [here, next] = [points.values[sorted[i] * columns + axis], points.values[sorted[i + 1] * columns + axis]];
        if (here === next) continue;
        // Least squares: what is left of the variance is least where this is greatest.
        const gain = below ** 2 / (i + 1) + (sum - below) ** 2 / (sorted.length - i - 1);
        if (!best || gain > best.gain) best = { gain, axis, at: (here + next) / 2 };
      }
    }
    if (!best) return leaf;
    const { axis, at } = best;
    const isBelow = (row: number) => points.values[row * columns + axis] <= at;
    return {
      axis,
      at,
      below: this.grow(rows.filter(isBelow)),
      above: this.grow(rows.filter((row) => !isBelow(row))),
    };
  }
}
