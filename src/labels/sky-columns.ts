/** Names of right ascensions, the plainest first, and what their declinations are called. */
const PAIRS: readonly (readonly [ra: RegExp, decOf: readonly ((name: string) => string)[]])[] = [
  [/^ra$/i, [likeRa, () => 'dec', () => 'decl', () => 'de']],
  [/^(?:ra_?j2000|raj2000|_raj2000)$/i, [likeRa, (name) => name.replace(/ra/i, 'DE')]],
  [/^ra_?(?:deg|icrs|hms)$/i, [(name) => likeRa(name).replace(/hms/i, 'dms'), likeRa, (name) => name.replace(/ra/i, 'DE')]],
  [/^right_?\s?ascension$/i, [() => 'declination']],
  [/^alpha/i, [(name) => name.replace(/alpha/i, (word) => inCaseOf(word, 'delta'))]],
  [/(?:^|_)ra(?:_|$)/i, [likeRa]],
]; // prettier-ignore

function likeRa(name: string): string {
  return name.replace(/(?<![a-z])ra/i, (word) => inCaseOf(word, 'dec'));
}

function inCaseOf(model: string, word: string): string {
  return model === model.toUpperCase() ? word.toUpperCase() : word;
}

/** The columns of right ascension and declination, by their names alone; undefined where there are none. */
export function skyColumns(columns: readonly string[]): { readonly ra: number; readonly dec: number } | undefined {
  for (const [pattern, names] of PAIRS) {
    for (const [ra, column] of columns.entries()) {
      if (!pattern.test(column.trim())) continue;
      for (const name of names) {
        const wanted = name(column.trim()).toLowerCase();
        const dec = columns.findIndex((other, i) => i !== ra && other.trim().toLowerCase() === wanted);
        if (dec >= 0) return { ra, dec };
      }
    }
  }
  return undefined;
}
