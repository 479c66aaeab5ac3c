import { cosDegrees, DEGREES, positiveDegrees, sinDegrees } from '../angles';
import type { Spherical } from '../spherical';

export type Vector = readonly [number, number, number];

/** A matrix of 3 rows. */
export type Rotation = readonly [Vector, Vector, Vector];

/** The unit vector of a direction in degrees. */
export function vectorOf({ lon, lat }: Spherical): Vector {
  const cos = cosDegrees(lat);
  return [cos * cosDegrees(lon), cos * sinDegrees(lon), sinDegrees(lat)];
}

/** The direction, degrees, longitude 0 to 360, of a vector of any length. */
export function directionOf([x, y, z]: Vector): Spherical {
  return {
    lon: x === 0 && y === 0 ? 0 : positiveDegrees(Math.atan2(y, x) * DEGREES),
    lat: Math.atan2(z, Math.hypot(x, y)) * DEGREES,
  };
}

/** The rotation of the frame by `angle` degrees about its axis 0, 1 or 2: R1, R2, R3 of the astronomers. */
export function turn(axis: 0 | 1 | 2, angle: number): Rotation {
  const [sin, cos] = [sinDegrees(angle), cosDegrees(angle)];
  if (axis === 0) return [[1, 0, 0], [0, cos, sin], [0, -sin, cos]]; // prettier-ignore
  if (axis === 1) return [[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]]; // prettier-ignore
  return [[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]]; // prettier-ignore
}

/** The product of rotations; the last is done first. */
export function product(...rotations: readonly Rotation[]): Rotation {
  return rotations.reduce((a, b) => {
    const columns = transpose(b);
    const row = (v: Vector): Vector => [dot(v, columns[0]), dot(v, columns[1]), dot(v, columns[2])];
    return [row(a[0]), row(a[1]), row(a[2])];
  });
}

export function transpose([a, b, c]: Rotation): Rotation {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

export function rotate([a, b, c]: Rotation, v: Vector): Vector {
  return [dot(a, v), dot(b, v), dot(c, v)];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
