import {
  fitGaussianProcess,
  type GaussianProcess,
  type KernelBounds,
  kernelSimilarity,
  type KernelParameters,
  leaveOneOut,
  type Matrix,
  normalisedGaussianProcess,
  predict,
} from '../statistics';

/** Where the fit of the kernel begins: with a length like the distances among points of forty standardised components. */
export const START: KernelParameters = { lengthScale: 6, alpha: 1, noise: 0.1 };
/**
 * Points are some ten units apart. A kernel much shorter than that explains every rating by itself and says nothing of
 * any other galaxy, and is what the likelihood is greatest for where ratings are few or follow nothing: there they are
 * better taken for noise. A rating is never surer than a thirtieth of the ratings' deviation.
 */
const BOUNDS: KernelBounds = { lengthScale: [2, 200], alpha: [0.05, 1e4], noise: [1e-3, 10] };
/** A marginal likelihood of fewer ratings is all but flat: until then the kernel is that of the start. */
export const FEWEST_TO_FIT = 10;

/** The model fitted to the ratings of some galaxies. */
export interface Interest {
  readonly process: GaussianProcess;
  /** Whether these very ratings have decided on the kernel. */
  readonly fitted: boolean;
  /** Each rating predicted from all others, root mean square; and the same, each predicted by the mean of the others. */
  readonly holdOut: { readonly error: number; readonly blind: number };
}

/**
 * A Gaussian process on ratings (Walmsley et al. 2022, section 5.2: a rational quadratic kernel and white noise, by
 * marginal likelihood).
 * @param points coordinates of the rated galaxies.
 * @param kernel taken as it is instead of fitting one.
 * @returns undefined where the ratings say nothing: there are none, or all are equal.
 */
export function learnInterest(
  points: Matrix,
  ratings: ArrayLike<number>,
  kernel?: KernelParameters,
): Interest | undefined {
  if (!differ(ratings)) return undefined;
  const fitted = kernel === undefined && ratings.length >= FEWEST_TO_FIT;
  const process = fitted
    ? fitGaussianProcess(points, ratings, START, BOUNDS)
    : normalisedGaussianProcess(points, ratings, kernel ?? START);
  return { process, fitted, holdOut: holdOutErrors(process, ratings) };
}

export function differ(ratings: ArrayLike<number>): boolean {
  for (let i = 1; i < ratings.length; i++) if (ratings[i] !== ratings[0]) return true;
  return false;
}

/** Variance of a single rating of one and the same interest, in ratings squared. */
export function noiseOf({ process }: Interest): number {
  return process.kernel.noise * process.deviation ** 2;
}

/** Mean and deviation at some points, in ratings: the deviation of the interest itself, a single rating's noise left out. */
export function expectedInterest(interest: Interest, points: Matrix) {
  const { mean, deviation } = predict(interest.process, points);
  const noise = noiseOf(interest);
  return { mean, deviation: deviation.map((d) => Math.sqrt(Math.max(0, d * d - noise))) };
}

/** How much each rating adds to the mean at a point, and the kernel between the two. */
export function contributions({ process }: Interest, squaredDistances: ArrayLike<number>) {
  return Array.from(squaredDistances, (d, i) => {
    const similarity = kernelSimilarity(d, process.kernel);
    return { similarity, contribution: similarity * process.weights[i] * process.deviation };
  });
}

function holdOutErrors(process: GaussianProcess, ratings: ArrayLike<number>) {
  const predicted = leaveOneOut(process, ratings);
  const count = ratings.length;
  let [error, blind] = [0, 0];
  for (let i = 0; i < count; i++) {
    error += (ratings[i] - predicted[i]) ** 2 / count;
    // The mean of the others is off by n / (n - 1) of what the mean of all is off by.
    blind += (((ratings[i] - process.mean) * count) / (count - 1)) ** 2 / count;
  }
  return { error: Math.sqrt(error), blind: Math.sqrt(blind) };
}
