import { Random } from '../random';
import type { Estimate } from './estimate';

/**
 * 95 % intervals of measures by resampling whole groups with replacement (Efron 1979; Field and Welsh 2007, J. R. Stat. Soc. B
 * 69, 369): items of one group say no more than one of them. Resamples in which a measure is not defined do not count to it.
 * @param groups of each item a number
 * @param measures of items that count so much each
 */
export function groupBootstrap<K extends string>(
  groups: ArrayLike<number>,
  measures: (weights: Float64Array) => Readonly<Record<K, number>>,
  resamples: number,
  seed: number,
): Record<K, Estimate> {
  const places = new Map<number, number>();
  for (let i = 0; i < groups.length; i++) if (!places.has(groups[i])) places.set(groups[i], places.size);
  const placeOf = Int32Array.from({ length: groups.length }, (_, i) => places.get(groups[i])!);
  const random = new Random(seed, 17);
  const drawn = new Float64Array(places.size);
  const weights = new Float64Array(groups.length);
  const all = measures(weights.fill(1));
  const names = Object.keys(all) as K[];
  const samples = new Map(names.map((name) => [name, [] as number[]]));
  for (let r = 0; r < resamples; r++) {
    drawn.fill(0);
    for (let i = 0; i < places.size; i++) drawn[Math.floor(random.uniform() * places.size)]++;
    for (let i = 0; i < weights.length; i++) weights[i] = drawn[placeOf[i]];
    const found = measures(weights);
    for (const name of names) if (Number.isFinite(found[name])) samples.get(name)!.push(found[name]);
  }
  const estimate = (name: K): Estimate => {
    const sorted = Float64Array.from(samples.get(name)!).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
    return { mean: all[name], low: at(0.025), high: at(0.975) };
  };
  return Object.fromEntries(names.map((name) => [name, estimate(name)])) as Record<K, Estimate>;
}
