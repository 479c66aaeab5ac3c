import type { LabelProblem } from './table';

/** Names that all differ, for columns of which several are called the same: the later ones `name_2`, `name_3`; and what was done. */
export function distinctNames(declared: readonly string[]): {
  readonly names: readonly string[];
  readonly notes: readonly LabelProblem[];
} {
  const all = new Set(declared);
  if (all.size === declared.length) return { names: declared, notes: [] };
  const taken = new Set<string>();
  // The next number of each name: a damaged header may repeat one name ten thousand times, and counting from 2 each time is quadratic.
  const numbers = new Map<string, number>();
  const notes: LabelProblem[] = [];
  const names = declared.map((name) => {
    let own = name;
    let number = numbers.get(name) ?? 2;
    while (taken.has(own) || (own !== name && all.has(own))) own = `${name}_${number++}`;
    numbers.set(name, number);
    taken.add(own);
    if (own !== name) notes.push({ reason: `two columns are called "${name}"; the later one is called "${own}" here` });
    return own;
  });
  return { names, notes };
}
