import { asinDegrees, atan2Degrees, cosDegrees, DEGREES, sinDegrees, tanDegrees } from '../angles';
import { type MakeProjection, type Parameters, type Projection, R0 } from './make-projection';

/** Parameters in which the conic projections differ (Calabretta & Greisen 2002, section 5.4). */
interface Cone {
  /** C of the paper: how much of a circle the cone unrolls to. */
  readonly constant: number;
  /** Distance of a native latitude from the apex, degrees; of one sign throughout. Undefined where it is not shown. */
  readonly radiusOf: (lat: number) => number | undefined;
  /** Its inverse. */
  readonly latitudeOf: (radius: number) => number | undefined;
}

/** PVi_1 is theta_a, the middle of the two standard parallels, and PVi_2 eta (default 0), half their distance, degrees. */
function conic(parameter: Parameters, cone: (thetaA: number, eta: number) => Cone): Projection | undefined {
  const thetaA = parameter(1, NaN);
  if (!Number.isFinite(thetaA)) return undefined;
  const { constant, radiusOf, latitudeOf } = cone(thetaA, parameter(2));
  const apex = radiusOf(thetaA);
  if (apex === undefined || !Number.isFinite(apex) || !Number.isFinite(constant) || constant === 0) return undefined;
  const sign = thetaA < 0 ? -1 : 1;
  return {
    theta0: thetaA,
    deproject: ({ x, y }) => {
      const radius = sign * Math.hypot(x, apex - y);
      const lat = latitudeOf(radius);
      if (lat === undefined) return undefined;
      return { lon: radius === 0 ? 0 : atan2Degrees(x / radius, (apex - y) / radius) / constant, lat };
    },
    project: ({ lon, lat }) => {
      const radius = radiusOf(lat);
      if (radius === undefined || radius * sign < -1e-12) return undefined;
      return { x: radius * sinDegrees(constant * lon), y: apex - radius * cosDegrees(constant * lon) };
    },
  };
}

/** Conic perspective projection, COP: section 5.4.1. */
export const makeCop: MakeProjection = (parameter) =>
  conic(parameter, (thetaA, eta) => {
    const scale = R0 * cosDegrees(eta);
    const cot = 1 / tanDegrees(thetaA);
    return {
      constant: sinDegrees(thetaA),
      radiusOf: (lat) => (Math.abs(lat - thetaA) < 90 ? scale * (cot - tanDegrees(lat - thetaA)) : undefined),
      latitudeOf: (radius) => thetaA + atan2Degrees(cot - radius / scale, 1),
    };
  });

/** Conic equal-area projection, COE: section 5.4.2. */
export const makeCoe: MakeProjection = (parameter) =>
  conic(parameter, (thetaA, eta) => {
    const [sin1, sin2] = [sinDegrees(thetaA - eta), sinDegrees(thetaA + eta)];
    const gamma = sin1 + sin2;
    return {
      constant: gamma / 2,
      radiusOf: (lat) => ((2 * R0) / gamma) * Math.sqrt(Math.max(0, 1 + sin1 * sin2 - gamma * sinDegrees(lat))),
      latitudeOf: (radius) => asinDegrees((1 + sin1 * sin2 - ((gamma * radius) / (2 * R0)) ** 2) / gamma),
    };
  });

/** Conic equidistant projection, COD: section 5.4.3. */
export const makeCod: MakeProjection = (parameter) =>
  conic(parameter, (thetaA, eta) => {
    const cot = 1 / tanDegrees(thetaA);
    const apex = eta === 0 ? R0 * cot : (eta / tanDegrees(eta)) * cot;
    return {
      constant: eta === 0 ? sinDegrees(thetaA) : (sinDegrees(thetaA) * sinDegrees(eta) * DEGREES) / eta,
      radiusOf: (lat) => thetaA - lat + apex,
      latitudeOf: (radius) => thetaA + apex - radius,
    };
  });

/** Conic orthomorphic projection, COO: section 5.4.4. */
export const makeCoo: MakeProjection = (parameter) =>
  conic(parameter, (thetaA, eta) => {
    const [theta1, theta2] = [thetaA - eta, thetaA + eta];
    const tanHalf = (lat: number) => tanDegrees((90 - lat) / 2);
    const constant =
      eta === 0
        ? sinDegrees(theta1)
        : Math.log(cosDegrees(theta2) / cosDegrees(theta1)) / Math.log(tanHalf(theta2) / tanHalf(theta1));
    const psi = (R0 * cosDegrees(theta1)) / (constant * tanHalf(theta1) ** constant);
    return {
      constant,
      radiusOf: (lat) => {
        const radius = psi * tanHalf(lat) ** constant;
        return Number.isFinite(radius) ? radius : undefined;
      },
      latitudeOf: (radius) => 90 - 2 * atan2Degrees((radius / psi) ** (1 / constant), 1),
    };
  });
