import { atan2Degrees, cosDegrees, sinDegrees } from '../angles';
import { belowPole, obliqueNative } from './oblique';
import { type MakeProjection, R0 } from './make-projection';

/**
 * Slant orthographic projection, SIN: Calabretta & Greisen 2002, section 5.1.5. PVi_1 and PVi_2 are xi and eta, which
 * are 0 for the orthographic projection and for NCP are 0 and cot(delta_0).
 */
export const makeSin: MakeProjection = (parameter) => {
  const [xi, eta] = [parameter(1), parameter(2)];
  if (!Number.isFinite(xi + eta)) return undefined;
  return {
    theta0: 90,
    deproject: ({ x, y }) => obliqueNative(x / R0, y / R0, xi, eta),
    project: ({ lon, lat }) => {
      const [east, north] = [sinDegrees(lon), cosDegrees(lon)];
      if (lat < -atan2Degrees(xi * east - eta * north, 1)) return undefined;
      const cos = cosDegrees(lat);
      const below = belowPole(sinDegrees(lat), cos);
      return { x: R0 * (cos * east + xi * below), y: -R0 * (cos * north - eta * below) };
    },
  };
};
