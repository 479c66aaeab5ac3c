/** Patterns for names of right ascension columns, the most usual first, with the names that the declination column may have. */
const PAIRS: readonly (readonly [ra: RegExp, decOf: readonly ((name: string) => string)[]])[] = [
  [/^ra$/i, [likeRa, () => 'dec', () => 'decl', () => 'de']],
  [/^(?:ra_?j2000|raj2000|_raj2000)$/i, [likeRa, (name) => name.replace(/ra/i, 'DE')]],
  [/^ra_?(?:deg|icrs|hms)$/i, [(name) => likeRa(name).replace(/hms/i, 'dms'), likeRa, (name) => name.replace(/ra/i, 'DE')]],
  [/^right_?\s?ascension$/i, [() => 'declination']],
  [/^alpha/i, [(name) => name.replace(/alpha/i, (word) => inCaseOf(word, 'delta'))]],
  // astropy calls the columns of coordinates coord.ra and coord.dec.
  [/(?:^|[_.])ra(?:[_.]|$)/i, [likeRa]],
]; // prettier-ignore

function likeRa(name: string): string {
  return name.replace(/(?<![a-z])ra/i, (word) => inCaseOf(word, 'dec'));
}

function inCaseOf(model: string, word: string): string {
  return model === model.toUpperCase() ? word.toUpperCase() : word;
}

export interface SkyColumns {
  readonly ra: number;
  readonly dec: number;
}

/** Results by table: the question is asked again for each of a table's columns. */
const known = new WeakMap<readonly string[], SkyColumns | 'none'>();

/**
 * Records which columns hold the position, for formats that say so whatever the names are (VOTable's UCDs); `none` where no
 * column may be used as a position.
 */
export function declareSky(columns: readonly string[], found: SkyColumns | 'none'): void {
  known.set(columns, found);
}

/**
 * Finds the columns of right ascension and declination: those that `declareSky` recorded, else by name.
 * @returns 0-based indices; undefined where the table has no position
 */
export function skyColumns(columns: readonly string[]): SkyColumns | undefined {
  let found = known.get(columns);
  if (!found) known.set(columns, (found = find(columns) ?? 'none'));
  return found === 'none' ? undefined : found;
}

function find(columns: readonly string[]): SkyColumns | undefined {
  const plain = columns.map((column) => column.trim());
  const places = new Map<string, number[]>();
  plain.forEach((column, i) => {
    const key = column.toLowerCase();
    const others = places.get(key);
    if (others) others.push(i);
    else places.set(key, [i]);
  });
  for (const [pattern, names] of PAIRS) {
    for (const [ra, column] of plain.entries()) {
      if (!pattern.test(column)) continue;
      for (const name of names) {
        const dec = places.get(name(column).toLowerCase())?.find((other) => other !== ra);
        if (dec !== undefined) return { ra, dec };
      }
    }
  }
  return undefined;
}
