import { isNumber, isRow } from '../commented-names';
import { LabelError } from '../error';
import { type CellValue, duplicateOf, type LabelProblem } from '../table';
import { isBlank, isComment, linesOf, type TextLine } from './lines';
import { type AsciiTable, HOW_TO_EDIT, numberedNames } from './made';
import { wordsOf } from './words';

/** Separators by which a line is parted otherwise than by blanks. */
const SEPARATORS = /[,;|\t]/;
/** Rows that show whether a text is a table at all, before one of other length is an error. */
const SHOWING = 3;

/**
 * A table whose columns are parted by blanks alone: astropy's `basic` and `commented_header`, TOPCAT's ASCII, numpy.savetxt, aligned
 * output of Fortran. The names stand in the first line, or, where that is a row, in the comment above it; where nowhere, columns are called
 * col1, col2 ... Every row has as many values.
 * @returns undefined where the text is no such table
 * @throws LabelError where the first rows are of one and a later one is not, with its line
 */
export function openParted(name: string, text: string): AsciiTable | undefined {
  const comments: TextLine[] = [];
  let header: TextLine | undefined;
  for (const line of linesOf(text)) {
    if (isBlank(line)) continue;
    if (!isComment(line)) {
      header = line;
      break;
    }
    comments.push(line);
    if (comments.length > 2) comments.shift();
  }
  if (!header || isSeparated(header.text)) return undefined;
  const first = wordsOf(header.text);
  if (first.length < 2) return undefined;
  const words = first.map((word) => word ?? '');
  const names = isRow(words) ? commented(comments, words.length) : words;
  const found = rowsFrom(name, text, names === words ? header.number + 1 : header.number, words.length);
  // In prose of one column whose first line has several words, most rows do not fit that header.
  if (found === undefined) return undefined;
  const { cells, rows } = found;
  if (names === words && (rows === 0 || duplicateOf(words) !== undefined)) return undefined;
  const notes: LabelProblem[] = [
    { line: header.number, reason: `its ${words.length} columns are parted by blanks: ${HOW_TO_EDIT}` },
  ];
  if (names === undefined) {
    const reason = `no line names the columns: they are called col1 to col${words.length}; write a line of names above the first row`;
    notes.unshift({ line: header.number, reason });
  }
  return { columns: names ?? numberedNames(words.length), cells, notes };
}

/** Whether a line has separators outside of quotes, other than a comma or such within a text that is not the first. */
function isSeparated(line: string): boolean {
  return SEPARATORS.test(line.trim().replace(/(?<!\S)(?:"[^"]*"|'[^']*')(?!\S)/g, ''));
}

/** The names in the last comment above the first row that has as many. */
function commented(comments: readonly TextLine[], count: number): string[] | undefined {
  for (const { text } of comments.toReversed()) {
    const body = text.replace(/^[\s#]+/, '');
    const names = [
      ...(isSeparated(body) ? [body.trim().split(/\s*[,;|\t]\s*/), body.trim().split(/[\s,;|]+/)] : []),
      wordsOf(body).map((word) => word ?? ''),
    ];
    const found = names.find((some) => some.length === count);
    if (found && !found.some((name) => name === '' || isNumber(name)) && duplicateOf(found) === undefined) return found;
  }
  return undefined;
}

/** Cells of the rows from a line on, so many a row; undefined where the first rows are of other lengths. */
export function rowsFrom(
  name: string,
  text: string,
  number: number,
  count: number,
): { readonly cells: CellValue[][]; readonly rows: number } | undefined {
  const cells = Array.from({ length: count }, () => new Array<CellValue>());
  const values: (string | null)[] = [];
  let rows = 0;
  let numbers = 0;
  for (const line of linesOf(text)) {
    if (line.number < number || isBlank(line) || isComment(line)) continue;
    wordsOf(line.text, values, count + 1);
    if (values.length !== count) {
      if (rows < SHOWING || numbers < SHOWING) return undefined;
      const has = wordsOf(line.text).length;
      throw new LabelError(
        name,
        `the columns are parted by blanks, and the row has ${has} ${has === 1 ? 'value' : 'values'}, not ${count}; write "" where there is none, and quotes around a text with blanks`,
        { line: line.number },
      );
    }
    for (let i = 0; i < count; i++) cells[i].push(values[i]);
    rows++;
    if (numbers < SHOWING && values.some((value) => value !== null && isNumber(value))) numbers++;
  }
  return { cells, rows };
}
