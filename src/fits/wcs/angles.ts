/** Degrees in a radian. */
export const DEGREES = 180 / Math.PI;

/** The sine of an angle in degrees, exact at the multiples of 90 that headers are full of. */
export function sinDegrees(angle: number): number {
  const turn = angle % 360;
  if (turn % 180 === 0) return 0;
  if (turn === 90 || turn === -270) return 1;
  if (turn === -90 || turn === 270) return -1;
  return Math.sin(turn / DEGREES);
}

/** The cosine of an angle in degrees, exact at the multiples of 90. */
export function cosDegrees(angle: number): number {
  const turn = angle % 360;
  return turn % 90 === 0 ? sinDegrees(turn + 90) : Math.cos(turn / DEGREES);
}

/** The tangent of an angle in degrees; infinite at odd multiples of 90. */
export function tanDegrees(angle: number): number {
  const turn = angle % 180;
  if (turn === 0) return 0;
  if (turn === 45 || turn === -135) return 1;
  if (turn === -45 || turn === 135) return -1;
  return Math.abs(turn) === 90 ? Infinity : Math.tan(turn / DEGREES);
}

/** The angle, -180 to 180 degrees, of the direction (x, y) from the x axis. */
export function atan2Degrees(y: number, x: number): number {
  return Math.atan2(y, x) * DEGREES;
}

/** How far beyond 1 rounding alone can take a sine. */
const ROUNDING = 1e-12;

/** The angle, -90 to 90 degrees, whose sine is `value`; undefined where there is none. A sine that rounding took past 1 counts as 1. */
export function asinDegrees(value: number): number | undefined {
  const size = Math.abs(value);
  if (size <= 1) return Math.asin(value) * DEGREES;
  return size <= 1 + ROUNDING ? 90 * Math.sign(value) : undefined;
}

/** The angle brought into 0 (inclusive) to 360 (exclusive). */
export function positiveDegrees(angle: number): number {
  const turn = angle % 360;
  const positive = turn < 0 ? turn + 360 : turn;
  return positive === 360 ? 0 : positive;
}

/** The angle brought into -180 to 180, both inclusive: an angle already in there stays as it is. */
export function signedDegrees(angle: number): number {
  if (Math.abs(angle) <= 180) return angle;
  const turn = angle % 360;
  if (turn > 180) return turn - 360;
  return turn < -180 ? turn + 360 : turn;
}
