import { LabelError } from '../error';
import { type CellValue, duplicateOf, type LabelProblem } from '../table';
import { isBlank, isComment, linesOf, type TextLine } from './lines';
import { type AsciiTable, HOW_TO_EDIT } from './made';
import { wordsOf } from './words';

/** Two columns of dashes, or of equals signs, at the least: they say where columns are. */
const RULE = /^\s*(?:-+(?:\s+-+)+|=+(?:\s+=+)+)\s*$/;
/** Lines that a header may have: names, units, and explanations of VizieR's. */
const HEADER = 6;

interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * A table whose columns stand at the places that a line of dashes below the header shows: astropy's `fixed_width_two_line`, tables of
 * reStructuredText, fixed columns of VizieR, whose header has a line of units below that of names.
 * @returns undefined where the text is none
 * @throws LabelError where a row does not fit under the dashes, with its line
 */
export function openRuled(name: string, text: string): AsciiTable | undefined {
  const head: TextLine[] = [];
  let rule: TextLine | undefined;
  for (const line of linesOf(text)) {
    if (isBlank(line) || isComment(line)) continue;
    if (RULE.test(line.text)) {
      rule = line;
      // reStructuredText has one above the names, too.
      if (head.length > 0) break;
      continue;
    }
    head.push(line);
    if (head.length > HEADER) return undefined;
  }
  if (rule === undefined || head.length === 0 || head[0].number > rule.number) return undefined;
  const places = [...rule.text.matchAll(/\S+/g)].map(({ 0: run, index }) => ({ from: index, to: index + run.length }));
  const columns = fieldsOf(head[0], places)?.map((one, i) => one ?? `col${i + 1}`);
  if (columns === undefined || duplicateOf(columns) !== undefined) {
    throw new LabelError(name, `the names of the columns do not stand above the dashes of line ${rule.number}, one above each; align them`, { line: head[0].number }); // prettier-ignore
  }
  const cells = columns.map(() => new Array<CellValue>());
  const notes: LabelProblem[] = [
    { line: rule.number, reason: `its columns stand where the dashes are: ${HOW_TO_EDIT}` },
  ];
  const isClosed = rule.text.trim().startsWith('=');
  for (const line of linesOf(text)) {
    if (line.number <= rule.number || isBlank(line) || isComment(line)) continue;
    if (isClosed && RULE.test(line.text)) continue;
    const row = fieldsOf(line, places);
    if (row === undefined) {
      throw new LabelError(name, `the row does not stand under the dashes of line ${rule.number}; align it`, { line: line.number }); // prettier-ignore
    }
    row.forEach((value, i) => cells[i].push(value));
  }
  return { columns, cells, notes };
}

/** The values of a line at their places; where something stands between these, as many words; undefined where there are others. */
function fieldsOf({ text }: TextLine, places: readonly Place[]): (string | null)[] | undefined {
  let at = 0;
  let fits = true;
  for (const [i, { from, to }] of places.entries()) {
    if (text.slice(at, from).trim() !== '') fits = false;
    // The last value may be longer than its dashes.
    at = i === places.length - 1 ? text.length : to;
  }
  if (!fits) {
    const words = wordsOf(text, [], places.length + 1);
    return words.length === places.length ? words : undefined;
  }
  return places.map(({ from, to }, i) =>
    withoutQuotes(text.slice(from, i === places.length - 1 ? undefined : to).trim()),
  );
}

/** A missing value is "" to astropy. */
function withoutQuotes(value: string): string | null {
  return value === '' || value === '""' ? null : value;
}
