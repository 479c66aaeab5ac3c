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
  while (start < text.length && isSkipped(text, start)) start = lineEnd(text, start).next;
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
  return { dialect, columns, trailing: all.length - count, start, stop, end: next };
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
