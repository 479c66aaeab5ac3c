import { isNumber } from '../commented-names';
import { LabelError } from '../error';
import { type CellValue, type LabelProblem } from '../table';
import { isBlank, isComment, linesOf, type TextLine } from './lines';
import { type AsciiTable, HOW_TO_EDIT, numberedNames } from './made';

/** A line of a frame or below a header: `+----+----+`, `|---|:--:|`. */
const RULE = /^\s*[|+](?:[\s:|+=-]*[=-]{2}[\s:|+=-]*)$/;
/** A line of the header of an IPAC table, or of a table in bars. */
const BARS = /^\s*\|.*\|\s*$/;

/** The part of a table before its rows where the header stands between bars, `| a | b |`. */
interface Head {
  /** The first lines that stand between bars: of IPAC's tables the header, of others rows, too. */
  readonly header: readonly TextLine[];
  /** Whether a rule is among them. */
  readonly ruled: boolean;
  readonly next: TextLine | undefined;
}

/** Lines that begin with a backslash, keywords and comments of IPAC's, and rules may come before the header. */
function headOf(text: string): Head | undefined {
  const header: TextLine[] = [];
  let ruled = false;
  for (const line of linesOf(text)) {
    if (header.length === 0 && (isBlank(line) || line.text.startsWith('\\') || isComment(line))) continue;
    if (RULE.test(line.text)) ruled = true;
    else if (BARS.test(line.text) && header.length < 5) header.push(line);
    else return header.length === 0 ? undefined : { header, ruled, next: line };
  }
  return header.length === 0 ? undefined : { header, ruled, next: undefined };
}

/**
 * A table whose columns are told by bars: IPAC's (its definition, version 1.2, at irsa.ipac.caltech.edu), and astropy's `fixed_width`, with
 * tables of Markdown and of databases, whose rows stand between bars, too.
 * @returns undefined where the text is none
 * @throws LabelError where a row does not fit under the bars, with its line
 */
export function openBars(name: string, text: string): AsciiTable | undefined {
  const head = headOf(text);
  if (head === undefined) return undefined;
  const { header } = head;
  const bars = [...header[0].text.matchAll(/\|/g)].map(({ index }) => index);
  if (bars.length < 2) return undefined;
  const hasKeywords = /^\uFEFF?\s*\\/.test(text);
  return hasKeywords || isIpac(head) ? ipac(name, text, header, bars) : betweenBars(name, text, header[0], bars);
}

const TYPE =
  /^-*(?:i|int|integer|l|long|d|double|f|float|r|real|c|char|t|text|date|datetime|short|byte|b|bool|boolean)?-*$/i;

/** Whether the header has types of IPAC's, or its names alone, and the rows stand between no bars. */
function isIpac({ header, ruled, next }: Head): boolean {
  const hasRows = next !== undefined && !isBlank(next) && !BARS.test(next.text);
  if (ruled || header.length > 4) return false;
  if (header.length === 1) return hasRows;
  const types = header[1].text.trim().split('|').slice(1, -1).map((one) => one.trim()); // prettier-ignore
  // Values of one letter may look like types.
  const areTypes = types.every((type) => TYPE.test(type)) && types.some((type) => type.length > (hasRows ? 0 : 2));
  return areTypes;
}

/**
 * An IPAC table: up to four header lines, of names, types, units and null values. A row has blanks under the bars; a character there
 * belongs to the value that it touches.
 */
