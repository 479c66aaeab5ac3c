import { kernelSimilarity, type Matrix, squaredDistances } from '../statistics';
import { BATCH } from './acquisition';
import { type Interest, learnInterest } from './interest';

/** The top of the list whose changes are watched. */
export const TOP = 100;
/** A list is settled when a batch of ratings changes less of its top than this. */
const SETTLED = 0.05;
/** More ratings than this are not foretold: the curve is not known so far out. */
const FARTHEST = 500;

/** How far some ratings have brought a ranking. */
export interface LearnedStep {
  readonly rated: number;
  readonly holdOut?: Interest['holdOut'];
  /** Share of the top that was not there a step before; undefined in the first, and where nothing had been learned. */
  readonly change?: number;
}

/**
 * What each batch of ratings has done to the top of the list: the ranking is learned anew from the first ten ratings, the
 * first twenty, and so on, and the last from all.
 * @param points that are ranked, as good as drawn at random from all.
 * @param rated coordinates of the rated galaxies, in the order in which they were rated.
 * @yields after each step, which takes some tenths of a second where there are hundreds of ratings.
 */
export function* learningSteps(points: Matrix, rated: Matrix, ratings: readonly number[]): Generator<LearnedStep> {
  // The top of a sample is as much smaller as the sample is: a twentieth of it at the most.
  const size = Math.max(1, Math.min(TOP, Math.floor(points.rows / 20)));
  let before: Set<number> | undefined;
  for (let count = Math.min(BATCH, ratings.length); ; count = Math.min(count + BATCH, ratings.length)) {
    const first = rated.pick(Array.from({ length: count }, (_, i) => i));
    const interest = learnInterest(first, ratings.slice(0, count));
    const now = interest && topOf(interest, points, size);
    const change = now && before && [...now].filter((row) => !before!.has(row)).length / size;
    yield { rated: count, holdOut: interest?.holdOut, change };
    before = now;
    if (count === ratings.length) return;
  }
}

/**
 * Ratings that are likely still worth making: until a batch changes less than a twentieth of the top. Changes are taken
 * to fall as the number of ratings to a power does, which is fitted to them (as stopping active learning when predictions
 * stabilise: Bloodgood and Vijay-Shanker 2009, CoNLL, 39).
 * @returns 0 where the list has settled; undefined where it cannot be told, because there are too few steps or they do
 *   not fall.
 */
export function stillWorth(steps: readonly LearnedStep[]): number | undefined {
  const known = steps.filter((step): step is LearnedStep & { change: number } => step.change !== undefined);
  if (known.length < 3) return undefined;
  const [last, previous] = [known[known.length - 1], known[known.length - 2]];
  if (Math.max(last.change, previous.change) < SETTLED) return 0;
  // Least squares of the logarithms; no change at all is taken for half of the least that could be seen.
  const x = known.map(({ rated }) => Math.log(rated));
  const y = known.map(({ change }) => Math.log(Math.max(change, 0.5 / TOP)));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope = mean(x.map((a, i) => (a - mx) * (y[i] - my))) / mean(x.map((a) => (a - mx) ** 2));
  if (!(slope < 0)) return undefined;
  const settled = Math.exp(mx + (Math.log(SETTLED) - my) / slope);
  const more = Math.ceil(Math.max(BATCH, settled - last.rated) / BATCH) * BATCH;
  return more > FARTHEST ? undefined : more;
}

function topOf({ process }: Interest, points: Matrix, size: number): Set<number> {
  const distances = squaredDistances(points, process.train);
  const mean = Float64Array.from({ length: points.rows }, (_, i) =>
    distances.row(i).reduce((sum, d, j) => sum + kernelSimilarity(d, process.kernel) * process.weights[j], 0),
  );
  return new Set([...mean.keys()].sort((a, b) => mean[b] - mean[a] || a - b).slice(0, size));
}
