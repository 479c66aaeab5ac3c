import type { Blob, Shape } from './galaxy';
import { elliptical, scaled, sersic, type Profile } from './profiles';
import type { Random } from '../random';

/** Size and inclination of a disc in a cutout of `size` pixels; `faceOn` is the least axis ratio. */
export function drawDisc(random: Random, size: number, faceOn = 0.3): Shape {
  return {
    radius: size * random.uniform(0.13, 0.2),
    axisRatio: random.uniform(faceOn, 1),
    angle: random.angle(),
  };
}

/** The bulge that holds about `fraction` of the light of an exponential disc of `shape`. */
export function drawBulge(random: Random, shape: Shape, fraction: number): Profile {
  const size = random.uniform(0.18, 0.28);
  const n = random.uniform(1.5, 3.5);
  const q = 1 - (1 - shape.axisRatio) * random.uniform(0.3, 0.6);
  // The light of a Sérsic profile goes with the square of its radius.
  const brightness = (0.35 * fraction) / (1 - fraction) / size ** 2;
  return scaled(elliptical(sersic(shape.radius * size, n), q, shape.angle), brightness);
}

/** A profile drawn in the plane of a disc, as polar coordinates there, seen under the disc's inclination. */
export function inDisc(shape: Shape, polar: (r: number, theta: number) => number): Profile {
  const cos = Math.cos(shape.angle);
  const sin = Math.sin(shape.angle);
  return (x, y) => {
    const u = x * cos + y * sin;
    const v = (y * cos - x * sin) / shape.axisRatio;
    return polar(Math.hypot(u, v), Math.atan2(v, u));
  };
}

/** Where a point of the disc's plane is seen. */
export function project(shape: Shape, r: number, theta: number): { x: number; y: number } {
  const u = r * Math.cos(theta);
  const v = r * Math.sin(theta) * shape.axisRatio;
  return {
    x: u * Math.cos(shape.angle) - v * Math.sin(shape.angle),
    y: u * Math.sin(shape.angle) + v * Math.cos(shape.angle),
  };
}

/** Star-forming knots where `place` puts them in the disc's plane, fading outwards as the disc does. */
export function drawKnots(
  random: Random,
  shape: Shape,
  count: number,
  place: () => { r: number; theta: number },
): Blob[] {
  return Array.from({ length: count }, () => {
    const { r, theta } = place();
    const peak = random.logUniform(0.3, 3) * Math.exp(0.8 - (1.2 * r) / shape.radius);
    return { ...project(shape, r, theta), width: shape.radius * random.uniform(0.04, 0.09), peak };
  });
}
