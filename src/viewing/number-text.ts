/** Significant digits that tell a number of single precision, or of double, from its neighbours. */
export const SINGLE = 7;
export const DOUBLE = 15;

/** Below this a number is written with an exponent: a column of zeros hides its digits. */
const SMALL = 1e-4;
const LARGE = 1e15;

/** A number as a person reads it, with so many significant digits; 'undefined' for NaN. */
export function numberText(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'undefined';
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  return size !== 0 && (size < SMALL || size >= LARGE) && Number.isFinite(size)
    ? rounded.toExponential()
    : String(rounded);
}
