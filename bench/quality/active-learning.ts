import { Random } from '../../src/random';
import {
  averagePrecision,
  fitGaussianProcess,
  type Matrix,
  normalBelow,
  normalDensity,
  predict,
  principalAxes,
  project,
  shuffle,
} from '../../src/statistics';

const DIMENSIONS = 40;
const SEEDS = 10;
const BATCH = 10;
/** Where the fit of the kernel begins. */
const START = { lengthScale: 6, alpha: 1, noise: 0.1 };

/** How far some ratings have brought a search for what is odd. */
export interface ActiveLearning {
  /** Share of odd ones among the 100 that score highest; the rated ones may be among them. */
  readonly accuracy100: number;
  /** The same among those that were not rated. */
  readonly unratedAccuracy100: number;
  /** Average precision over all, and over those that were not rated. */
  readonly averagePrecision: number;
  readonly unratedAveragePrecision: number;
  /** Odd ones among the rated. */
  readonly found: number;
}

/** What the search works on: 40 principal coordinates, each of deviation 1. */
export function searchSpace(representations: Matrix): Matrix {
  return project(representations, principalAxes(representations, DIMENSIONS)).standardised();
}

/**
 * A person who rates galaxies 1 (odd) or 0, ten at a time: ten at random first, then those of the greatest expected
 * improvement (Jones, Schonlau and Welch 1998, J. Global Optim. 13, 455) by a Gaussian process, as in Astronomaly
 * Protege (Lochner and Rudnick 2025).
 */
export function searchForOdd(space: Matrix, odd: readonly boolean[], ratings: number, seed: number): ActiveLearning {
  const rated = shuffle([...odd.keys()], new Random(seed)).slice(0, SEEDS);
  for (;;) {
    const process = fitGaussianProcess(
      space.pick(rated),
      rated.map((i) => Number(odd[i])),
      START,
    );
    const { mean, deviation } = predict(process, space);
    if (rated.length >= ratings) return judge(mean, odd, rated);
    rated.push(...mostPromising(mean, deviation, rated));
  }
}

function mostPromising(mean: Float64Array, deviation: Float64Array, rated: readonly number[]): number[] {
  const best = mean.reduce((a, b) => Math.max(a, b));
  const improvement = mean.map((m, i) => {
    const z = (m - best) / (deviation[i] + 1e-9);
    return (m - best) * normalBelow(z) + deviation[i] * normalDensity(z);
  });
  for (const i of rated) improvement[i] = -Infinity;
  return descending(improvement).slice(0, BATCH);
}

function judge(scores: Float64Array, odd: readonly boolean[], rated: readonly number[]): ActiveLearning {
  const known = new Set(rated);
  const order = descending(scores);
  const unrated = order.filter((i) => !known.has(i));
  const share = (places: readonly number[]) => places.filter((i) => odd[i]).length / places.length;
  return {
    accuracy100: share(order.slice(0, 100)),
    unratedAccuracy100: share(unrated.slice(0, 100)),
    averagePrecision: averagePrecision(scores, odd),
    unratedAveragePrecision: averagePrecision(
      unrated.map((i) => scores[i]),
      unrated.map((i) => odd[i]),
    ),
    found: rated.filter((i) => odd[i]).length,
  };
}

function descending(scores: Float64Array): number[] {
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
}
