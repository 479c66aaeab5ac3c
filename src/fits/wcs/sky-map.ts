import { cosDegrees, signedDegrees, sinDegrees } from './angles';
import type { WcsKeywords } from './keywords';
import { nativePole } from './pole';
import type { Parameters, PlanePoint, Projection } from './projections/make-projection';
import { PROJECTIONS } from './projections/registry';
import { toCelestial, toNative, type Pole, type Spherical } from './spherical';

/** The projection plane (degrees, x along the longitude axis) to the sky of the header's frame, and back. */
export interface SkyMap {
  /** Code of the projection in the standard. */
  readonly projection: string;
  readonly toSky: (point: PlanePoint) => Spherical | undefined;
  readonly toPlane: (sky: Spherical) => PlanePoint | undefined;
}

/** The same for a projection whose pole is known already. */
export function skyMap(
  projection: string,
  { deproject, project }: Projection,
  pole: Pole,
  offset?: PlanePoint,
): SkyMap {
  const [x0, y0] = [offset?.x ?? 0, offset?.y ?? 0];
  return {
    projection,
    toSky: ({ x, y }) => {
      const native = onSphere(deproject({ x: x + x0, y: y + y0 }));
      return native && toCelestial(native, pole);
    },
    toPlane: (sky) => {
      const { lon, lat } = toNative(sky, pole);
      if (!Number.isFinite(lon + lat)) return undefined;
      const native = { lon: signedDegrees(lon), lat };
      const point = project(native);
      if (!point || !isSame(native, deproject(point))) return undefined;
      return { x: point.x - x0, y: point.y - y0 };
    },
  };
}

/** Keywords that describe the map, apart from its projection. */
export interface MapKeywords {
  readonly keywords: WcsKeywords;
  readonly code: string;
  readonly longitudeAxis: 1 | 2;
  /** CRVAL in degrees. */
  readonly celestial: Spherical;
  /** Whether PVi_m belong to a distortion, and say nothing of the projection. */
  readonly bare: boolean;
  /** Parameters that stand elsewhere than in PVi_m. */
  readonly parameters?: Parameters;
}

/**
 * Reads projection, reference point and orientation: CRVAL, LONPOLE, LATPOLE, PVi_m (Calabretta & Greisen 2002,
 * sections 2.2 to 2.6). PVi_3 and PVi_4 of the longitude axis go before LONPOLE and LATPOLE.
 * @returns undefined where the projection is unknown, or its parameters or the orientation are impossible
 */
export function readSkyMap({
  keywords,
  code,
  longitudeAxis,
  celestial,
  bare,
  parameters,
}: MapKeywords): SkyMap | undefined {
  const old = ALIASES.get(code)?.(celestial);
  const name = old?.code ?? code;
  const own: Parameters = bare
    ? (_, fallback = 0) => fallback
    : (m, fallback = 0) => keywords.number(`PV${3 - longitudeAxis}_${m}`, fallback);
  const projection = PROJECTIONS.get(name)?.(old?.parameters ?? parameters ?? own);
  if (!projection) return undefined;
  const override = (m: number) => (bare ? undefined : keywords.number(`PV${longitudeAxis}_${m}`));
  const start = old?.start ?? readStart(override);
  const native = { lon: start.lon ?? 0, lat: start.lat ?? projection.theta0 };
  const pole = nativePole({
    celestial,
    native,
    lonPole: known(override(3) ?? keywords.number('LONPOLE')),
    latPole: known(override(4) ?? keywords.number('LATPOLE')) ?? 90,
  });
  if (!pole) return undefined;
  if (!start.moved || start.lon === undefined || start.lat === undefined) return skyMap(name, projection, pole);
  const offset = projection.project(native);
  return offset && skyMap(name, projection, pole, offset);
}

/** Where the reference point is on the native sphere, if the header says so; and whether CRPIX is there, too. */
interface Start {
  readonly lon?: number;
  readonly lat?: number;
  readonly moved: boolean;
}

function readStart(override: (m: number) => number | undefined): Start {
  return { lon: override(1), lat: override(2), moved: (override(0) ?? 0) !== 0 };
}

/** WCSLIB's mark of a value that is to have its default. */
function known(angle: number | undefined): number | undefined {
  return angle === 999 ? undefined : angle;
}

type Alias = (celestial: Spherical) => { code: string; parameters?: Parameters; start?: Start };

/** Old names: NCP is SIN seen from the pole; GLS is SFL with the map moved along its meridian instead of turned (section 6.1.4). */
const ALIASES: ReadonlyMap<string, Alias> = new Map<string, Alias>([
  [
    'NCP',
    ({ lat }) => ({
      code: 'SIN',
      parameters: (m) => (m === 2 ? cosDegrees(lat) / sinDegrees(lat) : 0),
    }),
  ],
  [
    'GLS',
    ({ lon, lat }) => ({ code: 'SFL', start: lon === 0 && lat === 0 ? undefined : { lon: 0, lat, moved: true } }),
  ],
  ['TPV', () => ({ code: 'TAN' })],
  ['TNX', () => ({ code: 'TAN' })],
  ['ZPX', () => ({ code: 'ZPN' })],
]);

/** Rounding may take a point this far, degrees, over the edge of the native sphere. */
const EDGE = 1e-9;

/** The point itself if it is on the sphere: cylinders and cones go round more than once, and points beyond the first turn are none. */
function onSphere(native: Spherical | undefined): Spherical | undefined {
  if (!native || !(Math.abs(native.lon) <= 180 + EDGE && Math.abs(native.lat) <= 90 + EDGE)) return undefined;
  return Math.abs(native.lat) <= 90 ? native : { lon: native.lon, lat: 90 * Math.sign(native.lat) };
}

/** Whether the plane has the point at one place only: not one that is behind another. */
function isSame(a: Spherical, b: Spherical | undefined): boolean {
  if (!b) return false;
  const across = Math.abs(signedDegrees(a.lon - b.lon)) * cosDegrees(a.lat);
  return Math.abs(a.lat - b.lat) < 1e-4 && across < 1e-4;
}
