/** Degrees or hours, minutes and perhaps seconds, separated by `:`, blanks or unit letters and signs. */
const SEXAGESIMAL =
  /^([+\-\u2212]?)(\d{1,3})(?:\s*([hd:°])\s*|\s+)(\d{1,2}(?:\.\d*)?)(?:(?:\s*(?:[m:'′])\s*|\s+)(?:(\d{1,2}(?:\.\d*)?)\s*(?:s|"|″|'')?)?)?$/i;

/** A position on the sky: ICRS right ascension and declination in degrees. */
export interface Position {
  readonly ra: number;
  readonly dec: number;
}

/**
 * Reads a right ascension. A number, or a text that is one, is degrees from -180 to 360. `12:34:56.7`, `12 34 56.7` and
 * `12h34m56.7s` are hours, `188d44m10s` is degrees.
 * @returns degrees, 0 (inclusive) to 360 (exclusive); NaN where the value is no right ascension
 */
export function rightAscension(value: string | number): number {
  const degrees = parseAngle(value, true);
  return degrees >= 0 && degrees <= 360 ? degrees % 360 : degrees >= -180 && degrees < 0 ? degrees + 360 : NaN;
}

/**
 * Reads a declination: degrees as a number, or degrees, minutes and seconds.
 * @returns degrees, -90 to 90; NaN where the value is no declination
 */
export function declination(value: string | number): number {
  const degrees = parseAngle(value, false);
  return Math.abs(degrees) <= 90 ? degrees : NaN;
}

/**
 * Reads both coordinates from one text: `188.73 -1.2`, `12:34:56.7 -01:12:00`, `12h34m56s -1d12m`, `12 34 56 -1 12 0`. The
 * coordinates must have the same number of words.
 * @returns undefined where the text is no position
 */
export function parsePosition(text: string): Position | undefined {
  const words = text.trim().split(/\s*,\s*|\s+/);
  const half = words.length / 2;
  if (!Number.isInteger(half) || half < 1 || half > 3) return undefined;
  const ra = rightAscension(words.slice(0, half).join(' '));
  const dec = declination(words.slice(half).join(' '));
  return Number.isNaN(ra) || Number.isNaN(dec) ? undefined : { ra, dec };
}

function parseAngle(value: string | number, inHours: boolean): number {
  if (typeof value === 'number') return value;
  const text = value.trim();
  if (text === '') return NaN;
  // Angles have no thousands separators, so a comma is a decimal comma.
  const number = Number(/^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text);
  if (!Number.isNaN(number)) return number;
  const match = SEXAGESIMAL.exec(text);
  if (!match) return NaN;
  const [, sign, whole, unit, minutes, seconds = '0'] = match;
  if (unit?.toLowerCase() === 'h' && !inHours) return NaN;
  if (!(Number(minutes) < 60 && Number(seconds) < 60.000001)) return NaN;
  const size = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  const isHours = inHours && unit?.toLowerCase() !== 'd' && unit !== '°';
  return (sign === '-' || sign === '\u2212' ? -size : size) * (isHours ? 15 : 1);
}
