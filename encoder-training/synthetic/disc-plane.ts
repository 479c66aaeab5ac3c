import type { Random } from '../../src/random';
import { paint, X, Y, type Plane } from './canvas';

/** How a galaxy lies in the frame; lengths in units of half the frame. */
export interface Pose {
  x: number;
  y: number;
  /** Of the major axis, in radians. */
  angle: number;
  /** Axis ratio on the sky. */
  q: number;
  /** Bends of the coordinates by tides: 0 for an undisturbed galaxy. */
  bend: number;
  bendPhase: number;
}

/** Coordinates of every pixel in a galaxy's own frame. */
export interface OwnFrame {
  /** Along and across the major axis, as seen. */
  u: Plane;
  v: Plane;
  /** Radius and azimuth in the plane of the disc. */
  r: Plane;
  phi: Plane;
}

export function ownFrame(pose: Pose): OwnFrame {
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const bentX = (i: number) => X[i] - pose.x + pose.bend * Math.sin(2.2 * (Y[i] - pose.y) + pose.bendPhase) * 0.25;
  const bentY = (i: number) => Y[i] - pose.y + pose.bend * Math.sin(2.7 * (X[i] - pose.x) - pose.bendPhase) * 0.25;
  const u = paint((i) => bentX(i) * cos + bentY(i) * sin);
  const v = paint((i) => bentY(i) * cos - bentX(i) * sin);
  return {
    u,
    v,
    r: paint((i) => Math.hypot(u[i], v[i] / pose.q) + 1e-4),
    phi: paint((i) => Math.atan2(v[i] / pose.q, u[i])),
  };
}

/** Axis ratio of a disc of thickness `q0` seen under inclination i (cos i given): Hubble 1926. */
export function seenAxisRatio(cosInclination: number, q0: number): number {
  return Math.sqrt(cosInclination ** 2 * (1 - q0 * q0) + q0 * q0);
}

/** Waves in azimuth and log radius that make a pattern uneven, from -1 to 1 mostly. */
export function unevenness(random: Random, waves: number): (r: number, phi: number) => number {
  const parts = Array.from({ length: waves }, () => ({
    m: random.integer(1, 7),
    k: random.uniform(-9, 9),
    phase: random.angle(),
    size: random.uniform(0.4, 1) / Math.sqrt(waves),
  }));
  return (r, phi) => {
    const logR = Math.log(r + 0.02);
    let sum = 0;
    for (const { m, k, phase, size } of parts) sum += size * Math.sin(m * phi + k * logR + phase);
    return sum;
  };
}
