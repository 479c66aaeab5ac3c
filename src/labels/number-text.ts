const [MINUS, PLUS, POINT, ZERO, E] = [45, 43, 46, 48, 101];
/** Digits that a double holds exactly, as many as there are. */
const EXACT_DIGITS = 15;
/** Digits and powers that are far from where doubles end. */
const MOST_DIGITS = 40;
const MOST_POWER = 250;

/** The result of `NumberText.read`. */
export type NumberKind = 'other' | 'exact' | 'near';

/**
 * Reads numbers from the codes of a text, as `Number` does from strings. What is read is `exact`, or `near` the number by a
 * part in 10^12, where that takes longer to know; `other` is left to `Number`.
 */
export class NumberText {
  value = 0;
  /** Whether it is an integer, written as its digits. */
  whole = false;

  read(codes: Uint16Array, from: number, to: number): NumberKind {
    let at = from;
    const negative = codes[at] === MINUS;
    if (negative) at++;
    let mantissa = 0;
    let digits = 0;
    let point = -1;
    for (; at < to; at++) {
      const code = codes[at];
      const digit = code - ZERO;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
      } else if (code === POINT && point < 0) point = at;
      else break;
    }
    if (digits === 0 || digits > MOST_DIGITS) return 'other';
    const decimals = point < 0 ? 0 : at - point - 1;
    this.whole = point < 0 && at === to;
    if (at === to && digits <= EXACT_DIGITS) {
      // Both are exact, and so is the quotient rounded once.
      const value = decimals === 0 ? mantissa : mantissa / POWERS[decimals];
      this.value = negative ? -value : value;
      return 'exact';
    }
    const power = at === to ? 0 : exponent(codes, at, to);
    if (!(Math.abs(power) <= MOST_POWER)) return 'other';
    const value = mantissa * 10 ** (power - decimals);
    this.value = negative ? -value : value;
    return 'near';
  }
}

const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/** The power of ten that stands from `at` to `to`, e included; NaN where none does. */
function exponent(codes: Uint16Array, at: number, to: number): number {
  if ((codes[at] | 32) !== E) return NaN;
  at++;
  const negative = codes[at] === MINUS;
  if (negative || codes[at] === PLUS) at++;
  if (at >= to || to - at > 4) return NaN;
  let power = 0;
  for (; at < to; at++) {
    const digit = codes[at] - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    power = power * 10 + digit;
  }
  return negative ? -power : power;
}
