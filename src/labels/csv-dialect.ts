import { decodeField, type Dialect, fieldSpans, isSkipped, lineEnd } from './csv-row';
import { duplicateOf } from './table';

/** What comes before the rows: a byte order mark, comments, blank lines, and the header line. */
export interface Head {
  readonly dialect: Dialect;
  readonly columns: readonly string[];
  /** Delimiters at the end of the header line with nothing behind them, which rows then have too. */
  readonly trailing: number;
  /** Of the header line, without its line end. */
  readonly start: number;
  readonly stop: number;
  /** Where the rows start. */
  readonly end: number;
}

/** Why a text has no head, and where. */
export interface NoHead {
  readonly offset: number;
  readonly reason: string;
}

/** Told apart by the header line; the first of those equally frequent. */
const DELIMITERS = [',', '\t', ';', '|'];

/**
 * Reads the head of a text. The delimiter is the one that the header line has most of, outside quotes. Lines that start
 * with `#` are comments.
 * @param preferred the delimiter by the file's extension, for a header of one column or of several candidates alike
 */
export function readHead(text: string, preferred: string): Head | NoHead {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  let above: string | undefined;
  while (start < text.length && isSkipped(text, start)) {
    const { stop, next } = lineEnd(text, start);
    if (stop > start) above = text.slice(start, stop);
    start = next;
  }
  if (start >= text.length) {
    return {
      offset: 0,
      reason: 'there is no header line; write one with the names of the columns, as in "path,class"',
    };
  }
  const { stop, next, open, counts } = headerEnd(text, start);
  if (open >= 0) {
    return { offset: open, reason: 'the header opens a quote that is never closed; close it, or write "" for a quote' };
  }
  const line = text.slice(start, stop);
  const delimiter = delimiterOf(counts, preferred);
  const dialect = { delimiter, padded: isPadded(line, delimiter) };
  const all = names(line, dialect).map((name) => name.trim());
  let count = all.length;
  while (count > 1 && all[count - 1] === '') count--;
  const columns = all.slice(0, count);
  const twice = duplicateOf(columns);
  if (twice !== undefined) {
    const what = twice === '' ? 'two columns have no name' : `two columns are called "${twice}"`;
    return { offset: start, reason: `${what}; give each a name of its own` };
  }
  const odd = oddHeader(columns, above) ?? (counts.size === 0 ? blanksBetween(line, text, next) : undefined);
  if (odd !== undefined) return { offset: start, reason: odd };
  return { dialect, columns, trailing: all.length - count, start, stop, end: behindUnits(text, next, dialect) };
}

/** A first row of numbers is no header: the names may stand in the comment above it, as numpy and astropy write them. */
function oddHeader(columns: readonly string[], above: string | undefined): string | undefined {
  if (above === undefined || !columns.some((name) => name !== '' && !Number.isNaN(Number(name)))) return undefined;
  const words = above.replace(/^#+/, '').split(/[\s,;|]+/).filter((word) => word !== ''); // prettier-ignore
  if (words.length !== columns.length || words.some((word) => !Number.isNaN(Number(word)))) return undefined;
  return `the names of the columns stand behind a # here: "${above.trim()}"; take the # away, else the first row counts as the names`;
}

/** Rows whose lines are looked at before a table is said to be parted by blanks. */
const LOOKED_AT = 3;

/** Why a header without delimiters is one of columns parted by blanks: the rows have as many words, and numbers among them. */
function blanksBetween(header: string, text: string, rows: number): string | undefined {
  const words = header.trim().split(/\s+/).length;
  if (words < 2) return undefined;
  let at = rows;
  for (let row = 0; row < LOOKED_AT && at < text.length; row++) {
    const { stop, next } = lineEnd(text, at);
    const fields = text.slice(at, stop).trim().split(/\s+/);
    if (fields.length !== words || !fields.some((field) => !Number.isNaN(Number(field)))) return undefined;
    at = next;
  }
  if (at === rows) return undefined;
  return `there is one column, "${header.trim()}": are the columns parted by blanks? Part them by commas or tabs`;
}

/** Behind a line of units and a line of dashes under the header, as VizieR writes them, or dashes alone; else where the rows start. */
function behindUnits(text: string, rows: number, dialect: Dialect): number {
  let at = rows;
  for (let line = 0; line < 2 && at < text.length; line++) {
    const { stop, next } = lineEnd(text, at);
    const fields = text.slice(at, stop).split(dialect.delimiter);
    if (fields.every((field) => /^\s*-+\s*$/.test(field)) && text.slice(at, stop).includes('--')) return next;
    at = next;
  }
  return rows;
}

interface HeaderEnd {
  readonly stop: number;
  readonly next: number;
  /** Where a quote opens that is never closed; -1 where there is none. */
  readonly open: number;
  /** Of each delimiter outside quotes. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * As `lineEnd`, of a line whose delimiter is not known yet: a quote opens behind any of them. One inside an unquoted name is a character
 * like others, and hides no delimiter.
 */
function headerEnd(text: string, start: number): HeaderEnd {
  const counts = new Map<string, number>();
  let fresh = true;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"' && fresh) {
      const open = at;
      do {
        at = text.indexOf('"', at + 1);
        if (at < 0) return { stop: text.length, next: text.length, open, counts };
      } while (text[at + 1] === '"' && ++at);
      fresh = false;
    } else if (char === '\n' || char === '\r') {
      return { ...lineEnd(text, at), open: -1, counts };
    } else {
      const delimits = DELIMITERS.includes(char);
      if (delimits) counts.set(char, (counts.get(char) ?? 0) + 1);
      fresh = delimits || (fresh && char === ' ');
    }
  }
  return { stop: text.length, next: text.length, open: -1, counts };
}

function delimiterOf(counts: ReadonlyMap<string, number>, preferred: string): string {
  const most = Math.max(0, ...counts.values());
  const candidates = [preferred, ...DELIMITERS].filter((char) => counts.get(char) === most);
  return candidates[0] ?? preferred;
}

/** Whether there is a blank behind every delimiter that is one: those in quotes are none. */
function isPadded(line: string, delimiter: string): boolean {
  const spans = fieldSpans(line, 0, line.length, { delimiter, padded: true });
  const starts = spans.filter((_, i) => i % 2 === 0).slice(1);
  return starts.length > 0 && starts.every((start) => line[start - 1] === ' ');
}

function names(line: string, dialect: Dialect): string[] {
  const spans = fieldSpans(line, 0, line.length, dialect);
  return Array.from({ length: spans.length / 2 }, (_, i) => decodeField(line.slice(spans[2 * i], spans[2 * i + 1])));
}
