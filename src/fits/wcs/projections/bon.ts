import { atan2Degrees, cosDegrees, DEGREES, sinDegrees, tanDegrees } from '../angles';
import { type MakeProjection, R0 } from './make-projection';
import { sfl } from './pseudocylindrical';

/**
 * Bonne's equal-area projection, BON: Calabretta & Greisen 2002, section 5.5.1. PVi_1 is theta_1, the latitude that
 * is drawn without distortion, degrees; with 0 it is SFL.
 */
export const makeBon: MakeProjection = (parameter) => {
  const theta1 = parameter(1, NaN);
  if (!Number.isFinite(theta1)) return undefined;
  if (theta1 === 0) return sfl;
  const apex = R0 / tanDegrees(theta1) + theta1;
  return {
    theta0: 0,
    deproject: ({ x, y }) => {
      const radius = Math.sign(theta1) * Math.hypot(x, apex - y);
      const lat = apex - radius;
      if (Math.abs(lat) > 90 + 1e-9) return undefined;
      const cos = cosDegrees(lat);
      if (Math.abs(cos) < 1e-14) return { lon: 0, lat };
      return {
        lon: radius === 0 ? 0 : (atan2Degrees(x / radius, (apex - y) / radius) * radius) / (cos * DEGREES),
        lat,
      };
    },
    project: ({ lon, lat }) => {
      const radius = apex - lat;
      const angle = radius === 0 ? 0 : (DEGREES * lon * cosDegrees(lat)) / radius;
      return { x: radius * sinDegrees(angle), y: apex - radius * cosDegrees(angle) };
    },
  };
};
