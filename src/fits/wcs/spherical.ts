import { cosDegrees, DEGREES, positiveDegrees, sinDegrees } from './angles';

/** A point on a sphere, in degrees: longitude, latitude. */
export interface Spherical {
  readonly lon: number;
  readonly lat: number;
}

/** How a projection's native sphere lies on the sky (Calabretta & Greisen 2002, section 2.2). */
export interface Pole {
  /** Celestial longitude and latitude of the native pole, in degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Native longitude of the celestial pole, LONPOLE, in degrees. */
  readonly nativeLon: number;
}

/** Native to celestial coordinates: Calabretta & Greisen 2002, A&A 395, 1077, equations 2. Longitude in 0 to 360. */
export function toCelestial(native: Spherical, pole: Pole): Spherical {
  const { lon, lat } = rotate(native.lon - pole.nativeLon, native.lat, pole.lat);
  return { lon: positiveDegrees(pole.lon + lon), lat };
}

/** Celestial to native coordinates: equations 5 of the same paper. Longitude not normalised. */
export function toNative(celestial: Spherical, pole: Pole): Spherical {
  const { lon, lat } = rotate(celestial.lon - pole.lon, celestial.lat, pole.lat);
  return { lon: pole.nativeLon + lon, lat };
}

/** The rotation both directions share. The latitude by atan2, for asin loses half the digits near a pole. */
function rotate(lon: number, lat: number, poleLat: number): Spherical {
  const east = -cosDegrees(lat) * sinDegrees(lon);
  const north = sinDegrees(lat) * cosDegrees(poleLat) - cosDegrees(lat) * sinDegrees(poleLat) * cosDegrees(lon);
  const up = sinDegrees(lat) * sinDegrees(poleLat) + cosDegrees(lat) * cosDegrees(poleLat) * cosDegrees(lon);
  return { lon: Math.atan2(east, north) * DEGREES, lat: Math.atan2(up, Math.hypot(east, north)) * DEGREES };
}
