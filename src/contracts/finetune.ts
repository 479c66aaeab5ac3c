import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type {
  FinetuneEstimate,
  FinetuneProgress,
  ModelSummary,
  TargetInspection,
  TargetWarning,
} from '../engine/protocol/fine-tuning';
import type { CutoutRef, TableColumn } from '../engine/protocol';
import type { Augmentations, FinetuneOptions } from '../training/finetune/options';
import type {
  Calibration,
  Curve,
  EpochPoint,
  FinetuneReport,
  TestPrediction,
  ThresholdPoint,
} from '../training/finetune/report/report';
import type { Task, TaskKind } from '../training/finetune/task';
import type { Appearance, FolderStatus } from './common';

/** The messages between the fine-tuning wizard and the extension host, with the schemas by which the host checks what comes from it. */

export const PAGES = ['labels', 'training', 'run', 'report', 'use'] as const;
export type PageName = (typeof PAGES)[number];
/** Pictures that show a class. */
export const EXAMPLES = 6;
/** Galaxies of one page of *label next*, and of a cell of the confusion matrix. */
export const BATCH = 12;
/** A model's folder is called so: one name, nothing that leads elsewhere. */
export const MODEL_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u;

const KINDS = ['binary', 'classes', 'labels', 'number', 'votes'] as const satisfies readonly TaskKind[];
const Kind = v.picklist(KINDS);
const Name = v.pipe(v.string(), v.regex(MODEL_NAME, 'a name of letters, digits, spaces, dots, hyphens'));
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const real = (least: number, most: number) => v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most));

/** Options that the user has changed; the engine has defaults for all others. */
export const OptionsSchema = v.partial(
  v.object({
    depth: v.union([v.picklist(['head', 'all']), whole(1, 100)]),
    hiddenUnits: whole(0, 4096),
    folds: v.pipe(
      whole(0, 20),
      v.check((folds) => folds !== 1, 'one part cannot be tested by another: 0, or 2 at least'),
    ),
    validationShare: real(0.02, 0.6),
    testShare: real(0.02, 0.6),
    seed: whole(0, 2 ** 31 - 1),
    classWeights: v.picklist(['balanced', 'none']),
    learningRate: real(1e-7, 1),
    weightDecay: real(0, 1),
    blockDecay: real(0.01, 1),
    neuronsPerGroup: real(1, 64),
    dropout: real(0, 0.95),
    batchSize: whole(1, 1024),
    epochs: whole(1, 10_000),
    patience: whole(1, 10_000),
    augment: v.object({
      flips: v.boolean(),
      rotations: v.picklist(['none', 'quarters', 'any']),
      zoom: real(0, 0.5),
      noise: real(0, 10),
    }),
    baselines: v.object({ pixels: v.boolean(), scratch: v.boolean() }),
    learningCurve: v.boolean(),
  }),
);
export type Options = v.InferOutput<typeof OptionsSchema>;

export const TargetSchema = v.object({ column: v.string(), task: v.optional(Kind) });
export const EstimateSchema = v.object({ ...TargetSchema.entries, options: OptionsSchema });
export const StartSchema = v.object({ ...EstimateSchema.entries, name: Name });
export const ControlSchema = v.picklist(['pause', 'continue', 'stop', 'drop', 'resume']);
export const NameSchema = v.object({ name: Name });
export const NextSchema = v.object({ name: Name, column: v.string() });
export const RelabelSchema = v.object({
  /** The galaxy's name: `file.fits` or `file.fits[2]`. */
  galaxy: v.string(),
  column: v.string(),
  /** A class, which takes the place of what is there; or a tag, which is added. */
  value: v.string(),
  tag: v.boolean(),
});
export const DoSchema = v.object({
  what: v.picklist([
    'index',
    'match labels',
    'choose labels',
    'new labels',
    'open labels',
    'open report',
    'open predict.py',
    'copy python',
    'open predictions',
    'use as catalogue',
    'sort',
    'search with it',
    'map',
    'trust',
  ]),
  name: v.optional(Name),
  /** The expression over columns by which galaxies are sorted. */
  by: v.optional(v.string()),
});

/** What buttons of the wizard do outside of it. */
export type Action = v.InferOutput<typeof DoSchema>['what'];

/** State of the panel that survives a reload. */
export const FinetuneStateSchema = v.object({
  /** Absolute paths of the collection's folder and of the label file. */
  folder: v.string(),
  file: v.optional(v.string()),
  page: v.optional(v.picklist(PAGES)),
  column: v.optional(v.string()),
  task: v.optional(Kind),
  options: v.optional(OptionsSchema),
  /** Name of the model to be made, where it has been given one. */
  name: v.optional(v.string()),
  /** The model that is looked at. */
  model: v.optional(v.string()),
});
export type FinetuneState = v.InferOutput<typeof FinetuneStateSchema>;

