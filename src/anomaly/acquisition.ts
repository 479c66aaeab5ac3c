import {
  forwardSubstitute,
  kernelSimilarity,
  type Matrix,
  normalBelow,
  normalDensity,
  squaredDistances,
} from '../statistics';
import { expectedInterest, type Interest } from './interest';

/** Galaxies that are rated together: one at a time is much worse (Walmsley et al. 2022, section 5.2). */
export const BATCH = 10;

/** In deviations. */
const FAR_BELOW = -6;
/** How much better than the best the next is to be, in ratings: what Astronomaly's search by a Gaussian process begins with. */
export const TRADE_OFF = 0.5;

/**
 * Expected improvement of a rating of normal distribution on `best` by more than `tradeOff` (Jones, Schonlau and Welch
 * 1998, J. Global Optim. 13, 455, equation 15; the trade-off by Lizotte 2008).
 * @param deviation of a rating, its noise included, as in Walmsley et al. (2022) and Lochner and Rudnick (2024).
 * @param best the greatest rating so far.
 */
export function expectedImprovement(mean: number, deviation: number, best: number, tradeOff: number): number {
  const gain = mean - best - tradeOff;
  if (!(deviation > 0)) return Math.max(0, gain);
  const z = gain / deviation;
  if (z > FAR_BELOW) return gain * normalBelow(z) + deviation * normalDensity(z);
  // There the two terms cancel, and what is left of them would be rounding: Laplace's series orders what is hopeless, too.
  return (deviation * normalDensity(z) * (1 - 3 / z ** 2 + 15 / z ** 4 - 105 / z ** 6)) / z ** 2;
}

/** Galaxies that may be asked next, with what is expected of them. */
export interface Candidates {
  readonly points: Matrix;
  readonly mean: Float64Array;
  /** Standard deviation of the latent interest, without the noise of a rating. */
  readonly deviation: Float64Array;
}

export function candidatesAt(interest: Interest, points: Matrix): Candidates {
  return { points, ...expectedInterest(interest, points) };
}

/**
 * The order in which candidates are asked. The first batch is chosen one by one: each is taken for rated as it is
 * expected to be, which leaves all means as they are and makes its neighbours certain, so that the next differs from it
 * (Ginsbourger, Le Riche and Carraro 2010, the kriging believer; Desautels, Krause and Burdick 2014, JMLR 15, 4053,
 * section 4). All others follow by what they are worth after that batch.
 */
export function inOrderOfAsking(
  interest: Interest,
  { points, mean, deviation }: Candidates,
  best: number,
  tradeOff: number,
  batch = BATCH,
): { order: number[]; acquisition: Float64Array } {
  const { process } = interest;
  const scale = process.deviation;
  const explainedBy = whitened(interest, points);
  const variance = deviation.map((d) => (d / scale) ** 2);
  const { noise } = process.kernel;
  const worth = (i: number) =>
    expectedImprovement(mean[i], scale * Math.sqrt(Math.max(0, variance[i]) + noise), best, tradeOff);
  const acquisition = Float64Array.from(mean, (_, i) => worth(i));
  const left = new Set(mean.keys());
  const chosen: number[] = [];
  /** For each chosen galaxy, how much it reduces the variances of the others, as a column of a Cholesky factor. */
  const taken: Float64Array[] = [];
  while (chosen.length < batch && left.size > 0) {
    let next = -1;
    let most = -1;
    for (const i of left) {
      const here = chosen.length === 0 ? acquisition[i] : worth(i);
      if (here > most) [next, most] = [i, here];
    }
    left.delete(next);
    chosen.push(next);
    const distances = squaredDistances(points.pick([next]), points).values;
    const root = Math.sqrt(Math.max(0, variance[next]) + noise);
    const column = Float64Array.from(distances, (d, i) => {
      let covariance = kernelSimilarity(d, process.kernel);
      for (let r = 0; r < explainedBy.columns; r++) {
        covariance -=
          explainedBy.values[i * explainedBy.columns + r] * explainedBy.values[next * explainedBy.columns + r];
      }
      for (const before of taken) covariance -= before[i] * before[next];
      return covariance / root;
    });
    taken.push(column);
    for (let i = 0; i < variance.length; i++) variance[i] -= column[i] ** 2;
  }
  const after = Float64Array.from(mean, (_, i) => worth(i));
  const others = [...left].sort((a, b) => after[b] - after[a] || a - b);
  return { order: [...chosen, ...others], acquisition };
}

/** L⁻¹ k of each point, as rows: their products are what the ratings explain of the points' covariances. */
function whitened({ process }: Interest, points: Matrix): Matrix {
  const distances = squaredDistances(points, process.train);
  for (let i = 0; i < distances.rows; i++) {
    const row = distances.row(i);
    for (let j = 0; j < row.length; j++) row[j] = kernelSimilarity(row[j], process.kernel);
    forwardSubstitute(process.cholesky, row);
  }
  return distances;
}
