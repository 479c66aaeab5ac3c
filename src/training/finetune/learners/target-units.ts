import { Matrix } from '../../../statistics';
import type { LinearHead } from '../../heads/linear-head';
import type { Labelled } from '../data/labelled';

/** Numbers are learned in units of their deviation: rates mean the same whatever their scale. */
export interface TargetUnits {
  /** Targets in these units. */
  to(targets: Matrix): Matrix;
  /** Outputs in the label file's units. */
  back(outputs: Matrix): Matrix;
  /** Layers of a head whose outputs are in the label file's units. */
  head(layers: readonly LinearHead[]): LinearHead[];
}

/** Units by the galaxies that are trained on: only numbers have any. */
export function unitsOf({ task, targets }: Labelled, train: readonly number[]): TargetUnits {
  if (task.kind !== 'number') return { to: (x) => x, back: (x) => x, head: (layers) => [...layers] };
  const own = targets.pick(train);
  const mean = own.mean()[0];
  const deviation = Math.sqrt(own.values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / own.rows) || 1;
  const scaled = ({ rows, columns, values }: Matrix, f: (x: number) => number) => new Matrix(rows, columns, values.map(f)); // prettier-ignore
  return {
    to: (x) => scaled(x, (y) => (y - mean) / deviation),
    back: (x) => scaled(x, (y) => y * deviation + mean),
    head: (layers) =>
      layers.map(({ weights, bias }, layer) =>
        layer < layers.length - 1
          ? { weights, bias }
          : { weights: scaled(weights, (w) => w * deviation), bias: bias.map((b) => b * deviation + mean) },
      ),
  };
}
