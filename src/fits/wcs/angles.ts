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

/** The angle brought into 0 (inclusive) to 360 (exclusive). */
export function positiveDegrees(angle: number): number {
  const turn = angle % 360;
  const positive = turn < 0 ? turn + 360 : turn;
  return positive === 360 ? 0 : positive;
}
