import type { Hdu } from '../hdu';
import type { Cell } from './cell';
import { type Column, readColumns, rowCount } from './columns';

const FORM = /^([AIFED])(\d+)(?:\.(\d+))?$/i;

/**
 * One row of an ASCII table by column name (FITS 4.0, section 7.2): strings without trailing blanks, numbers scaled by
 * TSCAL and TZERO, a number without a decimal point taking the one its TFORM implies. A field that equals TNULL is
 * null; a blank number is 0, as the standard has it (section 7.2.5).
 * @param row 0-based
 * @throws FitsError where the row or a field lies outside the data, or a number is none
 */
export function readAsciiRow(hdu: Hdu, row: number): Record<string, Cell> {
  const bytes = hdu.data();
  const columns = readColumns(hdu);
  const [rowBytes] = hdu.layout.axes;
  const rows = rowCount(hdu);
  if (!Number.isInteger(row) || row < 0 || row >= rows) throw hdu.error(`row ${row} is asked of a table of ${rows}`);
  let line = '';
  for (const byte of bytes.subarray(row * rowBytes, (row + 1) * rowBytes)) line += String.fromCharCode(byte);
  return Object.fromEntries(columns.map((column) => [column.name, readField(hdu, column, line)]));
}

function readField(hdu: Hdu, { name, form, number }: Column, line: string): Cell {
  const match = FORM.exec(form);
  if (!match) throw hdu.error(`TFORM${number} = '${form}' is not a form of an ASCII table`);
  const start = hdu.header.number(`TBCOL${number}`, 1) - 1;
  const width = Number(match[2]);
  if (!(Number.isInteger(start) && start >= 0 && start + width <= line.length)) {
    throw hdu.error(`column ${name} lies outside the row`);
  }
  const text = line.slice(start, start + width);
  if (text.trim() === hdu.header.string(`TNULL${number}`)?.trim()) return null;
  const type = match[1].toUpperCase();
  if (type === 'A') return text.trimEnd();
  const digits = text.trim();
  const value = Number(digits.replace(/[Dd]/, 'E'));
  if (Number.isNaN(value)) throw hdu.error(`column ${name} holds '${digits}', which is no number`);
  const implied = type !== 'I' && digits !== '' && !digits.includes('.') ? 10 ** -Number(match[3] ?? 0) : 1;
  return hdu.header.number(`TZERO${number}`, 0) + hdu.header.number(`TSCAL${number}`, 1) * value * implied;
}
