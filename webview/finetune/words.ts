import { columnText } from '../../src/expressions';
import type {
  FinetuneOptions,
  FinetuneReport,
  FinetuneProgress,
  Options,
  PageName,
  PredictedPage,
  TargetInspection,
  Task,
  TaskKind,
} from '../../src/contracts/finetune';

export const count = (n: number) => n.toLocaleString('en');
export const galaxies = (n: number) => `${count(n)} ${n === 1 ? 'galaxy' : 'galaxies'}`;
/** With a capital, as a sentence or a heading begins. */
export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
/** Three decimals at most; a dash for what is not defined. */
export const number = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? '–' : String(Number(value.toFixed(3)));
export const percent = (value: number) => `${(100 * value).toFixed(value > 0 && value < 0.01 ? 1 : 0)}\u00a0%`;

export function interval(value: { mean: number; low: number; high: number } | undefined): string {
  return value === undefined ? '–' : `${number(value.mean)} (${number(value.low)} to ${number(value.high)})`;
}

export const PAGE_WORDS: Readonly<Record<PageName, string>> = {
  labels: 'Labels',
  training: 'Training',
  run: 'Run',
  report: 'Report',
  use: 'Use',
};

export const TASK_WORDS: Readonly<Record<TaskKind, { readonly name: string; readonly meaning: string }>> = {
  binary: { name: 'Yes or no', meaning: 'two classes' },
  classes: { name: 'Classes', meaning: 'each galaxy has one of several classes' },
  labels: { name: 'Several labels', meaning: 'a galaxy may have any number of them' },
  number: { name: 'A number', meaning: 'a quantity of each galaxy' },
  votes: { name: 'Vote counts', meaning: 'how many volunteers gave each answer' },
};

const STAGES: Readonly<Record<FinetuneProgress['stage'], string>> = {
  reading: 'Reading labels and cutouts',
  training: 'Training and testing',
  baselines: 'Comparing with baselines',
  'learning curve': 'Training on fewer labels',
  report: 'Writing the report',
};
export const STAGE_NAMES = Object.keys(STAGES) as FinetuneProgress['stage'][];
export const stageWords = (stage: FinetuneProgress['stage']) => STAGES[stage];

/** What a set of choices is for, in a sentence, and what it changes of the defaults. */
export interface Preset {
  readonly name: string;
  readonly meaning: string;
  readonly of: (defaults: FinetuneOptions) => Options;
}

export const PRESETS: readonly Preset[] = [
  {
    name: 'Standard',
    meaning: 'Tested on held-out galaxies, compared with raw pixels, with a learning curve.',
    of: () => ({}),
  },
  {
    name: 'Quick look',
    meaning: 'Trained and tested only: the fastest, without baselines or a learning curve.',
    of: () => ({ baselines: { pixels: false, scratch: false }, learningCurve: false }),
  },
  {
    name: 'Thorough',
    meaning: '10-fold cross-validation: every galaxy is tested once. The most reliable results, but slower.',
    of: () => ({ folds: 10 }),
  },
];

/** Tells whether weights are trained by gradients: a linear head on stored embeddings is solved instead. */
export function stepByStep({ depth, hiddenUnits }: Pick<FinetuneOptions, 'depth' | 'hiddenUnits'>): boolean {
  return depth !== 'head' || hiddenUnits > 0;
}

/** The column by which predictions are worth sorting: the number, the positive class, or the first answer. */
export function sortColumn({ columns }: Pick<PredictedPage, 'columns'>, task: Task): string {
  if (task.kind === 'number') return 'value';
  return columnText(task.kind === 'binary' ? `p_${task.classes[1]}` : columns[0]);
}

export function taskWords(task: Task): string {
  switch (task.kind) {
    case 'binary':
      return `${task.classes[1]} or ${task.classes[0]}`;
    case 'classes':
    case 'labels':
      return `${count(task.classes.length)} ${task.kind === 'labels' ? 'labels' : 'classes'}`;
    case 'number':
      return 'a number';
    case 'votes':
      return `${count(task.questions.length)} ${task.questions.length === 1 ? 'question' : 'questions'}`;
  }
}

/** How the labelled galaxies match the index, in a line. */
export function matchWords({ labelled, missing, unlabelled }: TargetInspection): string {
  return [
    `${galaxies(labelled)} with a label`,
    ...(missing > 0 ? [`${count(missing)} labelled ${missing === 1 ? 'row' : 'rows'} without a galaxy`] : []),
    `${count(unlabelled)} without a label, to be predicted`,
  ].join(' · ');
}

/** What testing was like, in a sentence. */
export function testedWords({ options, folds, galaxies: all, groups }: FinetuneReport): string {
  const how =
    options.folds > 0
      ? `${folds.length}-fold cross-validation: each of ${count(all)} galaxies was tested once, by a model that had not seen it. The saved model was then trained on all of them.`
      : `Tested on ${count(folds[0].test)} held-out galaxies. Trained on ${count(folds[0].train)}, with ${count(folds[0].validation)} for validation.`;
  const twins = all - groups;
  return twins > 0
    ? `${how} ${twins === 1 ? '1 duplicate was' : `${count(twins)} duplicates were`} kept in the same split as ${twins === 1 ? 'its' : 'their'} original.`
    : how;
}

/** How much more labels would help, as far as the curve tells. */
export function learningWords({ learningCurve }: FinetuneReport): string {
  const [before, last] = [learningCurve.at(-2), learningCurve.at(-1)];
  if (!before || !last) return '';
  const gain = last.score.mean - before.score.mean;
  const spread = (last.score.high - last.score.low) / 2;
  const went = `With ${count(last.labels)} training labels instead of ${count(before.labels)} the score changed from ${number(before.score.mean)} to ${number(last.score.mean)}.`;
  if (gain <= 0) return `${went} The score no longer improves: more labels of this kind would help little.`;
  return gain > spread
    ? `${went} The score is still improving: it is worth labelling as many again.`
    : `${went} That is less than the scatter between folds (±${number(spread)}): more labels may help a little.`;
}
