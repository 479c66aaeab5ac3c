const [QUOTE, APOSTROPHE, HASH, BACKSLASH] = ['"', "'", '#', '\\'];

/**
 * The values of a line that are parted by one or several blanks or tabs. A value in quotes (`"…"` with `""` or `\"` for a quote, as
 * astropy and TOPCAT write; `'…'` where a blank or the line's end follows) has blanks in it; `#` where a value could start begins
 * a comment, as numpy reads it.
 * @param values is filled and returned, for callers who ask of a million lines
 * @param most no more values than these are read
 */
export function wordsOf(line: string, values: (string | null)[] = [], most = Infinity): (string | null)[] {
  values.length = 0;
  let at = 0;
  while (values.length < most) {
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    if (at >= line.length || line[at] === HASH) return values;
    if (line[at] === QUOTE || line[at] === APOSTROPHE) {
      const end = closing(line, at);
      if (end > 0) {
        values.push(unquoted(line.slice(at + 1, end), line[at]));
        at = end + 1;
        continue;
      }
    }
    const start = at;
    while (at < line.length && !isBlank(line.charCodeAt(at))) at++;
    values.push(line.slice(start, at));
  }
  return values;
}

/** Where a quote is closed, behind which a blank or the line's end is; -1 where it is not. */
function closing(line: string, open: number): number {
  const quote = line[open];
  for (let at = open + 1; at < line.length; at++) {
    if (line[at] === BACKSLASH && at + 1 < line.length && (line[at + 1] === quote || line[at + 1] === BACKSLASH)) at++;
    else if (line[at] === quote) {
      if (at + 1 >= line.length || isBlank(line.charCodeAt(at + 1))) return at;
      if (line[at + 1] === quote) at++;
      else return -1;
    }
  }
  return -1;
}

/** An empty text in quotes is no value: so astropy and TOPCAT write one that is missing. */
function unquoted(inner: string, quote: string): string | null {
  if (inner === '') return null;
  if (!inner.includes(quote) && !inner.includes(BACKSLASH)) return inner;
  return inner.replaceAll(quote + quote, quote).replace(/\\(["'\\])/g, '$1');
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
