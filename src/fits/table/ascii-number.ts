/** Powers of ten that a double holds exactly: one product or quotient with them rounds once. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);
/** Integers of so many digits are below 2^53, so a double holds them exactly. */
const EXACT_DIGITS = 15;
const NUMBER = /^([+-]?)(\d*)(\.?)(\d*)(?:[ED]?([+-]\d+)|[ED](\d+))?$/;
const EXPONENT_LETTERS = new Set([0x45, 0x65, 0x44, 0x64]);
const [BLANK, PLUS, MINUS, POINT, ZERO] = [0x20, 0x2b, 0x2d, 0x2e, 0x30];

/**
 * The number in `bytes` from `at` to `end` (FITS 4.0, section 7.2.5): a Fortran number, its exponent perhaps without a
 * letter, blanks around it; without a decimal point the last `decimals` digits are decimals. Blank means 0.
 * @returns the nearest double; undefined where there is no number
 */
export function numberAt(bytes: Uint8Array, at: number, end: number, decimals: number): number | undefined {
  while (at < end && bytes[at] === BLANK) at++;
  while (end > at && (bytes[end - 1] === BLANK || bytes[end - 1] === 0)) end--;
  if (at === end) return 0;
  const from = at;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  let digits = 0;
  let mantissa = 0;
  let power = 0;
  let point = false;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (point) power--;
    } else if (bytes[at] === POINT && !point) point = true;
    else break;
  }
  if (!point) power -= decimals;
  if (at < end && digits > 0) {
    // An exponent: a letter, a sign, or both, and digits.
    const letter = EXPONENT_LETTERS.has(bytes[at]);
    if (letter) at++;
    const down = bytes[at] === MINUS;
    if (at < end && (down || bytes[at] === PLUS)) at++;
    else if (!letter) return carefully(bytes, from, end, decimals);
    const exponentFrom = at;
    let exponent = 0;
    for (; at < end && bytes[at] >= ZERO && bytes[at] <= ZERO + 9; at++) exponent = exponent * 10 + bytes[at] - ZERO;
    if (at === exponentFrom) return carefully(bytes, from, end, decimals);
    power += down ? -exponent : exponent;
  }
  // Leave numbers that this fast path cannot represent exactly to the slower one, which can.
  if (at < end || digits === 0 || digits > EXACT_DIGITS || Math.abs(power) > 22) {
    return carefully(bytes, from, end, decimals);
  }
  const value = power < 0 ? mantissa / EXACT_POWERS[-power] : mantissa * EXACT_POWERS[power];
  return negative ? -value : value;
}

function carefully(bytes: Uint8Array, at: number, end: number, decimals: number): number | undefined {
  const text = textOf(bytes, at, end).toUpperCase();
  const match = NUMBER.exec(text);
  if (!match || match[2] + match[4] === '') {
    return /^[+-]?NAN$/.test(text) ? NaN : /^[+-]?INF(INITY)?$/.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : undefined; // prettier-ignore
  }
  const [, sign, whole, point, fraction, signed = '', unsigned = ''] = match;
  const exponent = Number(signed + unsigned || 0) - (point ? 0 : decimals);
  return Number(`${sign}${whole}${point}${fraction}E${exponent}`);
}

/**
 * An integer to its last digit: a bigint beyond 2^53. Blank means 0. Where a writer put a decimal point, the number.
 * @returns undefined where there is no number
 */
export function wholeAt(bytes: Uint8Array, at: number, end: number): number | bigint | undefined {
  const value = numberAt(bytes, at, end, 0);
  if (value === undefined || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  const text = textOf(bytes, at, end).trim();
  return /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : value;
}

function textOf(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
