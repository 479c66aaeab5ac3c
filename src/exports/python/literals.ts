/** A Python string literal: JSON's escapes mean the same in Python. */
export function pythonString(text: string): string {
  return JSON.stringify(text);
}

/** A Python tuple of a path and the number of its HDU. */
export function pythonPair({ path, hdu }: { readonly path: string; readonly hdu: number }): string {
  return `(${pythonString(path)}, ${hdu})`;
}

/** A list with one item a line, and a comma after each. */
export function pythonList(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
}

/** Text on one line, for a comment. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
