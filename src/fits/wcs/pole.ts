import { atan2Degrees, cosDegrees, signedDegrees, sinDegrees } from './angles';
import type { Pole, Spherical } from './spherical';

/** Orientation of the native sphere on the sky, as the header gives it. */
export interface Orientation {
  /** The reference point on the sky: CRVAL, degrees. */
  readonly celestial: Spherical;
  /** The reference point on the native sphere: phi_0, theta_0, degrees. */
  readonly native: Spherical;
  /** LONPOLE, degrees; undefined for its default. */
  readonly lonPole: number | undefined;
  /** LATPOLE, degrees. */
  readonly latPole: number;
}

const TOLERANCE = 1e-10;

/**
 * Where the native pole is on the sky: Calabretta & Greisen 2002, A&A 395, 1077, section 2.4, equations 8 to 10. Where
 * two latitudes are possible, the one nearer to LATPOLE counts.
 * @returns undefined where there is none
 */
export function nativePole({ celestial, native, lonPole, latPole }: Orientation): Pole | undefined {
  const { lon: lon0, lat: lat0 } = celestial;
  const theta0 = native.lat;
  if (!(Math.abs(lat0) <= 90 + TOLERANCE && Math.abs(theta0) <= 90 + TOLERANCE)) return undefined;
  if (!Number.isFinite(lon0 + native.lon + latPole + (lonPole ?? 0))) return undefined;
  const nativeLon = lonPole ?? signedDegrees((lat0 < theta0 ? 180 : 0) + native.lon);
  if (theta0 === 90) return { lon: lon0, lat: lat0, nativeLon };
  const turn = nativeLon - native.lon;
  const lat = latitudeOfPole(lat0, theta0, turn, latPole);
  if (lat === undefined) return undefined;
  const z = cosDegrees(lat) * cosDegrees(lat0);
  if (Math.abs(z) < TOLERANCE) {
    if (Math.abs(cosDegrees(lat0)) < TOLERANCE) return { lon: lon0, lat, nativeLon };
    return { lon: lat > 0 ? lon0 + turn - 180 : lon0 - turn, lat, nativeLon };
  }
  const along = (sinDegrees(theta0) - sinDegrees(lat) * sinDegrees(lat0)) / z;
  const across = (sinDegrees(turn) * cosDegrees(theta0)) / cosDegrees(lat0);
  if (along === 0 && across === 0) return undefined;
  return { lon: lon0 - atan2Degrees(across, along), lat, nativeLon };
}

/** Equation 8, the latitude of the native pole. */
function latitudeOfPole(lat0: number, theta0: number, turn: number, latPole: number): number | undefined {
  let [middle, half] = [theta0, 90 - lat0];
  if (turn !== 0) {
    const x = cosDegrees(theta0) * cosDegrees(turn);
    const y = sinDegrees(theta0);
    const z = Math.hypot(x, y);
    if (z < TOLERANCE) {
      // The pole may be anywhere on a meridian: LATPOLE alone says where.
      return Math.abs(sinDegrees(lat0)) > TOLERANCE ? undefined : Math.max(-90, Math.min(90, latPole));
    }
    // The arc cosine of sin(lat0) / z, by its sine, which loses no digits where the reference point is a pole.
    const square = cosDegrees(lat0) ** 2 - (cosDegrees(theta0) * sinDegrees(turn)) ** 2;
    if (square < -TOLERANCE) return undefined;
    [middle, half] = [atan2Degrees(y, x), atan2Degrees(Math.sqrt(Math.max(0, square)), sinDegrees(lat0))];
  }
  const [first, second] = [signedDegrees(middle + half), signedDegrees(middle - half)];
  const nearer = Math.abs(latPole - first) < Math.abs(latPole - second) ? [first, second] : [second, first];
  const lat = nearer.find((candidate) => Math.abs(candidate) < 90 + TOLERANCE);
  return lat === undefined ? undefined : Math.max(-90, Math.min(90, lat));
}
