import type { Estimate } from '../../statistics';
// By their files: panels know this contract.
import type { FinetuneOptions } from '../../training/finetune/options';
import type { EpochPoint, FinetuneReport } from '../../training/finetune/report/report';
import type { Task, TaskKind } from '../../training/finetune/task';
import type { CutoutRef } from './cutouts';
import type { Failure } from './failure';
import { EngineRequest } from './request';

/**
 * Fine-tuning, as the engine's clients ask for it. Tables are named by their files and must be open (`tables/open`), models by
 * absolute folders that the client has chosen: the engine loads no model that it is not told to load, and asks nobody
 * whether a workspace is trusted.
 */

/** A column of an open table, and what is to be learned of it. */
export interface TargetParams {
  readonly folder: string;
  /** Absolute path of an open table. */
  readonly file: string;
  readonly column: string;
  /** Unless said, as the column's values and name suggest. */
  readonly task?: TaskKind;
}

export interface InspectTargetParams extends TargetParams {
  /** Most cutouts of each class. */
  readonly examples: number;
}

/** A class with its number of galaxies; for votes an answer with its number of votes. */
export interface TargetClass {
  readonly name: string;
  readonly count: number;
  readonly examples: readonly CutoutRef[];
}

/** Something that a person should know before training. */
export interface TargetWarning {
  readonly kind:
    | 'few'
    | 'one class'
    | 'unmatched'
    | 'imbalance'
    | 'conflict'
    | 'duplicates'
    | 'constant'
    | 'sentinel'
    | 'no gradient';
  readonly message: string;
  /** Cutouts that it is about, where it is about some. */
  readonly cutouts: readonly CutoutRef[];
}

/** What a column offers to learn. */
export interface TargetInspection {
  readonly task: Task;
  /** Kinds that the column's values allow, the recognised one first. */
  readonly possible: readonly TaskKind[];
  /** Cutouts of the index that have a label. */
  readonly labelled: number;
  /** Rows with a label that are about no cutout of the index. */
  readonly missing: number;
  /** Names of a few of them. */
  readonly missingExamples: readonly string[];
  /** Cutouts of the index without a label: what the model will be asked about. */
  readonly unlabelled: number;
  readonly classes: readonly TargetClass[];
  /** For numbers. */
  readonly range?: { readonly min: number; readonly max: number; readonly mean: number; readonly deviation: number };
  readonly warnings: readonly TargetWarning[];
  /** Whether a model can be trained: false with one class, or with fewer than six labelled galaxies. */
  readonly trainable: boolean;
  /** Blocks of the encoder that can be trained, from its input to its output; empty where only a head can. */
  readonly blocks: readonly string[];
  /** Why no block can be trained; undefined where some can. */
  readonly headOnlyBecause?: string;
  /** What a run takes unless it is told otherwise. */
  readonly defaults: FinetuneOptions;
}

export interface FinetuneParams extends TargetParams {
  /** What differs from the defaults. */
  readonly options: Partial<FinetuneOptions>;
}

/** How long a run will take on this machine, from a few timed steps: seconds, and what they are spent on. */
export interface FinetuneEstimate {
  readonly seconds: number;
  readonly parts: readonly { readonly name: string; readonly seconds: number }[];
}

export interface RunFinetuneParams extends FinetuneParams {
  /** Absolute path of the model's folder: made anew, or replaced once the new model is whole. */
  readonly out: string;
  /** Go on with the interrupted run of this folder; the labels and the options must be the same. */
  readonly resume?: boolean;
}

export type FinetuneStage = 'reading' | 'training' | 'baselines' | 'learning curve' | 'report';

/** Comes at most a few times a second, and at every epoch's end. */
export interface FinetuneProgress {
  readonly stage: FinetuneStage;
  /** `fold 2 of 5`, `from scratch, fold 1 of 5`: what is being trained. */
  readonly what: string;
  /** Share of the whole run, 0 to 1. */
  readonly done: number;
  /** Galaxies a second in training steps; undefined where a head is solved. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  /** A finished epoch of `what`, to be appended to its curve. */
  readonly epoch?: EpochPoint;
  /** The name of the measure in `EpochPoint.validationScore`. */
  readonly score?: string;
  readonly paused: boolean;
}

