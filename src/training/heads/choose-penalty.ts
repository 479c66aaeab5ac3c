import { Matrix } from '../../statistics';
import type { Task } from '../finetune/task';
import { type FitOptions, type LabelledRows, linearFitter } from './fit-linear';
import type { Scaling } from './feature-space';
import { applyLinear, type LinearHead } from './linear-head';
import { rowLoss } from './row-loss';

/** Penalties that are tried, the strongest first: two a decade. */
export const PENALTIES: readonly number[] = [30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
/** The loss on rows left out has one valley: after so many penalties that did not lower it, it will not. */
const IN_VAIN = 2;
/** Tolerance of the fits by which the penalty is chosen; more precision does not change the choice. */
const ROUGH = 1e-6;
/** From so many galaxies on a second scaling is skipped: it helps where labels are too few to show which columns matter. */
const MANY = 1000;

export interface ChosenHead {
  readonly head: LinearHead;
  readonly penalty: number;
  readonly scaling: Scaling;
  /** Outputs for each row by a head that has not seen it, rows x outputs: what a temperature may be fitted to. */
  readonly outOfFold: Matrix;
}

/**
 * A linear head with the penalty whose loss on rows left out is least; where labels are few and no scaling is asked for, also with
 * the scaling: what an encoder makes large is what it takes to matter, which helps where it is right.
 * @param folds of each row the part that it is left out with
 */
export function chooseHead(task: Task, rows: LabelledRows, folds: Int32Array, options: FitOptions = {}): ChosenHead {
  const scalings = options.scaling ? [options.scaling] : scalingsFor(rows.features.rows);
  const { penalty, scaling, outOfFold } = scalings
    .map((one) => choosePenalty(task, rows, folds, { ...options, scaling: one }))
    .reduce((best, other) => (other.loss < best.loss ? other : best));
  return { head: linearFitter(task, rows, { ...options, scaling })(penalty), penalty, scaling, outOfFold };
}

const scalingsFor = (rows: number): readonly Scaling[] => (rows < MANY ? ['columns', 'together'] : ['columns']);

function choosePenalty(
  task: Task,
  rows: LabelledRows,
  folds: Int32Array,
  options: FitOptions & { readonly scaling: Scaling },
) {
  const parts = [...new Set(folds)].map((part) => {
    const inside = places(folds, (fold) => fold !== part);
    const outside = places(folds, (fold) => fold === part);
    const fitter = linearFitter(task, pickRows(rows, inside), { ...options, precision: ROUGH });
    return { outside, left: rows.features.pick(outside), fitter };
  });
  let best = { penalty: NaN, loss: Infinity, outOfFold: rows.targets };
  let inVain = 0;
  for (const penalty of PENALTIES) {
    const outOfFold = new Matrix(rows.features.rows, rows.targets.columns);
    for (const { outside, left, fitter } of parts) {
      const found = applyLinear(fitter(penalty), left);
      outside.forEach((i, r) => outOfFold.row(i).set(found.row(r)));
    }
    const loss = meanLoss(task, outOfFold, rows.targets, rows.weights);
    inVain = loss < best.loss ? 0 : inVain + 1;
    if (inVain === 0) best = { penalty, loss, outOfFold };
    if (inVain > IN_VAIN) break;
  }
  return { ...best, scaling: options.scaling };
}

export function pickRows({ features, targets, weights }: LabelledRows, rows: readonly number[]): LabelledRows {
  return {
    features: features.pick(rows),
    targets: targets.pick(rows),
    weights: Float64Array.from(rows, (i) => weights[i]),
  };
}

/** The weighted mean loss of outputs. */
export function meanLoss(task: Task, outputs: Matrix, targets: Matrix, weights: Float64Array): number {
  const loss = rowLoss(task);
  const slope = new Float64Array(outputs.columns);
  let [sum, total] = [0, 0];
  for (let i = 0; i < outputs.rows; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i] * loss(outputs.row(i), targets.row(i), slope);
    total += weights[i];
  }
  return sum / total;
}

function places(folds: Int32Array, test: (fold: number) => boolean): number[] {
  const out: number[] = [];
  folds.forEach((fold, i) => {
    if (test(fold)) out.push(i);
  });
  return out;
}
