import { Random } from '../random';

/** A mean and the ends of its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Over queries: percentiles of the means of resamples with replacement (Efron 1979, Ann. Stat. 7, 1); repeatable by its seed. */
export function bootstrapInterval(values: ArrayLike<number>, resamples: number, seed: number): Estimate {
  const random = new Random(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random.uniform() * values.length)];
    return sum / values.length;
  }).sort();
  return {
    mean: meanOf(values),
    low: means[Math.floor(0.025 * resamples)],
    high: means[Math.floor(0.975 * resamples)],
  };
}

/** Over splits of one set: between which 95 % of the splits lie. They share galaxies, so their mean has no simple error. */
export function spread(values: ArrayLike<number>): Estimate {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return { mean: meanOf(values), low: at(0.025), high: at(0.975) };
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
