import type { Spherical } from './spherical';

/** A point of the projection plane, in degrees. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A map projection (Calabretta & Greisen 2002, section 5); one a file. */
export interface Projection {
  /** The three letters that CTYPE carries. */
  readonly code: string;
  /** Plane to native sphere. */
  readonly deproject: (point: PlanePoint) => Spherical;
  /** Native sphere to plane; undefined for a point the projection does not reach. */
  readonly project: (native: Spherical) => PlanePoint | undefined;
}
