import { atan2Degrees, cosDegrees, sinDegrees, tanDegrees } from '../angles';
import { rootBetween } from './bracket';
import { type MakeProjection, R0 } from './make-projection';

/** Below this latitude, degrees, a parallel is as good as straight. */
const STRAIGHT = 1e-9;

/** Polyconic projection, PCO: Calabretta & Greisen 2002, section 5.5.2. */
export const makePco: MakeProjection = () => ({
  theta0: 0,
  deproject: ({ x, y }) => {
    if (Math.abs(y) < STRAIGHT) return { lon: x, lat: y };
    const lat = latitudeOf(x, y);
    if (lat === undefined) return undefined;
    const tan = tanDegrees(lat);
    if (!Number.isFinite(tan)) return Math.abs(x) < STRAIGHT ? { lon: 0, lat } : undefined;
    return { lon: atan2Degrees((x * tan) / R0, 1 - ((y - lat) * tan) / R0) / sinDegrees(lat), lat };
  },
  project: ({ lon, lat }) => {
    if (Math.abs(lat) < STRAIGHT) return { x: lon * cosDegrees(lat), y: lat };
    const cot = Math.abs(lat) === 90 ? 0 : R0 / tanDegrees(lat);
    const angle = lon * sinDegrees(lat);
    // 1 - cos(angle) by the half angle, which loses no digits.
    return { x: cot * sinDegrees(angle), y: lat + 2 * cot * sinDegrees(angle / 2) ** 2 };
  },
});

/** The latitude between the equator and y whose parallel passes through the point: the root of equation 133. */
function latitudeOf(x: number, y: number): number | undefined {
  if (Math.abs(Math.abs(y) - 90) < 1e-12) return Math.sign(y) * 90;
  const miss = (lat: number) => (x * x + (y - lat) ** 2) * tanDegrees(lat) - 2 * R0 * (y - lat);
  // Beyond the pole no parallel passes but those that come down from it.
  const end = Math.min(Math.abs(y), 90 - 1e-12) * Math.sign(y);
  return miss(end) * Math.sign(y) < 0 ? undefined : rootBetween(miss, 0, end);
}
