import { decodeField, type Dialect, fieldSpans } from './csv-row';
import { hasCutoutExtension } from './file-names';
import { duplicateOf } from './table';

/** Names of columns that stand in a comment, as numpy.savetxt, astropy's commented_header and TOPCAT write them. */
export interface CommentedNames {
  readonly columns: readonly string[];
  /** How the names are separated: by other means than the rows where their delimiter is another. */
  readonly naming: Dialect;
  /** Offset behind the last name. */
  readonly end: number;
  readonly allQuoted: boolean;
}

/** A line of the text, without its line end. */
export interface Line {
  readonly start: number;
  readonly stop: number;
}

/** By which names in a comment may be separated where the rows' delimiter is not in it; a blank stands for several. */
const OTHERS = [',', '\t', ';', '|', ' '];

/** Whether a line of these values is a row and no header: some are numbers, or files of cutouts. */
export function isRow(fields: readonly string[]): boolean {
  return fields.some((field) => isNumber(field) || hasCutoutExtension(field.trim()));
}

/** Whether a text is a number, NaN and infinity included. */
export function isNumber(field: string): boolean {
  const text = field.trim();
  return text !== '' && (!Number.isNaN(Number(text)) || /^[+-]?(?:nan|inf(?:inity)?)$/i.test(text));
}

/**
 * As many names as a row has values, in a comment; undefined where it holds none: they are no numbers and all differ, and a
 * single one has no blanks in it.
 * @param rows how the rows are separated
 */
export function namesInComment(
  text: string,
  { start, stop }: Line,
  count: number,
  rows: Dialect,
): CommentedNames | undefined {
  let from = start;
  while (from < stop && /[#\s]/.test(text[from])) from++;
  let to = stop;
  while (to > from && /\s/.test(text[to - 1])) to--;
  if (from === to) return undefined;
  const body = text.slice(from, to);
  for (const delimiter of [rows.delimiter, ...OTHERS]) {
    if (delimiter !== rows.delimiter && (count < 2 || !body.includes(delimiter))) continue;
    const found = delimiter === ' ' ? words(body) : separated(body, delimiter);
    const { columns } = found;
    if (columns.length !== count) continue;
    const areNames = columns.every((name) => name !== '' && !isNumber(name)) && duplicateOf(columns) === undefined;
    return areNames && (count > 1 || !/\s/.test(columns[0])) ? { ...found, end: to } : undefined;
  }
  return undefined;
}

/** How many words a comment has, whatever is between them. */
export function wordsInComment(text: string, { start, stop }: Line): string[] {
  return text.slice(start, stop).replace(/^#+/, '').split(/[\s,;|]+/).filter((word) => word !== ''); // prettier-ignore
}

function words(body: string): Omit<CommentedNames, 'end'> {
  return { columns: body.split(/\s+/), naming: { delimiter: ' ', padded: false }, allQuoted: false };
}

function separated(body: string, delimiter: string): Omit<CommentedNames, 'end'> {
  const naming = { delimiter, padded: isPadded(body, delimiter) };
  const spans = fieldSpans(body, 0, body.length, naming);
  const raw = Array.from({ length: spans.length / 2 }, (_, i) => body.slice(spans[2 * i], spans[2 * i + 1]));
  return {
    columns: raw.map((one) => decodeField(one).trim()),
    naming,
    allQuoted: raw.every((one) => one.startsWith('"')),
  };
}

/** Whether there is a blank behind every delimiter that is one: those in quotes are none. */
export function isPadded(line: string, delimiter: string): boolean {
  const spans = fieldSpans(line, 0, line.length, { delimiter, padded: true });
  const starts = spans.filter((_, i) => i % 2 === 0).slice(1);
  return starts.length > 0 && starts.every((start) => line[start - 1] === ' ');
}
