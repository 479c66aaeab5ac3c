import { spreadsheetPath, spreadsheetText } from './spreadsheet-cell';
import { isValue, type ExportColumn, type ExportTable } from './table';

/**
 * Matches fields that need quotes: by RFC 4180 (section 2, rules 5 to 7), and with blanks at either end, which readers
 * strip.
 */
const QUOTED = /[",\r\n]|^\s|\s$/;

export interface CsvOptions {
  /** Write texts as they are, even where a spreadsheet would run them as formulas. */
  readonly rawCells?: boolean;
}

/**
 * A table as CSV after RFC 4180: a header, lines ending in CR LF, quotes where they are needed. No value is an empty
 * field; numbers are the shortest decimals that give the same double, infinities `inf` and `-inf`, as Python reads them.
 * Texts and names are written so that a spreadsheet runs none of them, unless `rawCells` says otherwise.
 */
export function toCsv({ rows, columns }: ExportTable, { rawCells = false }: CsvOptions = {}): string {
  const safe = rawCells ? (text: string) => text : spreadsheetText;
  const written = columns.map((column) =>
    column.type === 'text' && column.isPath && !rawCells ? spreadsheetPath : safe,
  );
  const lines = [columns.map(({ name }) => field(safe(name))).join(',')];
  for (let row = 0; row < rows; row++) {
    const line = columns.map((column, i) => cell(column, row, written[i])).join(',');
    // A line with nothing on it would be no record.
    lines.push(line === '' ? '""' : line);
  }
  return lines.map((line) => `${line}\r\n`).join('');
}

function cell(column: ExportColumn, row: number, written: (text: string) => string): string {
  const value = column.values[row];
  if (!isValue(value)) return '';
  if (typeof value === 'string') return field(written(value));
  if (Math.abs(value) === Infinity) return value < 0 ? '-inf' : 'inf';
  return String(value);
}

function field(text: string): string {
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
