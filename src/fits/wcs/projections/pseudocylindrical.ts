import { asinDegrees, atan2Degrees, cosDegrees, DEGREES, sinDegrees } from '../angles';
import { rootBetween } from './bracket';
import { type MakeProjection, type Projection, R0 } from './make-projection';

/** Sanson-Flamsteed projection, SFL: Calabretta & Greisen 2002, section 5.3.1. */
export const sfl: Projection = {
  theta0: 0,
  deproject: ({ x, y }) => alongParallel(x, y, cosDegrees(y)),
  project: ({ lon, lat }) => ({ x: lon * cosDegrees(lat), y: lat }),
};

/** SFL has no parameters. */
export const makeSfl: MakeProjection = () => sfl;

/** Parabolic projection, PAR: section 5.3.2. */
export const makePar: MakeProjection = () => ({
  theta0: 0,
  deproject: ({ x, y }) => {
    const third = asinDegrees(y / 180);
    return third === undefined ? undefined : alongParallel(x, 3 * third, 1 - 4 * (y / 180) ** 2);
  },
  project: ({ lon, lat }) => ({ x: lon * (2 * cosDegrees((2 * lat) / 3) - 1), y: 180 * sinDegrees(lat / 3) }),
});

/** Mollweide's projection, MOL: section 5.3.3. */
export const makeMol: MakeProjection = () => ({
  theta0: 0,
  deproject: ({ x, y }) => {
    const gamma = asinDegrees(y / (Math.SQRT2 * R0));
    if (gamma === undefined) return undefined;
    const lat = asinDegrees((2 * gamma) / 180 + sinDegrees(2 * gamma) / Math.PI);
    return lat === undefined ? undefined : alongParallel(x, lat, ((2 * Math.SQRT2) / Math.PI) * cosDegrees(gamma));
  },
  project: ({ lon, lat }) => {
    const gamma = auxiliary(lat);
    return { x: ((2 * Math.SQRT2) / Math.PI) * lon * Math.cos(gamma), y: Math.SQRT2 * R0 * Math.sin(gamma) };
  },
});

/** Gamma of equation 86, radians: 2 gamma + sin(2 gamma) = pi sin(theta). */
function auxiliary(lat: number): number {
  if (Math.abs(lat) === 90 || lat === 0) return lat / DEGREES;
  const wanted = Math.PI * sinDegrees(Math.abs(lat));
  return Math.sign(lat) * rootBetween((gamma) => 2 * gamma + Math.sin(2 * gamma) - wanted, 0, Math.PI / 2);
}

/** The point at `x` on a parallel, a degree of which is `length` long; of the poles only the point itself. */
function alongParallel(x: number, lat: number, length: number) {
  if (Math.abs(lat) > 90 + 1e-9) return undefined;
  if (length > 1e-12) return { lon: x / length, lat };
  return Math.abs(x) < 1e-9 ? { lon: 0, lat } : undefined;
}

/** Hammer-Aitoff projection, AIT: section 5.3.4. */
export const makeAit: MakeProjection = () => ({
  theta0: 0,
  deproject: ({ x, y }) => {
    const square = 1 - (x / (4 * R0)) ** 2 - (y / (2 * R0)) ** 2;
    if (square < 0.5 - 1e-9) return undefined;
    const z = Math.sqrt(square);
    const lat = asinDegrees((y * z) / R0);
    return lat === undefined ? undefined : { lon: 2 * atan2Degrees((z * x) / (2 * R0), 2 * square - 1), lat };
  },
  project: ({ lon, lat }) => {
    const gamma = R0 * Math.sqrt(2 / (1 + cosDegrees(lat) * cosDegrees(lon / 2)));
    return { x: 2 * gamma * cosDegrees(lat) * sinDegrees(lon / 2), y: gamma * sinDegrees(lat) };
  },
});
