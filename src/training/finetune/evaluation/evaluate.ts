import { Matrix, groupBootstrap, Ranking, type Estimate } from '../../../statistics';
import { calibration } from './calibrate';
import type { Tested } from './cross-validate';
import type { Labelled } from '../data/labelled';
import { column, measuresOf, positives } from './measures';
import { greatest, predictionOf } from '../learners/outputs';
import type { Band, Curve, FinetuneReport, TestPrediction, ThresholdPoint } from '../report/report';

const RESAMPLES = 1000;
/** Points of a curve that a report keeps. */
const CURVE_POINTS = 200;
const MISTAKES = 24;
/** Places above 0 at which a curve's interval is told. */
const SHARES = Array.from({ length: 50 }, (_, i) => (i + 1) / 50);

type Evaluated = Pick<
  FinetuneReport,
  | 'overall'
  | 'classes'
  | 'confusion'
  | 'roc'
  | 'precisionRecall'
  | 'calibration'
  | 'thresholds'
  | 'threshold'
  | 'mistakes'
>;

/** What a report says of tested galaxies, with the prediction of each. */
export function evaluate(
  labelled: Labelled,
  tested: Tested,
  seed: number,
): Evaluated & { readonly predictions: readonly TestPrediction[] } {
  const { task, groups } = labelled;
  const { rows, outputs, values } = tested;
  const targets = labelled.targets.pick(rows);
  const groupsOf = rows.map((i) => groups[i]);
  const predictions = rows.map((i, r): TestPrediction => ({
    ...labelled.galaxies[i],
    truth: labelled.truths[i],
    prediction: predictionOf(task, outputs.row(r)),
    values: [...values.row(r)],
    fold: tested.part[r],
  }));
  const overall = groupBootstrap(groupsOf, measuresOf(task, outputs, values, targets), RESAMPLES, seed);
  if (task.kind === 'number' || task.kind === 'votes') {
    const wrong = largestErrors(task.kind === 'number' ? values : fractionErrors(values, targets, labelled), targets, task.kind); // prettier-ignore
    return {
      overall,
      classes: [],
      roc: [],
      precisionRecall: [],
      mistakes: wrong.slice(0, MISTAKES).map((r) => predictions[r]),
      predictions,
    };
  }
  const shown = task.kind === 'binary' ? [1] : task.classes.map((_, k) => k);
  const isClass = shown.map((k) => positives(targets, task.kind === 'binary' ? 0 : k));
  const rankings = shown.map((k, s) => new Ranking(column(values, k), isClass[s]));
  const predicted = (r: number, k: number) =>
    task.kind === 'labels' ? outputs.row(r)[k] > 0 : predictions[r].prediction === task.classes[k];
  const classes = shown.map((k, s) => ({
    name: task.classes[k],
    count: isClass[s].filter(Boolean).length,
    measures: groupBootstrap(
      groupsOf,
      oneAgainstRest(rankings[s], isClass[s], rows.map((_, r) => predicted(r, k))), // prettier-ignore
      RESAMPLES,
      seed,
    ),
  }));
  const cuts = task.kind === 'binary' ? rankings[0].cuts() : undefined;
  return {
    overall,
    classes,
    ...(task.kind === 'labels' ? {} : { confusion: confusion(task.classes, labelled, rows, predictions) }),
    roc: rankings.map((ranking, s) => ({
      ...thin({ name: task.classes[shown[s]], ...ranking.roc() }),
      band: bandOf([0, ...SHARES], groupsOf, seed, (weights) => ranking.truePositivesAt([0, ...SHARES], weights)),
    })),
    precisionRecall: rankings.map((ranking, s) => {
      const points = ranking.cuts();
      const [x, y] = [points.map((cut) => cut.completeness), points.map((cut) => cut.purity)];
      const band = bandOf(SHARES, groupsOf, seed, (weights) => ranking.purityAt(SHARES, weights));
      return { ...thin({ name: task.classes[shown[s]], x, y }), band };
    }),
    calibration: calibration(task, outputs, targets, (row) => tested.scalings[tested.part[row]]),
    ...(cuts ? { thresholds: thinned(cuts), threshold: harmonic(cuts) } : {}),
    mistakes: surestMistakes(task.kind === 'labels' ? 'labels' : 'classes', values, targets, predictions, labelled),
    predictions,
  };
}

