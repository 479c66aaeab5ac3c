import type { Spherical } from '../spherical';

/** A point of the projection plane, in degrees. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A map projection (Calabretta & Greisen 2002, A&A 395, 1077, section 5) with its parameters set. */
export interface Projection {
  /** Native latitude of the reference point, degrees: 90 of zenithal projections, 0 of most others. Its native longitude is 0. */
  readonly theta0: number;
  /** Plane to native sphere; undefined for a point that is no image of the sphere. */
  readonly deproject: (point: PlanePoint) => Spherical | undefined;
  /** Native sphere to plane, longitude -180 to 180; undefined for a point the projection does not show. */
  readonly project: (native: Spherical) => PlanePoint | undefined;
}

/** PVi_m of the latitude axis; `fallback` (default 0) where the header has none. */
export type Parameters = (m: number, fallback?: number) => number;

/** Makes a projection from its parameters; undefined where they make none. */
export type MakeProjection = (parameter: Parameters) => Projection | undefined;

/** The radius of the generating sphere for which a degree on it is a degree of the plane: 180/pi. */
export const R0 = 180 / Math.PI;
