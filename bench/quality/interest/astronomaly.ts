import { IsolationForest, type Points } from '../../../src/anomaly';
import { RegressionForest } from './regression-forest';

const MOST = 5;
/** As Astronomaly's defaults have them. */
const [LEAST_SCORE, ALPHA] = [0.1, 1];

/**
 * Astronomaly's method (Lochner and Bassett 2021, Astron. Comput. 36, 100481, sections 3.3 and 3.4): an isolation forest's
 * scores from 0 to 5, which a random forest trained on the ratings turns down where something is rated near and dull.
 */
export class Astronomaly {
  private readonly unusual: Float64Array;

  constructor(
    private readonly points: Points,
    private readonly seed: number,
  ) {
    const rows = Array.from({ length: points.rows }, (_, i) => i);
    const forest = new IsolationForest(points, rows, seed);
    const scores = Float64Array.from(rows, (row) => forest.score(row));
    const [low, high] = [scores.reduce((a, b) => Math.min(a, b)), scores.reduce((a, b) => Math.max(a, b))];
    this.unusual = scores.map((score) => (MOST * (score - low)) / (high - low));
  }

  scores(rated: readonly number[], ratings: readonly number[]): Float64Array {
    if (rated.length === 0) return this.unusual;
    const { points } = this;
    const forest = new RegressionForest(points.pick(rated), ratings, this.seed);
    const distance = Float64Array.from(this.unusual, (_, row) =>
      rated.reduce((least, other) => Math.min(least, Math.sqrt(points.squaredDistance(row, other))), Infinity),
    );
    const mean = distance.reduce((sum, d) => sum + d, 0) / distance.length;
    return this.unusual.map((score, row) => {
      const user = LEAST_SCORE + 0.85 * (forest.predict(points, row) / MOST);
      return score * Math.tanh(Math.exp((ALPHA * distance[row]) / mean) - 1 + Math.atanh(user));
    });
  }
}
