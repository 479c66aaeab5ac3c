import { textOf, type CellValue } from './table';

/** A number, or degrees or hours, minutes and seconds, with `:`, blanks or letters between them. */
const SEXAGESIMAL =
  /^([+\-\u2212]?)(\d{1,3})(?:\s*([hd:°])\s*|\s+)(\d{1,2}(?:\.\d*)?)(?:(?:\s*(?:[m:'′])\s*|\s+)(?:(\d{1,2}(?:\.\d*)?)\s*(?:s|"|″|'')?)?)?$/i;

/**
 * A right ascension in degrees, 0 to 360: a number is degrees; `12:34:56.7`, `12 34 56.7` and `12h34m56.7s` are hours,
 * `188d44m10s` degrees. NaN where the cell says none.
 */
export function rightAscension(cell: CellValue): number {
  const degrees = angle(cell, true);
  return degrees >= 0 && degrees <= 360 ? degrees % 360 : degrees >= -180 && degrees < 0 ? degrees + 360 : NaN;
}

/** A declination in degrees, -90 to 90: a number, or degrees, minutes and seconds. NaN where the cell says none. */
export function declination(cell: CellValue): number {
  const degrees = angle(cell, false);
  return Math.abs(degrees) <= 90 ? degrees : NaN;
}

function angle(cell: CellValue, hours: boolean): number {
  if (typeof cell === 'number') return cell;
  const text = textOf(cell);
  if (text === '') return NaN;
  // Angles have no thousands: a comma stands before decimals.
  const number = Number(/^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text);
  if (!Number.isNaN(number)) return number;
  const match = SEXAGESIMAL.exec(text);
  if (!match) return NaN;
  const [, sign, whole, unit, minutes, seconds = '0'] = match;
  if (unit?.toLowerCase() === 'h' && !hours) return NaN;
  if (!(Number(minutes) < 60 && Number(seconds) < 60.000001)) return NaN;
  const size = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  const isHours = hours && unit?.toLowerCase() !== 'd' && unit !== '°';
  return (sign === '-' || sign === '\u2212' ? -size : size) * (isHours ? 15 : 1);
}