/** A run as it stands. */
export interface RunState {
  readonly name: string;
  readonly column: string;
  readonly state: 'running' | 'finished' | 'failed' | 'interrupted';
  readonly progress?: FinetuneProgress;
  /** Finished epochs of what is trained step by step. */
  readonly curves: readonly {
    readonly name: string;
    readonly score?: string;
    readonly points: readonly EpochPoint[];
  }[];
  /** A stop has been asked for. */
  readonly stopping: boolean;
  /** The window or the engine ended in the middle of it, and it went on. */
  readonly resumed: boolean;
  /** The label file has been changed since it began. */
  readonly labelsChanged: boolean;
  readonly error?: string;
}

/** The label file, as far as it matters here. */
export interface LabelTableState {
  readonly columns: readonly TableColumn[];
  readonly editable: boolean;
  readonly rows: number;
  readonly matched: number;
  readonly error?: string;
}

export interface Situation {
  readonly folder: string;
  /** Undefined where no label file has been chosen. */
  readonly file?: string;
  /** The file's path, relative to the folder where it lies there. */
  readonly fileName?: string;
  readonly appearance: Appearance;
  readonly trusted: boolean;
  readonly status: FolderStatus;
  readonly table?: LabelTableState;
  readonly run: RunState | null;
  readonly models: readonly ModelSummary[];
}

/** A report with what was said of each tested galaxy. */
export interface ReportPage {
  readonly report: FinetuneReport;
  readonly tested: readonly Tested[];
}

/** A tested galaxy; its label and what the model said of it. */
export interface Tested extends CutoutRef {
  readonly truth: string;
  readonly prediction: string;
}

export interface PredictedPage {
  /** The table that was written, relative to the folder where it lies there. */
  readonly file: string;
  readonly galaxies: number;
  /** Galaxies of each predicted class, the most frequent first; none of numbers. */
  readonly counts: readonly { readonly name: string; readonly count: number }[];
  readonly columns: readonly string[];
  readonly unreadable: number;
  /** Whether filters can use it. */
  readonly catalogue: boolean;
}

/** A galaxy without a label, and what the model makes of it. */
export interface Unsure extends CutoutRef {
  readonly prediction: string;
  /** The likeliest answers with their probabilities, the likeliest first. */
  readonly probable: readonly { readonly name: string; readonly probability: number }[];
}

/** From the panel to the host. */
export const Ready = new RequestType0<Situation, void>('ready');
export const Inspect = new RequestType<v.InferOutput<typeof TargetSchema>, TargetInspection, void>('inspect');
/** Null where this engine gives none. */
export const Estimate = new RequestType<v.InferOutput<typeof EstimateSchema>, FinetuneEstimate | null, void>(
  'estimate',
);
export const Start = new RequestType<v.InferOutput<typeof StartSchema>, void, void>('start');
export const ControlRun = new RequestType<v.InferOutput<typeof ControlSchema>, void, void>('control');
export const ReadReport = new RequestType<v.InferOutput<typeof NameSchema>, ReportPage, void>('report');
export const ReadModels = new RequestType0<readonly ModelSummary[], void>('models');
/** Null where it has been cancelled. */
export const Predict = new RequestType<v.InferOutput<typeof NameSchema>, PredictedPage | null, void>('predict');
/** Galaxies without a label, the least sure first; null where the model cannot tell how sure it is. */
export const LabelNext = new RequestType<v.InferOutput<typeof NextSchema>, readonly Unsure[] | null, void>('next');
export const Relabel = new RequestType<v.InferOutput<typeof RelabelSchema>, void, void>('relabel');
export const UndoLabel = new RequestType0<{ changed: boolean }, void>('undo');
export const Do = new RequestType<v.InferOutput<typeof DoSchema>, void, void>('do');

/** From the host to the panel. */
export const RunChanged = new NotificationType<RunState | null>('runChanged');
/** Another label file has been chosen. */
export const SituationChanged = new NotificationType<Situation>('situationChanged');
export const LabelsChanged = new NotificationType<LabelTableState>('labelsChanged');
export const PredictProgressed = new NotificationType<{ done: number; total: number; secondsLeft?: number }>(
  'predictProgressed',
);
export const Trusted = new NotificationType0('trusted');

export type {
  Augmentations,
  Calibration,
  Curve,
  CutoutRef,
  EpochPoint,
  FinetuneEstimate,
  FinetuneOptions,
  FinetuneProgress,
  FinetuneReport,
  ModelSummary,
  TableColumn,
  TargetInspection,
  TargetWarning,
  Task,
  TaskKind,
  TestPrediction,
  ThresholdPoint,
};