/** The 95 % interval of a curve's height at each place, by the same resamples as the measures'. */
function bandOf(
  x: readonly number[],
  groups: readonly number[],
  seed: number,
  heights: (weights: Float64Array) => readonly number[],
): Band {
  const named = (weights: Float64Array) => Object.fromEntries(heights(weights).map((y, i) => [i, y]));
  const found = groupBootstrap(groups, named, RESAMPLES, seed);
  return { x, low: x.map((_, i) => found[i].low), high: x.map((_, i) => found[i].high) };
}

/** Purity and completeness of what is predicted, and how well a class is ranked before the rest. */
function oneAgainstRest(ranking: Ranking, positive: readonly boolean[], predicted: readonly boolean[]) {
  return (weights: Float64Array) => {
    let [hits, found, all] = [0, 0, 0];
    positive.forEach((is, i) => {
      if (is) all += weights[i];
      if (predicted[i]) found += weights[i];
      if (is && predicted[i]) hits += weights[i];
    });
    return {
      completeness: hits / all,
      purity: hits / found,
      'ROC AUC': ranking.area(weights),
      'average precision': ranking.averagePrecision(weights),
    };
  };
}

function confusion(
  classes: readonly string[],
  labelled: Labelled,
  rows: readonly number[],
  predictions: readonly TestPrediction[],
): number[][] {
  const counts = classes.map(() => new Array<number>(classes.length).fill(0));
  rows.forEach((i, r) => counts[classOf(labelled, i)][classes.indexOf(predictions[r].prediction)]++);
  return counts;
}

function classOf({ task, targets }: Labelled, i: number): number {
  return task.kind === 'binary' ? targets.row(i)[0] : greatest(targets.row(i));
}

/** Wrong ones by the probability of what was wrongly said, the surest first. */
function surestMistakes(
  kind: 'classes' | 'labels',
  values: Matrix,
  targets: Matrix,
  predictions: readonly TestPrediction[],
  { task }: Labelled,
): TestPrediction[] {
  const sure = predictions.map((_, r) => {
    const p = values.row(r);
    if (kind === 'labels') return Math.max(...p.map((value, k) => Math.abs(value - targets.row(r)[k])));
    const truth = task.kind === 'binary' ? targets.row(r)[0] : greatest(targets.row(r));
    return 1 - p[truth];
  });
  const isWrong = (r: number) => predictions[r].prediction !== predictions[r].truth;
  return [...predictions.keys()]
    .filter(isWrong)
    .sort((a, b) => sure[b] - sure[a])
    .slice(0, MISTAKES)
    .map((r) => predictions[r]);
}

function fractionErrors(values: Matrix, targets: Matrix, { task }: Labelled): Matrix {
  if (task.kind !== 'votes') return values;
  const answers = task.questions[0].answers.length;
  const errors = new Matrix(values.rows, 1);
  for (let r = 0; r < values.rows; r++) {
    const votes = targets.row(r).subarray(0, answers).reduce((sum, value) => sum + value, 0); // prettier-ignore
    for (let k = 0; k < answers && votes > 0; k++)
      errors.values[r] = Math.max(errors.values[r], Math.abs(values.row(r)[k] - targets.row(r)[k] / votes));
  }
  return errors;
}

function largestErrors(values: Matrix, targets: Matrix, kind: 'number' | 'votes'): number[] {
  const error = (r: number) => (kind === 'number' ? Math.abs(values.row(r)[0] - targets.row(r)[0]) : values.row(r)[0]);
  return Array.from({ length: values.rows }, (_, r) => r).sort((a, b) => error(b) - error(a));
}

function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(points.length / CURVE_POINTS));
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
}

function thin({ name, x, y }: Curve): Curve {
  return { name, x: thinned(x), y: thinned(y) };
}

/** The cut of the greatest F1, the harmonic mean of completeness and purity. */
function harmonic(cuts: readonly ThresholdPoint[]): ThresholdPoint {
  const f1 = ({ completeness: c, purity: p }: ThresholdPoint) => (c + p > 0 ? (2 * c * p) / (c + p) : 0);
  return cuts.reduce((best, cut) => (f1(cut) > f1(best) ? cut : best));
}

/** The measures of a baseline over the same galaxies. */
export function overallOf(
  labelled: Labelled,
  { rows, outputs, values }: Tested,
  seed: number,
): Record<string, Estimate> {
  const targets = labelled.targets.pick(rows);
  const groups = rows.map((i) => labelled.groups[i]);
  return groupBootstrap(groups, measuresOf(labelled.task, outputs, values, targets), RESAMPLES, seed);
}
