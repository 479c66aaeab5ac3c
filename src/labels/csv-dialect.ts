import {
  type CommentedNames,
  isNumber,
  isPadded,
  isRow,
  type Line,
  namesInComment,
  wordsInComment,
} from './commented-names';
import { decodeField, type Dialect, fieldSpans, isSkipped, lineEnd } from './csv-row';
import { distinctNames } from './distinct-names';

/** The part of a file before its rows: a byte order mark, comments, blank lines, and the header line. */
export interface Head {
  readonly dialect: Dialect;
  readonly columns: readonly string[];
  /** Delimiters at the end of the header line with nothing behind them, which rows then have too. */
  readonly trailing: number;
  /** Whether the names stand in a comment above the first row, which is none without this row below. */
  readonly commented: boolean;
  /** How the names are separated: as the rows are, unless they stand in a comment. */
  readonly naming: Dialect;
  /** Offset behind the last name, where a further one is put. */
  readonly namesEnd: number;
  /** Whether all names are in quotes. */
  readonly quotedNames: boolean;
  /** Where the rows start. */
  readonly end: number;
  /** Guesses that may be wrong, with their places. */
  readonly doubts: readonly { readonly offset: number; readonly reason: string }[];
}

/** Why a text has no head, and where. */
export interface NoHead {
  readonly offset: number;
  readonly reason: string;
}

/** The delimiters tried; the header line decides, and the first of these wins a tie. */
const DELIMITERS = [',', '\t', ';', '|'];

/** Comments above the first line that may hold the names: units may stand below them. */
const COMMENTS = 2;

/**
 * Reads the head of a text. The delimiter is the one that the header line has most of, outside quotes. Lines that start
 * with `#` are comments. Where the first line that is none is a row, since it has numbers or files of cutouts, and the comment above
 * it as many names, these are the names.
 * @param preferred the delimiter by the file's extension, for a header of one column or of several candidates alike
 */
export function readHead(text: string, preferred: string): Head | NoHead {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  const comments: Line[] = [];
  while (start < text.length && isSkipped(text, start)) {
    const { stop, next } = lineEnd(text, start);
    if (stop > start) comments.push({ start, stop });
    if (comments.length > COMMENTS) comments.shift();
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
  const spans = fieldSpans(line, 0, line.length, dialect);
  const raw = Array.from({ length: spans.length / 2 }, (_, i) => line.slice(spans[2 * i], spans[2 * i + 1]));
  const all = raw.map((field) => decodeField(field).trim());
  let count = all.length;
  while (count > 1 && all[count - 1] === '') count--;
  const declared = all.slice(0, count);
  const { names: columns, notes } = distinctNames(declared);
  const above = isRow(columns) ? namesAbove(text, comments, all.length, dialect) : undefined;
  if (above) {
    const { columns: names, naming, end: namesEnd, allQuoted: quotedNames } = above;
    return { dialect, columns: names, trailing: 0, commented: true, naming, namesEnd, quotedNames, end: start, doubts: [] }; // prettier-ignore
  }
  if (declared.filter((name) => name === '').length > 1)
    return { offset: start, reason: 'two columns have no name; give each a name of its own' };
  const last = comments.at(-1);
  const odd = oddHeader(text, columns, last) ?? (counts.size === 0 ? blanksBetween(line, text, next) : undefined);
  if (odd !== undefined) return { offset: start, reason: odd };
  const doubt = doubtOf(text, columns, last, dialect, line.startsWith('"'));
  return {
    dialect,
    columns,
    trailing: all.length - count,
    commented: false,
    naming: dialect,
    namesEnd: start + spans[2 * count - 1],
    quotedNames: raw.slice(0, count).every((field) => field.startsWith('"')),
    end: behindUnits(text, next, dialect),
    doubts: [...(doubt === undefined ? [] : [doubt]), ...notes.map(({ reason }) => reason)].map((reason) => ({
      offset: start,
      reason,
    })),
  };
}

/** The names in the last comment above the first row; where these are units or such, in the one before. */
function namesAbove(
  text: string,
  comments: readonly Line[],
  count: number,
  dialect: Dialect,
): CommentedNames | undefined {
  for (const comment of comments.toReversed()) {
    const found = namesInComment(text, comment, count, dialect);
    if (found) return found;
  }
  return undefined;
}

/** A first row of numbers is no header: the names may stand in the comment above it, separated in some other way. */
function oddHeader(text: string, columns: readonly string[], above: Line | undefined): string | undefined {
  if (above === undefined || !columns.some(isNumber)) return undefined;
  const words = wordsInComment(text, above);
  if (words.length !== columns.length || words.some(isNumber)) return undefined;
  const comment = text.slice(above.start, above.stop).trim();
  return `the names of the columns stand behind a # here: "${comment}"; take the # away, else the first row counts as the names`;
}

/** Why the first line, which is taken for the header, may be a row. */
function doubtOf(
  text: string,
  columns: readonly string[],
  above: Line | undefined,
  dialect: Dialect,
  isQuoted: boolean,
): string | undefined {
  const odd = columns.find(isNumber);
  if (odd !== undefined) {
    return `the first line is taken for the names of the columns, and "${odd}" is a number; if it is a row, write a header line above it`;
  }
  if (columns.length === 1 && !isQuoted && /\S\s+\S+\s+\S/.test(columns[0])) {
    return `there is one column, "${columns[0]}"; if blanks part several, give every row as many values, with quotes around texts that have blanks in them`;
  }
  if (above === undefined || columns.length < 2) return undefined;
  const found = namesInComment(text, above, columns.length, dialect);
  // In prose, lines can have the same number of words by chance.
  if (found?.naming.delimiter !== dialect.delimiter || found.columns.some((name) => /\s/.test(name))) return undefined;
  if (found.columns.join() === columns.join()) return undefined;
  return `the first line is taken for the names of the columns; if the comment above it, "${text.slice(above.start, above.stop).trim()}", holds them, take its # away`;
}

/** Rows whose lines are looked at before a table is said to be parted by blanks. */
const LOOKED_AT = 3;

/** Why a header without delimiters is one of columns parted by blanks: the rows have as many words, and numbers among them. */
function blanksBetween(header: string, text: string, rows: number): string | undefined {
  // A name with blanks in it stands in quotes.
  if (/^"(?:[^"]|"")*"$/.test(header.trim())) return undefined;
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
  /** Number of occurrences of each delimiter outside of quotes. */
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
