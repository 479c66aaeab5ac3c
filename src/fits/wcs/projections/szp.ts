import { asinDegrees, atan2Degrees, cosDegrees, sinDegrees } from '../angles';
import { nearest } from './azp';
import { belowPole, obliqueNative } from './oblique';
import { type MakeProjection, R0 } from './make-projection';

/**
 * Slant zenithal perspective projection, SZP: Calabretta & Greisen 2002, section 5.1.2. PVi_1 is mu, the distance of
 * the point of projection in radii; PVi_2 and PVi_3 are phi_c and theta_c (default 90), where the reference point is
 * seen, degrees.
 */
export const makeSzp: MakeProjection = (parameter) => {
  const mu = parameter(1);
  const [phi, theta] = [parameter(2), parameter(3, 90)];
  const xp = -mu * cosDegrees(theta) * sinDegrees(phi);
  const yp = mu * cosDegrees(theta) * cosDegrees(phi);
  const zp = mu * sinDegrees(theta) + 1;
  if (zp === 0) return undefined;
  const limb = Math.abs(zp - 1) < 1 ? (asinDegrees(1 - zp) ?? -90) : -90;
  return {
    theta0: 90,
    deproject: ({ x, y }) => obliqueNative(x / R0, y / R0, (x / R0 - xp) / zp, (y / R0 - yp) / zp),
    project: ({ lon, lat }) => {
      const cos = cosDegrees(lat);
      const below = belowPole(sinDegrees(lat), cos);
      const depth = zp - below;
      if (depth === 0 || lat < limb) return undefined;
      const [east, north] = [sinDegrees(lon), cosDegrees(lon)];
      if (Math.abs(mu) > 1 && hidden(lat, xp * east - yp * north)) return undefined;
      return { x: (R0 * (zp * cos * east - xp * below)) / depth, y: (-R0 * (zp * cos * north + yp * below)) / depth };
    },
  };

  /** Whether a nearer part of the sphere is in front. */
  function hidden(lat: number, tilt: number): boolean {
    const t = asinDegrees(1 / Math.sqrt((zp - 1) * zp - 1 + tilt * tilt));
    return t !== undefined && lat < nearest(atan2Degrees(tilt, zp - 1), t);
  }
};
