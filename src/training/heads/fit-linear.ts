import { choleskyInPlace, choleskySolve, Matrix, minimiseLarge } from '../../statistics';
import { outputsOf, type Task } from '../finetune/task';
import { FeatureSpace, type Scaling } from './feature-space';
import type { LinearHead } from './linear-head';
import { rowLoss } from './row-loss';

/** Galaxies to learn from. */
export interface LabelledRows {
  readonly features: Matrix;
  /** rows x outputs of the task: 0 and 1, or the number, or votes; NaN of labels that are not known. */
  readonly targets: Matrix;
  /** How much each row counts. */
  readonly weights: Float64Array;
}

export interface FitOptions {
  readonly scaling?: Scaling;
  /** A fit ends where a step gains less than this share of its loss; 1e-9 unless said. */
  readonly precision?: number;
  /** Called often; what it throws ends the fit. */
  readonly onStep?: () => void;
}

/** Penalty of the intercepts of votes. */
const VOTE_INTERCEPTS = 1e-3;

/** Fits of one problem, each from where the one before it ended. */
export type Fitter = (penalty: number) => LinearHead;

/**
 * Heads of a task, a penalty each: least of the weighted mean loss + penalty |w|^2 / 2, over features scaled to a deviation of 1,
 * the intercepts free. Logistic and softmax regression and votes by L-BFGS; numbers by ridge regression, which is solved at
 * once. Votes are the only loss that is not convex in the coefficients: each of their fits starts from all answers alike.
 * Asked for the strongest penalty first, fits take fewest steps.
 */
export function linearFitter(task: Task, rows: LabelledRows, options: FitOptions = {}): Fitter {
  const space = new FeatureSpace(rows.features, options.scaling ?? 'columns');
  return task.kind === 'number' ? (penalty) => ridge(space, rows, penalty) : descender(task, space, rows, options);
}

function descender(task: Task, space: FeatureSpace, labelled: LabelledRows, options: FitOptions): Fitter {
  const outputs = outputsOf(task);
  const { columns } = space;
  const convex = task.kind !== 'votes';
  const zeros = () => new Float64Array(outputs * (columns + 1));
  const valued = penalisedLoss(task, space, labelled);
  const { onStep, precision: gain } = options;
  let x: Float64Array = zeros();
  return (penalty) => {
    ({ x } = minimiseLarge(valued(penalty), convex ? x : zeros(), { onStep, gain }));
    return space.head(new Matrix(outputs, columns, x.slice(0, outputs * columns)), x.slice(outputs * columns));
  };
}

/** The loss and its gradient by the coefficients of each output, and behind them the intercepts. */
function penalisedLoss(task: Task, space: FeatureSpace, { targets, weights }: LabelledRows) {
  const outputs = outputsOf(task);
  const { columns } = space;
  const loss = rowLoss(task);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Votes that nothing explains drive concentrations to their lower end, where the sigmoid's slope is lost: a light hold on
  // the intercepts keeps the end away.
  const held = task.kind === 'votes' ? VOTE_INTERCEPTS : 0;
  // Views are dear to make: once a row, not once a step.
  const rows = Array.from({ length: space.rows.rows }, (_, i) => space.rows.row(i));
  const wanted = rows.map((_, i) => targets.row(i));
  const z = new Float64Array(outputs);
  const slope = new Float64Array(outputs);
  return (penalty: number) => (x: Float64Array) => {
    const gradient = new Float64Array(x.length);
    let value = 0;
    for (let i = 0; i < rows.length; i++) {
      if (weights[i] === 0) continue;
      const row = rows[i];
      for (let k = 0; k < outputs; k++) z[k] = x[outputs * columns + k] + product(row, x, k * columns);
      const share = weights[i] / total;
      value += share * loss(z, wanted[i], slope);
      for (let k = 0; k < outputs; k++) {
        const by = share * slope[k];
        gradient[outputs * columns + k] += by;
        addTo(gradient, k * columns, row, by);
      }
    }
    for (let j = 0; j < x.length; j++) {
      const own = j < outputs * columns ? penalty : held;
      value += (own / 2) * x[j] * x[j];
      gradient[j] += own * x[j];
    }
    return { value, gradient };
  };
}

function product(row: Float64Array, x: Float64Array, at: number): number {
  let [p, q] = [0, 0];
  let d = 0;
  for (; d + 1 < row.length; d += 2) {
    p += row[d] * x[at + d];
    q += row[d + 1] * x[at + d + 1];
  }
  return p + q + (d < row.length ? row[d] * x[at + d] : 0);
}

function addTo(out: Float64Array, at: number, row: Float64Array, factor: number): void {
  for (let d = 0; d < row.length; d++) out[at + d] += factor * row[d];
}

/** Hoerl and Kennard 1970, Technometrics 12, 55; the penalty is relative to the variance of the target. */
function ridge(space: FeatureSpace, { targets, weights }: LabelledRows, penalty: number): LinearHead {
  const { rows, columns } = space;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Float64Array(columns);
  let centre = 0;
  for (let i = 0; i < rows.rows; i++) {
    addTo(mean, 0, rows.row(i), weights[i] / total);
    centre += (weights[i] / total) * targets.values[i];
  }
  const system = new Matrix(columns, columns);
  const right = new Float64Array(columns);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows.rows; i++) {
    row.set(rows.row(i));
    addTo(row, 0, mean, -1);
    const share = weights[i] / total;
    addTo(right, 0, row, share * (targets.values[i] - centre));
    for (let d = 0; d < columns; d++) addTo(system.values, d * columns, row.subarray(0, d + 1), share * row[d]);
  }
  for (let d = 0; d < columns; d++) system.values[d * (columns + 1)] += penalty;
  const solution = choleskySolve(choleskyInPlace(system), right);
  return space.head(new Matrix(1, columns, solution), Float64Array.of(centre - product(mean, solution, 0)));
}
