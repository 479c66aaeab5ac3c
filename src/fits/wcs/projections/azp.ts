import { asinDegrees, atan2Degrees, cosDegrees, sinDegrees, tanDegrees } from '../angles';
import { type MakeProjection, R0 } from './make-projection';
import { nativeLongitude } from './zenithal';

/**
 * Zenithal perspective projection, AZP: Calabretta & Greisen 2002, section 5.1.1. PVi_1 is mu, the distance of the
 * point of projection in radii (not -1); PVi_2 is gamma, the tilt of the plane, degrees (not 90). Of the points that
 * fall on one another, the near one is shown.
 */
export const makeAzp: MakeProjection = (parameter) => {
  const mu = parameter(1);
  const gamma = parameter(2);
  const [sinGamma, cosGamma, tanGamma] = [sinDegrees(gamma), cosDegrees(gamma), tanDegrees(gamma)];
  const scale = R0 * (mu + 1);
  if (scale === 0 || cosGamma === 0) return undefined;
  const limb = Math.abs(mu) > 1 ? (asinDegrees(-1 / mu) ?? -90) : -90;
  return {
    theta0: 90,
    deproject: ({ x, y }) => {
      const down = y * cosGamma;
      const radius = Math.hypot(x, down);
      if (radius === 0) return { lon: 0, lat: 90 };
      const s = radius / (scale + y * sinGamma);
      const t = asinDegrees((s * mu) / Math.hypot(s, 1));
      if (t === undefined) return undefined;
      return { lon: nativeLongitude(x, down), lat: nearest(atan2Degrees(1, s), t) };
    },
    project: ({ lon, lat }) => {
      const tilt = tanGamma * cosDegrees(lon);
      const depth = mu + sinDegrees(lat) + cosDegrees(lat) * tilt;
      if (depth === 0 || lat < limb) return undefined;
      if (Math.abs(mu * cosGamma) < 1) {
        const t = asinDegrees(mu / Math.hypot(1, tilt));
        if (t !== undefined && lat < nearest(atan2Degrees(-tilt, 1), t)) return undefined;
      }
      const radius = (scale * cosDegrees(lat)) / depth;
      return { x: radius * sinDegrees(lon), y: (-radius * cosDegrees(lon)) / cosGamma };
    },
  };
};

/** Returns the latitude nearer to the pole of the two that the arc sine allows, s - t and s + t + 180 (degrees). */
export function nearest(s: number, t: number): number {
  const latitudes = [s - t, s + t + 180].map((angle) => (angle > 90 + 1e-9 ? angle - 360 : angle));
  return Math.min(90, Math.max(...latitudes));
}
