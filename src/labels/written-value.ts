import { declination, rightAscension } from '../sky';
import { type CellValue, numberOrText } from './table';

/** Texts that the field's programs write where there is no value: numpy, pandas, astropy, R, SQL, spreadsheets. */
const MISSING = /^(?:nan|[+-]nan|null|n\/a|#n\/a|<na>|nat|--+|masked)$/i;
/** Among numbers these say it, too; among texts they may be classes. */
const MISSING_NUMBER = /^(?:none|na|nil|-|\.|\?|\*|undef|undefined)$/i;

/** Whether a text, without blanks around it, says that there is no value, in any column. */
export function isMissing(text: string): boolean {
  return text === '' || (text.length <= 8 && MISSING.test(text));
}

/** Whether it says so in a column that holds numbers otherwise. */
export function isMissingNumber(text: string): boolean {
  return isMissing(text) || (text.length <= 9 && MISSING_NUMBER.test(text));
}

const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const DECIMAL_COMMA = /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i;
/** Thousands parted by commas: which of both a comma is cannot be told where three digits follow each. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * The number that a text is, without blanks around it: as JavaScript reads it, or `inf`, `+Infinity` and such.
 * NaN where it is none.
 * @param commas whether a comma stands before the decimals, as in German, French, Spanish ...
 */
export function numberOf(text: string, commas = false): number {
  if (text === '') return NaN;
  const number = Number(commas ? text.replace(',', '.') : text);
  if (Number.isFinite(number)) return number;
  // More than a double holds is none: 7e500 is no infinity.
  const infinite = INFINITE.exec(text);
  return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : NaN;
}

/** Whether the numbers of a column are written with decimal commas: at least one is, and none may be thousands. */
export function haveDecimalCommas(texts: readonly string[]): boolean {
  const written = texts.filter((text) => text.includes(','));
  if (written.length === 0 || !written.every((text) => DECIMAL_COMMA.test(text))) return false;
  return written.some((text) => !THOUSANDS.test(text));
}

/** An integer as its digits are written. */
export const WHOLE = /^[+-]?\d+$/;

/** Whether an integer's digits are more than a double holds. */
export function isLongInteger(text: string): boolean {
  return text.length > 15 && WHOLE.test(text) && !Number.isSafeInteger(Number(text));
}

/** A position's angle in degrees as an expression compares it; a number as it stands. */
export function angleOf(cell: CellValue, kind: 'ra' | 'dec'): number {
  const number = typeof cell === 'string' ? numberOf(cell.trim()) : Number(cell);
  if (!Number.isNaN(number)) return number;
  return kind === 'ra' ? rightAscension(numberOrText(cell)) : declination(numberOrText(cell));
}