function ipac(name: string, text: string, lines: readonly TextLine[], bars: readonly number[]): AsciiTable {
  const header = lines.slice(0, 4);
  const notes: LabelProblem[] = [{ line: header[0].number, reason: `it is an IPAC table: ${HOW_TO_EDIT}` }];
  const places = bars.slice(1).map((_, i) => [bars[i], bars[i + 1]] as const);
  const cellsOf = (line: TextLine | undefined) =>
    places.map(([from, to]) => (line === undefined ? '' : line.text.slice(from + 1, to).trim().replace(/^-+|-+$/g, ''))); // prettier-ignore
  const names = cellsOf(header[0]).map((one, i) => one || `col${i + 1}`);
  // A null value of -99 keeps its sign.
  const nulls = places.map(([from, to]) => header.at(3)?.text.slice(from + 1, to).trim() ?? ''); // prettier-ignore
  const cells = names.map(() => new Array<CellValue>());
  let beyond: { line: number; count: number } | undefined;
  for (const line of linesOf(text)) {
    if (line.number <= header[header.length - 1].number || isBlank(line)) continue;
    const row = line.text;
    if (row.startsWith('\\')) continue;
    places.forEach(([from, to], i) => {
      const value = row.slice(startOf(line, from, i > 0), endOf(name, line, to, i === places.length - 1)).trim();
      cells[i].push(value === '' || value === nulls[i] ? null : value);
    });
    const last = bars[bars.length - 1];
    if (
      row.slice(endOf(name, line, last, true)).trim() !== '' ||
      row.slice(0, startOf(line, bars[0], false)).trim() !== ''
    ) {
      beyond = { line: beyond?.line ?? line.number, count: (beyond?.count ?? 0) + 1 };
    }
  }
  if (beyond) {
    const { line, count } = beyond;
    const rows = count === 1 ? 'a row has' : `${count} rows have`;
    notes.unshift({ line, reason: `${rows} something outside of the first and the last bar, which is in no column` });
  }
  return { columns: names, cells, notes };
}

/** Where a value begins behind a bar: on it, where what stands there touches the value and nothing before it. */
function startOf(line: TextLine, bar: number, isInner: boolean): number {
  if (isFree(line.text, bar)) return bar + 1;
  if (isInner && !isFree(line.text, bar - 1)) return bar + 1;
  return bar;
}

/** Where a value ends before a bar: behind it, where what stands there touches the value. */
function endOf(name: string, line: TextLine, bar: number, isLast: boolean): number {
  if (isFree(line.text, bar) || isFree(line.text, bar - 1)) return bar;
  if (isFree(line.text, bar + 1)) return bar + 1;
  if (isLast) return line.text.length;
  throw new LabelError(name, `a value crosses the bar at character ${bar + 1} of the header; part the columns there`, {
    line: line.number,
  });
}

function isFree(row: string, at: number): boolean {
  return at < 0 || at >= row.length || row[at] === ' ' || row[at] === '\t';
}

/** Rows between bars: at the places of the header's, or else as many. */
function betweenBars(name: string, text: string, header: TextLine, bars: readonly number[]): AsciiTable {
  const count = bars.length - 1;
  const headerCells = split(header.text, bars);
  const isHeadless = headerCells.some((one) => isNumber(one ?? ''));
  const names = isHeadless ? numberedNames(count) : headerCells.map((one, i) => one ?? `col${i + 1}`);
  const cells = names.map(() => new Array<CellValue>());
  const notes: LabelProblem[] = [{ line: header.number, reason: `its columns stand between bars: ${HOW_TO_EDIT}` }];
  if (isHeadless) {
    const reason = `no line names the columns: they are called col1 to col${count}; write a line of names above the first row`;
    notes.unshift({ line: header.number, reason });
  }
  let behind = false;
  let left: { line: number; count: number } | undefined;
  for (const line of linesOf(text)) {
    if (line.number < header.number || (line.number === header.number && !isHeadless)) continue;
    if (isBlank(line) || isComment(line) || RULE.test(line.text)) continue;
    if (!BARS.test(line.text) || behind) {
      // Databases write how many rows there are, and documents go on behind the table.
      behind = true;
      left = { line: left?.line ?? line.number, count: (left?.count ?? 0) + 1 };
      continue;
    }
    const row = split(line.text, bars);
    if (row.length !== count) {
      throw new LabelError(name, `the row has ${row.length} values between its bars, the header ${count} names; align them`, { line: line.number }); // prettier-ignore
    }
    row.forEach((value, i) => cells[i].push(value));
  }
  if (left) {
    const lines = left.count === 1 ? 'a line does' : `${left.count} lines do`;
    notes.unshift({ line: left.line, reason: `${lines} not stand between bars, and what is from here on is left out` });
  }
  return { columns: names, cells, notes };
}

/** Values between bars: those at the header's places where the row has them there, since others may be part of a text. */
function split(row: string, bars: readonly number[]): (string | null)[] {
  const aligned = bars.every((at) => row[at] === '|');
  const parts = aligned
    ? bars.slice(1).map((to, i) => row.slice(bars[i] + 1, to))
    : row.trim().slice(1, -1).split(/(?<!\\)\|/); // prettier-ignore
  return parts.map((part) => part.trim() || null);
}