/** A finished run. Null in its place: cancelled, with what was done kept for `resume`. */
export interface FinetuneResult {
  readonly out: string;
  readonly report: FinetuneReport;
}

/** What is said to a run under way, named by its `out`. */
export interface ControlFinetuneParams {
  readonly out: string;
  /** `stop` ends training, keeps the best weights so far and writes the report; to drop a run cancel its request. */
  readonly action: 'pause' | 'continue' | 'stop';
}

/** A folder with fine-tuned models. */
export interface ListModelsParams {
  /** Absolute path of the folder that holds them, `<folder>/models` say. */
  readonly models: string;
  /** Write nothing for being listed: what killed processes have left half done stays so. */
  readonly untouched?: boolean;
}

export interface ModelSummary {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly state: 'ready' | 'interrupted';
  readonly task?: Task;
  readonly column?: string;
  readonly created?: string;
  /** The first measure of the report. */
  readonly score?: Estimate & { readonly name: string };
  /** A model that cannot be read says why. */
  readonly problem?: string;
}

export interface PredictParams {
  readonly folder: string;
  /** Absolute path of the model's folder. */
  readonly model: string;
  /** Absolute path of a table to write; its extension is the format. Without it the values come with the answer. */
  readonly out?: string;
  /** For CSV: writes texts as they are, even where a spreadsheet would run them as formulas. */
  readonly rawCells?: boolean;
}

export interface PredictProgress {
  readonly done: number;
  readonly total: number;
  readonly rate?: number;
  readonly secondsLeft?: number;
}

/** Predictions of all cutouts of the collection, a row a cutout. */
export interface PredictResult {
  readonly task: Task;
  readonly cutouts: readonly CutoutRef[];
  /** Class, labels joined by `;`, or the number as text. Empty where the representation is not finite. */
  readonly predictions: readonly string[];
  /** Names of the columns of `values`: `p_<class>`; `value`, `low`, `high`; `<question>_<answer>_fraction`, `…_low`, `…_high`. */
  readonly columns: readonly string[];
  /** cutouts.length x columns.length, C order. Intervals are of 90 %. */
  readonly values: Float32Array;
  /** Cutouts that could not be read again. */
  readonly failures: readonly Failure[];
}

export interface ProbeParams extends TargetParams {
  readonly folds?: number;
  readonly seed?: number;
}

/** Linear heads on the pooled features of one block. */
export interface ProbedBlock {
  readonly block: string;
  readonly features: number;
  /** The first measure of a report: balanced accuracy, R squared, or the gain in log likelihood a vote. */
  readonly score: Estimate;
}

export interface ProbeResult {
  readonly score: string;
  readonly galaxies: number;
  /** From raw pixels through the blocks to the representation. */
  readonly blocks: readonly ProbedBlock[];
}

export const InspectTarget = new EngineRequest<InspectTargetParams, TargetInspection>('finetune/inspect');
export const EstimateFinetune = new EngineRequest<FinetuneParams, FinetuneEstimate>('finetune/estimate');
/** Null where it has been cancelled. One run at a time: another waits for it. */
export const RunFinetune = new EngineRequest<RunFinetuneParams, FinetuneResult | null, FinetuneProgress>(
  'finetune/run',
);
/** Answers whether there is such a run. */
export const ControlFinetune = new EngineRequest<ControlFinetuneParams, boolean>('finetune/control');
export const ListModels = new EngineRequest<ListModelsParams, readonly ModelSummary[]>('finetune/models');
/** What `metrics.json` of a model's folder says. */
export const ReadReport = new EngineRequest<{ model: string }, FinetuneReport>('finetune/report');
/** Null where it has been cancelled. */
export const Predict = new EngineRequest<PredictParams, PredictResult | null, PredictProgress>('predict');
/** Null where it has been cancelled. */
export const Probe = new EngineRequest<ProbeParams, ProbeResult | null, PredictProgress>('probe');
