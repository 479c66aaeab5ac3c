import type { Profile } from './profiles';

export const GALAXY_CLASSES = ['disc', 'elliptical', 'barred', 'ring', 'spiral', 'edge-on', 'merger'] as const;
export type GalaxyClass = (typeof GALAXY_CLASSES)[number];

/** A round cloud of light: a star-forming knot, or a piece of a tidal tail. */
export interface Blob {
  x: number;
  y: number;
  /** Gaussian width, in pixels. */
  width: number;
  /** Brightness at its middle, as the profiles count it. */
  peak: number;
}

/** The components of a galaxy's light: old stars are red and smooth, young ones blue and clumpy. */
export interface Light {
  profile: Profile;
  blobs?: Blob[];
}

/** The numbers that a galaxy was drawn from; those that its class has none of are absent. */
export interface Shape {
  /** Half-light radius of the whole or of its disc, in pixels. */
  radius: number;
  axisRatio: number;
  /** Angle of the major axis, in radians from the picture's x axis. */
  angle: number;
  sersicIndex?: number;
  bulgeFraction?: number;
  ringRadius?: number;
  arms?: number;
  /** In degrees. */
  pitchAngle?: number;
  barLength?: number;
  /** Between the two of a merger, in pixels. */
  separation?: number;
}

export interface Galaxy {
  class: GalaxyClass;
  shape: Shape;
  old: Light;
  young: Light;
}
