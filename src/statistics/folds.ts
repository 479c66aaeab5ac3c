import { Random } from '../random';

/**
 * Parts of about equal size with about equal shares of every stratum, groups undivided: the largest groups are dealt first, each
 * to the part that has least of its strata, then least of all. Repeatable by its seed.
 * @param strata of each item a number from 0
 * @param groups of each item a number; items of one number stay together
 * @returns of each item its part, 0 to `count` - 1
 */
export function groupedFolds(
  strata: ArrayLike<number>,
  groups: ArrayLike<number>,
  count: number,
  seed: number,
): Int32Array {
  const members = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) members.set(groups[i], [...(members.get(groups[i]) ?? []), i]);
  // In random order, the largest first: what is dealt last evens out what was dealt before.
  const dealt = new Random(seed, 11).shuffle([...members.values()]).sort((a, b) => b.length - a.length);
  const held = Array.from({ length: count }, () => new Map<number, number>());
  const sizes = new Float64Array(count);
  const parts = new Int32Array(groups.length);
  for (const group of dealt) {
    const load = (part: number) => group.reduce((sum, i) => sum + (held[part].get(strata[i]) ?? 0), 0);
    let best = 0;
    for (let part = 1; part < count; part++) {
      const difference = load(part) - load(best);
      if (difference < 0 || (difference === 0 && sizes[part] < sizes[best])) best = part;
    }
    for (const i of group) {
      parts[i] = best;
      held[best].set(strata[i], (held[best].get(strata[i]) ?? 0) + 1);
    }
    sizes[best] += group.length;
  }
  return parts;
}
