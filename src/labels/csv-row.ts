import type { Scan, Scanner } from './row-text';

/** How a file of separated values is written (RFC 4180, and what real files do beyond it). */
export interface Dialect {
  readonly delimiter: string;
  /** Whether blanks behind a delimiter belong to the separation, not to the value: `a, b, "c, d"`. */
  readonly padded: boolean;
}

const QUOTE = 34;
const LF = 10;
const CR = 13;
const BLANK = 32;
const HASH = 35;

/**
 * Finds the rows of separated values (RFC 4180): a line break inside quotes is part of a value. Lines end with CRLF, LF
 * or CR, mixed or not. Empty lines and lines that start with `#` are no rows. A quote inside an unquoted value is a
 * character like others, and what stands behind a closing quote belongs to the value, as Python's csv reads it.
 */
export function csvScanner(dialect: Dialect): Scanner {
  return {
    unclosed: 'a quote that is opened here is never closed; close it, or write "" for a quote inside a value',
    scan: (text, from, size, last) => scanRows(text, from, size, last, dialect),
  };
}

function scanRows(text: string, from: number, size: number, last: boolean, dialect: Dialect): Scan {
  const starts: number[] = [];
  const ends: number[] = [];
  const done = (end: number, whole: boolean, open = -1): Scan => ({
    block: {
      text: text.slice(from, end),
      starts: Uint32Array.from(starts),
      ends: Uint32Array.from(ends),
      keys: [],
    },
    end,
    whole,
    open,
  });
  // Line ends are found by the engine's own search; only rows with a quote are looked at one character after another.
  const [quotes, returns] = [new NextOf(text, '"', from), new NextOf(text, '\r', from)];
  let feed = -1;
  let at = from;
  while (at < text.length) {
    if (at - from >= size) return done(at, true);
    if (feed < at) feed = text.indexOf('\n', at);
    if (feed < 0) feed = text.length;
    const skipped = isSkipped(text, at);
    const quote = skipped ? feed : quotes.before(at, feed);
    const cr = returns.before(at, quote);
    let stop = cr < quote ? cr : feed;
    if (cr === quote && quote < feed) {
      stop = rowEnd(text, at, dialect);
      if (stop < 0) return done(text.length, last, -1 - stop);
    }
    if (!skipped) {
      starts.push(at - from);
      ends.push(stop - from);
    }
    // Without a line end the row, or the comment, may go on in what comes behind.
    if (stop >= text.length) return done(text.length, last);
    at = lineEnd(text, stop).next;
  }
  return done(text.length, true);
}

/** How far is looked ahead at once. */
const WINDOW = 65_536;

/** Where a character comes next, looked for no further than is asked: a text without quotes is not searched for every block. */
class NextOf {
  private found = false;

  /** @param known from where on it is looked for; with `found`, where it is */
  constructor(
    private readonly text: string,
    private readonly char: string,
    private known: number,
  ) {}

  /** The first from `at` on and before `to`; `to` where there is none. `at` never goes back. */
  before(at: number, to: number): number {
    if (this.known < at) {
      this.known = at;
      this.found = false;
    }
    while (!this.found && this.known < to) {
      const stop = Math.min(this.text.length, this.known + WINDOW);
      const place = this.text.slice(this.known, stop).indexOf(this.char);
      this.found = place >= 0;
      this.known = this.found ? this.known + place : stop;
    }
    return this.found ? Math.min(this.known, to) : to;
  }
}

/** Whether the line is no row: a comment, or empty. */
export function isSkipped(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === HASH || code === LF || code === CR;
}

/** Where a line ends that has no quotes: without its line end, and behind it. */
export function lineEnd(text: string, from: number): { stop: number; next: number } {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF) return { stop: at, next: at + 1 };
    if (code === CR) return { stop: at, next: text.charCodeAt(at + 1) === LF ? at + 2 : at + 1 };
  }
  return { stop: text.length, next: text.length };
}

/** Where the line end of a row is, or the text's end; of a quote that is never closed -1 - its offset. */
function rowEnd(text: string, start: number, dialect: Dialect): number {
  const delimiter = dialect.delimiter.charCodeAt(0);
  let at = start;
  for (;;) {
    if (dialect.padded && at > start) while (text.charCodeAt(at) === BLANK) at++;
    if (text.charCodeAt(at) === QUOTE) {
      const close = closingQuote(text, at, text.length);
      if (close < 0) return -1 - at;
      at = close + 1;
    }
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === delimiter) break;
      if (code === LF || code === CR) return at;
    }
    if (at >= text.length) return text.length;
    at++;
  }
}

/** Where the quote that is opened at `open` is closed; -1 where it is not before `to`. */
function closingQuote(text: string, open: number, to: number): number {
  for (let at = open + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0 || at >= to) return -1;
    if (at + 1 >= to || text.charCodeAt(at + 1) !== QUOTE) return at;
  }
}

/**
 * The spans of a row's values, quotes included: from and to of each, alternating.
 * @param from the row's first character
 * @param to its end
 * @param most how many values are wanted
 * @param spans is filled and returned, for callers who ask of a million rows
 */
export function fieldSpans(
  text: string,
  from: number,
  to: number,
  dialect: Dialect,
  most = Infinity,
  spans: number[] = [],
): number[] {
  const delimiter = dialect.delimiter.charCodeAt(0);
  spans.length = 0;
  let at = from;
  for (;;) {
    if (dialect.padded && at > from) while (at < to && text.charCodeAt(at) === BLANK) at++;
    const start = at;
    if (at < to && text.charCodeAt(at) === QUOTE) {
      const close = closingQuote(text, at, to);
      at = close < 0 ? to : close + 1;
    }
    while (at < to && text.charCodeAt(at) !== delimiter) at++;
    spans.push(start, at);
    if (at >= to || spans.length >= 2 * most) return spans;
    at++;
  }
}

/** The value of a field as it is written. */
export function decodeField(raw: string): string {
  if (raw.charCodeAt(0) !== QUOTE) return raw;
  const close = closingQuote(raw, 0, raw.length);
  const inner = raw.slice(1, close < 0 ? raw.length : close);
  const value = inner.includes('""') ? inner.replaceAll('""', '"') : inner;
  return close < 0 ? value : value + raw.slice(close + 1);
}

/** What a value would be misread by, without quotes. */
export interface FieldPlace {
  /** The first of its row: a `#` would make the row a comment. */
  readonly first: boolean;
  /** The only one of its row: an empty line would be no row. */
  readonly only: boolean;
}

/** A value as it is written: in quotes where they are wanted or needed. */
export function encodeField(value: string, quoted: boolean, dialect: Dialect, { first, only }: FieldPlace): string {
  const needed =
    value.includes(dialect.delimiter) ||
    /["\r\n]/.test(value) ||
    (first && value.startsWith('#')) ||
    (only && value === '') ||
    (!first && dialect.padded && value.startsWith(' '));
  return quoted || needed ? `"${value.replaceAll('"', '""')}"` : value;
}
