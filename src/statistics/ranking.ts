/** How well scores rank what is positive before what is not. */

/** Area under the ROC curve: how often a positive scores above a negative, ties counting half (Mann and Whitney 1947). */
export function areaUnderRoc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  const order = ascending(scores);
  let [rankSum, positives] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let k = from; k < to; k++) {
      if (!positive[order[k]]) continue;
      positives++;
      rankSum += (from + to + 1) / 2;
    }
    from = to;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean over the positives of the precision down to each (ties share the precision at their end, as scikit-learn has it). */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  const order = ascending(scores).reverse();
  let [sum, hits] = [0, 0];
  for (let from = 0; from < order.length;) {
    let [to, here] = [from, 0];
    for (; to < order.length && scores[order[to]] === scores[order[from]]; to++) here += Number(positive[order[to]]);
    hits += here;
    sum += (here * hits) / to;
    from = to;
  }
  return sum / hits;
}

/** Mean of the shares found of the positives and of the negatives, those that score above 0 counting as positive. */
export function balancedAccuracy(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  const found = [0, 0];
  const count = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    const which = Number(positive[i]);
    count[which]++;
    found[which] += Number(scores[i] > 0 === positive[i]);
  }
  return (found[0] / count[0] + found[1] / count[1]) / 2;
}

function ascending(scores: ArrayLike<number>): number[] {
  return Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
}
