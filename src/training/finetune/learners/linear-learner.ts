import type { Matrix } from '../../../statistics';
import { chooseHead } from '../../heads/choose-penalty';
import type { Scaling as FeatureScaling } from '../../heads/feature-space';
import { applyLinear } from '../../heads/linear-head';
import { fitScaling } from '../evaluation/calibrate';
import type { Control } from '../control';
import { type Labelled, pickTargets, priorOffsets, trainingWeights } from '../data/labelled';
import type { Learned, Learner } from './learner';
import { innerFolds } from '../data/splits';

/** For numbers: share of the galaxies that intervals hold. */
export const INTERVAL = 0.9;

export interface LinearOptions {
  readonly balanced: boolean;
  readonly seed: number;
  readonly control: Control;
  /** Chosen with the penalty unless said. */
  readonly scaling?: FeatureScaling;
  /** Parts within the training part that choose the penalty; 5 unless said. */
  readonly innerFolds?: number;
}

/** Solved heads on features that are there; penalty and temperature by cross-validation within the training part. */
export class LinearLearner implements Learner {
  /** @param features labelled galaxies x features */
  constructor(
    private readonly labelled: Labelled,
    private readonly features: Matrix,
    private readonly options: LinearOptions,
  ) {}

  fit(rows: readonly number[]): Promise<Learned> {
    const { labelled, features, options } = this;
    const { task } = labelled;
    const targets = pickTargets(labelled, rows);
    const weights = trainingWeights(task, targets, options.balanced);
    const folds = innerFolds(labelled, rows, options.seed, options.innerFolds);
    const known = { features: features.pick(rows), targets, weights };
    const { head, outOfFold, ...chosen } = chooseHead(task, known, folds, {
      scaling: options.scaling,
      onStep: () => options.control.check(),
    });
    return Promise.resolve({
      outputs: (places) => Promise.resolve(applyLinear(head, features.pick(places))),
      scaling: fitScaling(task, outOfFold, targets, priorOffsets(task, targets, options.balanced)),
      halfWidth: task.kind === 'number' ? halfWidth(outOfFold, targets) : undefined,
      validation: 0,
      chosen,
      deploy: { layers: [head], weights: new Map() },
    });
  }
}

/**
 * So far from what was predicted lie 90 % of galaxies that were left out: the quantile of split conformal prediction (Lei et al.
 * 2018, J. Am. Stat. Assoc. 113, 1094), over the residuals of a cross-validation.
 */
export function halfWidth(outputs: Matrix, targets: Matrix): number {
  const residuals = outputs.values.map((value, i) => Math.abs(value - targets.values[i])).sort();
  return residuals[Math.min(residuals.length - 1, Math.ceil((residuals.length + 1) * INTERVAL) - 1)];
}
