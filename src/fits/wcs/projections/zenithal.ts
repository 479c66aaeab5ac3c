import { atan2Degrees, cosDegrees, sinDegrees } from '../angles';
import type { Projection } from './make-projection';

/** The native longitude of a point of a zenithal projection: Calabretta & Greisen 2002, equation 14. */
export function nativeLongitude(x: number, y: number): number {
  return x === 0 && y === 0 ? 0 : atan2Degrees(x, -y);
}

/**
 * A zenithal projection whose radius depends on latitude alone: the same paper, equations 12 to 15.
 * @param radiusOf degrees on the plane of a native latitude, undefined where it is not shown
 * @param latitudeOf its inverse
 */
export function zenithal(
  radiusOf: (lat: number) => number | undefined,
  latitudeOf: (radius: number) => number | undefined,
): Projection {
  return {
    theta0: 90,
    deproject: ({ x, y }) => {
      const lat = latitudeOf(Math.hypot(x, y));
      return lat === undefined ? undefined : { lon: nativeLongitude(x, y), lat };
    },
    project: ({ lon, lat }) => {
      const radius = radiusOf(lat);
      return radius === undefined ? undefined : { x: radius * sinDegrees(lon), y: -radius * cosDegrees(lon) };
    },
  };
}
