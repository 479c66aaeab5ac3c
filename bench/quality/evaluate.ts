import { readLabels, type Labels, type SetName } from './labels';
import {
  areaUnderRoc,
  balancedAccuracy,
  bootstrapInterval,
  cosines,
  type Estimate,
  fitLogistic,
  logisticScores,
  Matrix,
  precisionAtK,
  products,
  spread,
  stratifiedSplits,
} from '../../src/statistics';

const K = 10;
const RESAMPLES = 2000;
const SEED = 1;
const SPLITS = 30;
const RING_LABELS = [33, 80, 160];
const RADIO_LABELS = 100;
/** Of the logistic regressions: strong, since labels are few. */
const C = 0.02;

/** Measures by name; those of a set that was not given are absent. */
export type Measures = Record<string, Estimate>;

/** A row for each row of a set's labels.csv, in its order. */
export type Representations = Partial<Record<SetName, readonly Float32Array[]>>;

/** What a measure of `evaluate` is worth to representations that know nothing, by the same names. */
export type Chances = Record<string, number>;

/**
 * Measures representations on the labelled sets: classes among the ten nearest (95 % intervals by bootstrap over the
 * queries, 2,000 resamples), and classifiers on few labels (the range of 95 % of 30 splits). All random numbers are seeded.
 * @throws RangeError where a set has another number of rows than its labels.
 */
export function evaluate(
  representations: Representations,
  labelsOf: (set: SetName) => Labels[] = readLabels,
): Measures {
  const measures: Measures = {};
  const set = (name: SetName, work: (matrix: Matrix, labels: Labels[]) => Measures) => {
    const rows = representations[name];
    if (!rows) return;
    const labels = labelsOf(name);
    if (rows.length !== labels.length) throw new RangeError(`${rows.length} rows for the ${labels.length} of ${name}`);
    Object.assign(measures, work(Matrix.fromRows(rows), labels));
  };
  set('gz2', galaxyZoo);
  set('rings', rings);
  set('mirabest', radio);
  return measures;
}

function galaxyZoo(matrix: Matrix, labels: Labels[]): Measures {
  const classes = labels.map((row) => row.class);
  const odd = labels.map((row) => row.odd);
  const places = (of: (i: number) => boolean) => [...labels.keys()].filter(of);
  const classed = places((i) => classes[i] !== '');
  const stored = precision(cosines(matrix), classes, classed, classed);
  const similarity = cosines(matrix.centred());
  const queries = places((i) => odd[i] === '1');
  return {
    'gz2 classes P@10': stored,
    'gz2 classes P@10, own mean': precision(similarity, classes, classed, classed),
    'gz2 odd P@10, own mean': precision(
      similarity,
      odd,
      queries,
      places((i) => odd[i] !== ''),
    ),
    // Those of whom volunteers were not asked count among the rest.
    'gz2 odd against all P@10, own mean': precision(
      similarity,
      odd.map((value) => (value === '1' ? '1' : '0')),
      queries,
      [...labels.keys()],
    ),
  };
}

function precision(similarity: Matrix, labels: string[], queries: number[], candidates: number[]): Estimate {
  return bootstrapInterval(precisionAtK(similarity, labels, queries, candidates, K), RESAMPLES, SEED);
}

function rings(matrix: Matrix, labels: Labels[]): Measures {
  const ring = labels.map((row) => row.ring === '1');
  return Object.fromEntries(
    RING_LABELS.map((count) => [`rings BA, ${count} labels`, fewLabels(matrix, ring, count).accuracy]),
  );
}

function radio(matrix: Matrix, labels: Labels[]): Measures {
  const sure = [...labels.keys()].filter((i) => confidentClass(labels[i]) !== undefined);
  const chosen = matrix.pick(sure);
  const classes = sure.map((i) => labels[i].fr_class);
  const all = [...sure.keys()];
  return {
    'mirabest P@10': precision(cosines(chosen), classes, all, all),
    'mirabest P@10, own mean': precision(cosines(chosen.centred()), classes, all, all),
    [`mirabest AUC, ${RADIO_LABELS} labels`]: fewLabels(
      chosen,
      classes.map((name) => name === 'FRII'),
      RADIO_LABELS,
    ).area,
  };
}

function confidentClass({ confidence, fr_class: name }: Labels): string | undefined {
  return confidence === 'confident' && (name === 'FRI' || name === 'FRII') ? name : undefined;
}

/** Logistic regression on a few labels, judged on all the others. */
export function fewLabels(matrix: Matrix, positive: boolean[], count: number): { accuracy: Estimate; area: Estimate } {
  const standardised = matrix.standardised();
  const kernel = products(standardised, standardised);
  const judged = stratifiedSplits(positive, count, SPLITS, SEED).map(({ train, test }) => {
    const model = fitLogistic(
      block(kernel, train, train),
      train.map((i) => positive[i]),
      C,
    );
    const scores = logisticScores(model, block(kernel, test, train));
    const truth = test.map((i) => positive[i]);
    return { accuracy: balancedAccuracy(scores, truth), area: areaUnderRoc(scores, truth) };
  });
  return { accuracy: spread(judged.map((one) => one.accuracy)), area: spread(judged.map((one) => one.area)) };
}

function block(matrix: Matrix, rows: readonly number[], columns: readonly number[]): Matrix {
  const out = new Matrix(rows.length, columns.length);
  rows.forEach((i, r) =>
    columns.forEach((j, c) => (out.values[r * columns.length + c] = matrix.values[i * matrix.columns + j])),
  );
  return out;
}

/** Chance: of the precisions by the shares of the labels, of the searches by the share of the odd. */
export function chances(labelsOf: (set: SetName) => Labels[] = readLabels): Chances {
  const agreement = (labels: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return [...counts.values()].reduce((sum, count) => sum + (count / labels.length) ** 2, 0);
  };
  const share = (labels: readonly string[], of: string) => labels.filter((l) => l === of).length / labels.length;
  const [gz2, mirabest] = [labelsOf('gz2'), labelsOf('mirabest')];
  const classes = agreement(gz2.map((row) => row.class).filter((name) => name !== ''));
  const odd = gz2.map((row) => row.odd);
  const radioClasses = agreement(mirabest.map(confidentClass).filter((name) => name !== undefined));
  return {
    'gz2 classes P@10': classes,
    'gz2 classes P@10, own mean': classes,
    'gz2 odd P@10, own mean': share(
      odd.filter((value) => value !== ''),
      '1',
    ),
    'gz2 odd against all P@10, own mean': share(odd, '1'),
    ...Object.fromEntries(RING_LABELS.map((count) => [`rings BA, ${count} labels`, 0.5])),
    'mirabest P@10': radioClasses,
    'mirabest P@10, own mean': radioClasses,
    [`mirabest AUC, ${RADIO_LABELS} labels`]: 0.5,
    'gz2 odd search, unrated at 100': share(odd, '1'),
  };
}
