/**
 * Scores and which of them are positive, in order once, so that measures of many resamples, each a weight an item, are a pass
 * over them each. Ties count half in the ROC, and share the precision at their end, as in `ranking.ts`.
 */
export class Ranking {
  /** Items by falling score. */
  private readonly order: Int32Array;

  constructor(
    private readonly scores: ArrayLike<number>,
    private readonly positive: ArrayLike<boolean>,
  ) {
    this.order = Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  }

  /** Area under the ROC curve; NaN without positives or without negatives. */
  area(weights?: ArrayLike<number>): number {
    let [above, area, negatives] = [0, 0, 0];
    this.steps(weights, (hits, misses) => {
      area += misses * (above + hits / 2);
      above += hits;
      negatives += misses;
    });
    return area / (above * negatives);
  }

  /** Mean over the positives of the precision down to each; NaN without positives. */
  averagePrecision(weights?: ArrayLike<number>): number {
    let [sum, hits, all] = [0, 0, 0];
    this.steps(weights, (here, misses) => {
      hits += here;
      all += here + misses;
      if (here > 0) sum += (here * hits) / all;
    });
    return sum / hits;
  }

  /** False positives' share against true positives' share, from (0, 0) to (1, 1). */
  roc(): { x: number[]; y: number[] } {
    const [x, y] = [[0], [0]];
    this.steps(undefined, (hits, misses) => {
      y.push(y.at(-1)! + hits);
      x.push(x.at(-1)! + misses);
    });
    return { x: x.map((value) => value / x.at(-1)!), y: y.map((value) => value / y.at(-1)!) };
  }

  /** True positives' share at shares of false positives that rise from 0 to 1, between points of the curve along lines. */
  truePositivesAt(shares: readonly number[], weights?: ArrayLike<number>): number[] {
    const [x, y] = [[0], [0]];
    this.steps(weights, (hits, misses) => {
      y.push(y.at(-1)! + hits);
      x.push(x.at(-1)! + misses);
    });
    const [all, positives] = [x.at(-1)!, y.at(-1)!];
    let i = 0;
    return shares.map((share) => {
      const at = share * all;
      // Where the curve is upright, its upper end, also where a share is rounded to just below it.
      while (i + 1 < x.length && x[i + 1] <= at * (1 + 1e-12)) i++;
      const [left, right] = [x[i], x[i + 1] ?? x[i]];
      const along = right > left ? (at - left) / (right - left) : 0;
      return (y[i] + along * ((y[i + 1] ?? y[i]) - y[i])) / positives;
    });
  }

  /** Purity down to where samples of rising completeness, above 0 to 1, are reached. */
  purityAt(completeness: readonly number[], weights?: ArrayLike<number>): number[] {
    const [found, purity] = [[] as number[], [] as number[]];
    let [hits, all] = [0, 0];
    this.steps(weights, (here, misses) => {
      hits += here;
      all += here + misses;
      found.push(hits);
      purity.push(hits / all);
    });
    let i = 0;
    return completeness.map((share) => {
      while (i + 1 < found.length && found[i] < share * hits * (1 - 1e-12)) i++;
      return purity[i];
    });
  }

  /** Completeness, purity and threshold of each distinct score, from the highest score down. */
  cuts(): { threshold: number; completeness: number; purity: number }[] {
    const cuts: { threshold: number; completeness: number; purity: number }[] = [];
    let [hits, all] = [0, 0];
    this.steps(undefined, (here, misses, score) => {
      hits += here;
      all += here + misses;
      cuts.push({ threshold: score, completeness: hits, purity: hits / all });
    });
    return cuts.map((cut) => ({ ...cut, completeness: cut.completeness / hits }));
  }

  private steps(
    weights: ArrayLike<number> | undefined,
    each: (hits: number, misses: number, score: number) => void,
  ): void {
    const { order, scores, positive } = this;
    for (let from = 0; from < order.length;) {
      const score = scores[order[from]];
      let [to, hits, misses] = [from, 0, 0];
      for (; to < order.length && scores[order[to]] === score; to++) {
        const weight = weights ? weights[order[to]] : 1;
        if (positive[order[to]]) hits += weight;
        else misses += weight;
      }
      each(hits, misses, score);
      from = to;
    }
  }
}
