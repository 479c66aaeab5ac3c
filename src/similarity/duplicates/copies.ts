/**
 * Links between things that have one key: each to the first that has it, so that any number of copies are few links.
 * @param keys one a thing; undefined where it has none
 * @returns [first, other] pairs of numbers, in the order of the others
 */
export function linksOfCopies(keys: Iterable<string | number | undefined>): [number, number][] {
  const first = new Map<string | number, number>();
  const links: [number, number][] = [];
  let i = 0;
  for (const key of keys) {
    const known = key === undefined ? undefined : first.get(key);
    if (known !== undefined) links.push([known, i]);
    else if (key !== undefined) first.set(key, i);
    i++;
  }
  return links;
}
