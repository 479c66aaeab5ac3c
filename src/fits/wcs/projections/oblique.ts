import { atan2Degrees } from '../angles';
import type { Spherical } from '../spherical';

/**
 * The native point that SIN and SZP see at a place of the plane: the near root of their quadratic (Calabretta &
 * Greisen 2002, equations 25 and 39), solved for 1 - sin(theta), which loses no digits near the pole.
 * @param alongX the change of x (in radii) with 1 - sin(theta), and `alongY` that of y
 * @param x in radii
 * @param y in radii
 */
export function obliqueNative(x: number, y: number, alongX: number, alongY: number): Spherical | undefined {
  const a = alongX * alongX + alongY * alongY + 1;
  const half = 1 + alongX * x + alongY * y;
  const square = x * x + y * y;
  let discriminant = half * half - a * square;
  if (discriminant < 0) {
    // The limb itself, but for rounding.
    if (discriminant < -1e-12) return undefined;
    discriminant = 0;
  }
  const sum = half + Math.sqrt(discriminant);
  const t = square === 0 ? 0 : square / sum;
  if (!(t >= 0 && t <= 2)) return undefined;
  const [east, down] = [x - alongX * t, y - alongY * t];
  return {
    lon: east === 0 && down === 0 ? 0 : atan2Degrees(east, -down),
    lat: atan2Degrees(1 - t, Math.sqrt(t * (2 - t))),
  };
}

/** 1 - sin(theta) without loss of digits near the pole. */
export function belowPole(sin: number, cos: number): number {
  return sin > 0 ? (cos * cos) / (1 + sin) : 1 - sin;
}
