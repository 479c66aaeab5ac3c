import type { Control } from './control';
import { crossValidate, type Tested } from './evaluation/cross-validate';
import { evaluate, overallOf } from './evaluation/evaluate';
import { countsOf, type Labelled } from './data/labelled';
import type { Learned, Learner } from './learners/learner';
import { learningCurve } from './evaluation/learning-curve';
import { firstMeasure } from './evaluation/measures';
import type { FinetuneOptions } from './options';
import type { BaselineReport, EpochPoint, FinetuneReport, TestPrediction } from './report/report';
import { outerParts, type Part } from './data/splits';

export interface RunProgress {
  readonly stage: 'training' | 'baselines' | 'learning curve' | 'report';
  readonly what: string;
  /** Share of this stage, 0 to 1; undefined where it is as before. */
  readonly done?: number;
  /** How much of this stage `what` is. */
  readonly share?: number;
  /** Share of `what`, 0 to 1. */
  readonly within?: number;
  /** Galaxies a second, of training steps. */
  readonly rate?: number;
  /** A finished epoch of `what`. */
  readonly epoch?: EpochPoint;
  readonly score?: string;
}

/** What is run beside the learner, on the same parts. */
export interface Baseline extends Pick<BaselineReport, 'name' | 'description'> {
  readonly learner: Learner;
}

export interface Run {
  readonly labelled: Labelled;
  readonly options: FinetuneOptions;
  readonly learner: Learner;
  readonly baselines: readonly Baseline[];
  /** Solved heads on the stored representations: what the learning curve is made of. */
  readonly forCurve: Learner;
  readonly control: Control;
  readonly onProgress: (progress: RunProgress) => void;
}

export interface RunResult {
  readonly report: Omit<FinetuneReport, 'name' | 'created' | 'labels' | 'encoder' | 'seconds' | 'warnings'>;
  readonly predictions: readonly TestPrediction[];
  /** To be deployed: trained on all galaxies after folds, or on the training part. */
  readonly learned: Learned;
}

/** Trains, tests, compares, and trains what is deployed. @throws Cancelled */
export async function runFinetune(run: Run): Promise<RunResult> {
  const { labelled, options, learner, control, onProgress } = run;
  const parts = outerParts(labelled, options);
  const nameOf = (part: number) => (parts.length > 1 ? `fold ${part + 1} of ${parts.length}` : 'training part');
  const fits = parts.length + (parts.length > 1 ? 1 : 0);
  onProgress({ stage: 'training', what: nameOf(0), done: 0, share: 1 / fits });
  const tested = await crossValidate(labelled, parts, learner, nameOf, (done) =>
    onProgress({
      stage: 'training',
      what: done < parts.length ? nameOf(done) : 'all galaxies',
      done: done / fits,
      share: done < fits ? 1 / fits : 0,
    }),
  );
  control.check();
  const learned = parts.length > 1 ? await learner.fit([...labelled.galaxies.keys()], 'all galaxies') : tested.last;
  const baselines = await runBaselines(run, parts, nameOf);
  const curve =
    options.learningCurve && !control.stopped
      ? await learningCurve(labelled, parts, run.forCurve, options.seed, wholeScores(run, tested), (done) => {
          control.check();
          onProgress({ stage: 'learning curve', what: 'learning curve', done });
        })
      : [];
  onProgress({ stage: 'report', what: 'report', done: 0 });
  const { predictions, ...found } = evaluate(labelled, tested, options.seed);
  return {
    learned,
    predictions,
    report: {
      format: 1,
      task: labelled.task,
      options,
      stopped: control.stopped,
      galaxies: labelled.galaxies.length,
      groups: new Set(labelled.groups).size,
      counts: countsOf(labelled),
      folds: tested.folds,
      curves: learned.curve ? [...tested.curves, { name: 'all galaxies', points: learned.curve }] : tested.curves,
      learningCurve: curve,
      baselines,
      ...found,
    },
  };
}

/** A linear head's scores on whole training parts are those of the run, where it trains no more than that. */
function wholeScores({ labelled, options }: Run, { folds }: Tested): number[] | undefined {
  const linear = options.depth === 'head' && options.hiddenUnits === 0;
  return linear ? folds.map(({ measures }) => measures[firstMeasure(labelled.task)]) : undefined;
}

async function runBaselines(
  { labelled, options, baselines, control, onProgress }: Run,
  parts: readonly Part[],
  nameOf: (part: number) => string,
): Promise<BaselineReport[]> {
  const reports: BaselineReport[] = [];
  for (const { name, description, learner } of baselines) {
    if (control.stopped) break;
    const what = (part: number) => `${name}, ${nameOf(part)}`;
    const progress = (part: number) => ({
      stage: 'baselines' as const,
      what: what(Math.min(part, parts.length - 1)),
      done: (reports.length + part / parts.length) / baselines.length,
      share: part < parts.length ? 1 / (parts.length * baselines.length) : 0,
    });
    onProgress(progress(0));
    const tested: Tested = await crossValidate(labelled, parts, learner, what, (done) => {
      control.check();
      onProgress(progress(done));
    });
    // A baseline that was cut short compares with nothing.
    if (control.stopped) break;
    reports.push({
      name,
      description,
      overall: overallOf(labelled, tested, options.seed),
      folds: tested.folds.map(({ measures }) => measures),
    });
  }
  return reports;
}
