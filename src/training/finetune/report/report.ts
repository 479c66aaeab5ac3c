import type { Estimate } from '../../../statistics';
import type { Scaling as FeatureScaling } from '../../heads/feature-space';
import type { FinetuneOptions } from '../options';
import type { Task } from '../task';

/** A cutout by its place in the collection. */
export interface Galaxy {
  readonly path: string;
  readonly hdu: number;
}

/** Measures by name: see docs/fine-tuning.md for each. Those that a task or a sample does not allow are absent. */
export type Measures<T> = Readonly<Record<string, T>>;

/** One part of the galaxies tested by a head that was trained on the others. */
export interface FoldReport {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly measures: Measures<number>;
  /** Chosen by cross-validation within the training part; undefined of deeper training. */
  readonly penalty?: number;
  /** Likewise: each dimension to a deviation of 1, or all by one factor. */
  readonly featuresScaled?: FeatureScaling;
  /** Epoch whose weights were kept; undefined of heads that are solved. */
  readonly epoch?: number;
}

/** Ends of a 95 % interval at some places, from left to right. */
export interface Band {
  readonly x: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Points of a curve, from left to right. */
export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly band?: Band;
}

/** Probabilities against what happened, before and after scaling by the temperature. */
export interface Calibration {
  readonly temperature: number;
  /** Expected calibration error (ten bins of equal width) and log loss, over the tested galaxies. */
  readonly before: { readonly error: number; readonly logLoss: number };
  readonly after: { readonly error: number; readonly logLoss: number };
  /** Bins of the scaled probabilities that hold any: mean probability, share that was right, galaxies. */
  readonly bins: readonly { readonly probability: number; readonly share: number; readonly count: number }[];
}

/** Above `threshold` lie `completeness` of all positives, and `purity` of what lies there is positive. */
export interface ThresholdPoint {
  readonly threshold: number;
  readonly completeness: number;
  readonly purity: number;
}

export interface TestPrediction extends Galaxy {
  /** The label as in the label file: a class, a number, labels separated by semicolons, votes by question. */
  readonly truth: string;
  readonly prediction: string;
  /** Probability of each class or label, or expected fraction of each answer, or the value alone. */
  readonly values: readonly number[];
  readonly fold: number;
}

export interface BaselineReport {
  readonly name: 'raw pixels' | 'from scratch' | 'without grouping';
  /** What it is, in one sentence. */
  readonly description: string;
  readonly overall: Measures<Estimate>;
  readonly folds: readonly Measures<number>[];
}

/** All that `metrics.json` says of a fine-tuned model. */
export interface FinetuneReport {
  readonly format: 1;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly labels: { readonly file: string; readonly column: string };
  readonly task: Task;
  readonly encoder: { readonly id: string; readonly sha256: string };
  readonly options: FinetuneOptions;
  readonly seconds: number;
  /** Stopped by a person before its end: the best until then was kept. */
  readonly stopped: boolean;
  readonly galaxies: number;
  /** Groups of near-duplicates that were kept on one side of every split; as many as galaxies where there are none. */
  readonly groups: number;
  /** Galaxies of each class or label, answers' votes, in the order of the task. */
  readonly counts: readonly number[];
  readonly warnings: readonly string[];
  readonly folds: readonly FoldReport[];
  /** Over all tested galaxies, each predicted by a model that has not seen it: 95 % intervals by bootstrap over groups. */
  readonly overall: Measures<Estimate>;
  /** Measures of each class against the rest. */
  readonly classes: readonly { readonly name: string; readonly count: number; readonly measures: Measures<Estimate> }[];
  /** Rows the truth, columns what was predicted; of classes alone. */
  readonly confusion?: readonly (readonly number[])[];
  readonly roc: readonly Curve[];
  readonly precisionRecall: readonly Curve[];
  readonly calibration?: Calibration;
  /** Thresholds for the positive class of two. */
  readonly thresholds?: readonly ThresholdPoint[];
  readonly threshold?: ThresholdPoint;
  /** A head on so many training labels: the mean and the range over the folds of the first measure of `overall`. */
  readonly learningCurve: readonly { readonly labels: number; readonly score: Estimate }[];
  readonly baselines: readonly BaselineReport[];
  /** Loss by epoch of each deeper training run. */
  readonly curves: readonly { readonly name: string; readonly points: readonly EpochPoint[] }[];
  /** Wrong, and most sure of it: the surest first. */
  readonly mistakes: readonly TestPrediction[];
}

export interface EpochPoint {
  readonly epoch: number;
  readonly trainingLoss: number;
  readonly validationLoss: number;
  readonly validationScore: number;
}
