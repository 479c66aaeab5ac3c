import { asinDegrees, atan2Degrees, cosDegrees, DEGREES, sinDegrees, tanDegrees } from '../angles';
import { type MakeProjection, type Projection, R0 } from './make-projection';

/** A cylindrical projection: x grows with longitude alone, y with latitude alone (Calabretta & Greisen 2002, section 5.2). */
function cylindrical(
  stretch: number,
  heightOf: (lat: number) => number | undefined,
  latitudeOf: (height: number) => number | undefined,
): Projection {
  return {
    theta0: 0,
    deproject: ({ x, y }) => {
      const lat = latitudeOf(y);
      return lat === undefined ? undefined : { lon: x / stretch, lat };
    },
    project: ({ lon, lat }) => {
      const y = heightOf(lat);
      return y === undefined ? undefined : { x: lon * stretch, y };
    },
  };
}

/**
 * Cylindrical perspective projection, CYP: section 5.2.1. PVi_1 is mu (default 1), the distance of the point of
 * projection, PVi_2 lambda (default 1), the radius of the cylinder, both in radii of the sphere.
 */
export const makeCyp: MakeProjection = (parameter) => {
  const [mu, lambda] = [parameter(1, 1), parameter(2, 1)];
  if (lambda === 0 || mu + lambda === 0) return undefined;
  return cylindrical(
    lambda,
    (lat) => {
      const depth = mu + cosDegrees(lat);
      return depth === 0 ? undefined : (R0 * (mu + lambda) * sinDegrees(lat)) / depth;
    },
    (height) => {
      const eta = height / (R0 * (mu + lambda));
      const turn = asinDegrees((eta * mu) / Math.hypot(eta, 1));
      return turn === undefined ? undefined : atan2Degrees(eta, 1) + turn;
    },
  );
};

/** Cylindrical equal-area projection, CEA: section 5.2.2. PVi_1 is lambda (default 1; more than 0, at most 1). */
export const makeCea: MakeProjection = (parameter) => {
  const lambda = parameter(1, 1);
  if (!(lambda > 0 && lambda <= 1)) return undefined;
  return cylindrical(
    1,
    (lat) => (R0 * sinDegrees(lat)) / lambda,
    (height) => asinDegrees((height * lambda) / R0),
  );
};

/** Plate carree, CAR: section 5.2.3. */
export const makeCar: MakeProjection = () =>
  cylindrical(
    1,
    (lat) => lat,
    (height) => height,
  );

/** Mercator's projection, MER: section 5.2.4. */
export const makeMer: MakeProjection = () =>
  cylindrical(
    1,
    (lat) => (Math.abs(lat) < 90 ? R0 * Math.asinh(tanDegrees(lat)) : undefined),
    (height) => Math.atan(Math.sinh(height / R0)) * DEGREES,
  );
