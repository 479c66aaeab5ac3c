import { DisjointSets } from './disjoint-sets';
import { type DuplicateReason, type Link } from './links';

/** Two cutouts to be looked at, and the group that they belong to. */
export interface DuplicatePair {
  readonly a: number;
  readonly b: number;
  readonly reasons: readonly DuplicateReason[];
  /** One number for all that hang together, from 0 in the order of the pairs. */
  readonly group: number;
  /** Cutouts of the group. */
  readonly groupSize: number;
}

/** The user's decisions on links. */
export interface LinkDecisions {
  /** The cutout that stands for one: itself, or the one that it was merged into. */
  readonly keeper: (i: number) => number;
  /** Two are not the same. */
  readonly ignored: (a: number, b: number) => boolean;
}

/**
 * The pairs that connect everything that is linked, and no more: of n cutouts that are all alike n - 1, the strongest
 * links first (Kruskal's spanning forest). Each pair is linked by itself, not through others; where a pair is ignored, others
 * that connect the same are offered instead.
 * @param count of cutouts
 * @param links in the order of `byStrength`
 * @returns the pairs, group by group, and those that are ignored
 */
export function duplicatePairs(
  count: number,
  links: readonly Link[],
  { keeper, ignored }: LinkDecisions,
): { pairs: DuplicatePair[]; ignored: DuplicatePair[] } {
  const sets = new DisjointSets(count);
  const open: Omit<DuplicatePair, 'group' | 'groupSize'>[] = [];
  const aside = new Map<string, Omit<DuplicatePair, 'group' | 'groupSize'>>();
  for (const link of links) {
    const [a, b] = [keeper(link.a), keeper(link.b)];
    if (a === b) continue;
    const pair = { a: Math.min(a, b), b: Math.max(a, b), reasons: link.reasons };
    const key = `${pair.a} ${pair.b}`;
    if (ignored(a, b)) {
      if (!aside.has(key)) aside.set(key, pair);
    } else if (sets.unite(a, b)) open.push(pair);
  }
  const groups = new Map<number, number>();
  for (const { a } of open) {
    const root = sets.find(a);
    if (!groups.has(root)) groups.set(root, groups.size);
  }
  const pairs = open
    .map((pair) => ({ ...pair, group: groups.get(sets.find(pair.a))!, groupSize: sets.sizeOf(pair.a) }))
    .sort((one, other) => one.group - other.group);
  const alone = [...aside.values()].map((pair, i) => ({ ...pair, group: i, groupSize: 2 }));
  return { pairs, ignored: alone };
}

/**
 * A group for each of `count` cutouts, to keep what is the same object on one side of a split: those that hang together
 * have one number, all others one of their own.
 */
export function duplicateGroups(
  count: number,
  links: Iterable<{ readonly a: number; readonly b: number }>,
): Int32Array {
  const sets = new DisjointSets(count);
  for (const { a, b } of links) sets.unite(a, b);
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: count }, (_, i) => {
    const root = sets.find(i);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
}
