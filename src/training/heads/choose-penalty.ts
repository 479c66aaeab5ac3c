import { Matrix } from '../../statistics';
import type { Task } from '../finetune/task';
import { type FitOptions, type LabelledRows, linearFitter } from './fit-linear';
import { applyLinear, type LinearHead } from './linear-head';
import { rowLoss } from './row-loss';

/** Penalties that are tried, the strongest first: two a decade. */
export const PENALTIES: readonly number[] = [30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
/** The loss on rows left out has one valley: after so many penalties that did not lower it, it will not. */
const IN_VAIN = 2;
/** Of the fits that penalties are chosen by; which is best does not hang on more. */
const ROUGH = 1e-6;

export interface ChosenHead {
  readonly head: LinearHead;
  readonly penalty: number;
  /** Outputs for each row by a head that has not seen it, rows x outputs: what a temperature may be fitted to. */
  readonly outOfFold: Matrix;
}

/**
 * A linear head with the penalty whose loss on rows left out is least.
 * @param folds of each row the part that it is left out with
 */
export function chooseHead(task: Task, rows: LabelledRows, folds: Int32Array, options: FitOptions = {}): ChosenHead {
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
  const { penalty, outOfFold } = best;
  return { head: linearFitter(task, rows, options)(penalty), penalty, outOfFold };
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
