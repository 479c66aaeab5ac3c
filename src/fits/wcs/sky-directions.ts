import { DEGREES } from './angles';
import { dot, type Vector, vectorOf } from './frames/rotation';
import type { Wcs } from './wcs';

/** Pixels along x and y. */
export interface PixelVector {
  readonly x: number;
  readonly y: number;
}

const ARCSECONDS = DEGREES * 3600;
/** Pixels to each side. */
const STEP = 0.5;

/**
 * Where north and east of ICRS are at a pixel, in pixels an arcsecond: from differences on the sky, so that every
 * distortion is in.
 * @param x 1-based pixel
 * @param y 1-based pixel
 * @returns undefined where the image shows no sky around the pixel, or at the poles of ICRS
 */
export function skyDirections(wcs: Wcs, x: number, y: number): { north: PixelVector; east: PixelVector } | undefined {
  const at = wcs.pixelToSky(x, y);
  const alongX = difference(wcs, [x - STEP, y], [x + STEP, y]);
  const alongY = difference(wcs, [x, y - STEP], [x, y + STEP]);
  if (!at || !alongX || !alongY || Math.abs(at.dec) > 90 - 1e-9) return undefined;
  const eastward = vectorOf({ lon: at.ra + 90, lat: 0 });
  const northward =
    at.dec >= 0 ? vectorOf({ lon: at.ra + 180, lat: 90 - at.dec }) : vectorOf({ lon: at.ra, lat: 90 + at.dec });
  // Arcseconds east and north a pixel along x and y; their inverse is wanted.
  const [ex, ey] = [dot(alongX, eastward) * ARCSECONDS, dot(alongY, eastward) * ARCSECONDS];
  const [nx, ny] = [dot(alongX, northward) * ARCSECONDS, dot(alongY, northward) * ARCSECONDS];
  const determinant = ex * ny - ey * nx;
  // Pictures of extreme pixel scales have no directions: the inverse overflows.
  if (!Number.isFinite(1 / determinant)) return undefined;
  return {
    north: { x: -ey / determinant, y: ex / determinant },
    east: { x: ny / determinant, y: -nx / determinant },
  };
}

/** The difference of the directions of two pixels that are one pixel apart. */
function difference(wcs: Wcs, from: readonly [number, number], to: readonly [number, number]): Vector | undefined {
  const [start, end] = [wcs.pixelToSky(...from), wcs.pixelToSky(...to)];
  if (!start || !end) return undefined;
  const [a, b] = [vectorOf({ lon: start.ra, lat: start.dec }), vectorOf({ lon: end.ra, lat: end.dec })];
  return [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
}
