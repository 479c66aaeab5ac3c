import type { Header } from '../header';
import { readAxisTypes, type AxisTypes } from './axis-types';
import { type Distortion, undistort } from './distortion/distortion';
import { dssPlate } from './distortion/dss';
import type { LookupSource } from './distortion/lookup';
import { readSip } from './distortion/sip';
import { readTnx, zpxParameters } from './distortion/tnx';
import { hasLinearPolynomials, hasScampPolynomials, readTpv } from './distortion/tpv';
import { readFrame, type CelestialFrame } from './frames/frame';
import { frameTransform, type FrameTransform } from './frames/transform';
import { WcsKeywords } from './keywords';
import { readLinear } from './linear';
import { pixelPlane, type PixelPlane } from './plane';
import { tan } from './projections/tan';
import { readSkyMap, skyMap, type SkyMap } from './sky-map';

/** The sky coordinates of an image (FITS 4.0, section 8). Pixels are 1-based: (1, 1) is the centre of the first. */
export interface Wcs {
  /** CTYPE1, CTYPE2, old names of projections (NCP, GLS) and those that mean a distortion (TPV) put as the standard has them. */
  readonly ctype: readonly [string, string];
  /** Which axis is the longitude: 1 or 2. */
  readonly longitudeAxis: 1 | 2;
  /** The three letters of the map projection: TAN, SIN, ... */
  readonly projection: string;
  /** The header's own frame, that of `pixelToWorld`. */
  readonly frame: CelestialFrame;
  /** Size of a pixel at the reference point, in arcseconds: the square root of its area. */
  readonly pixelScale: number;
  /** Longitude (0 to 360) and latitude in the header's frame, degrees; undefined where the image shows no sky. */
  readonly pixelToWorld: (x: number, y: number) => { lon: number; lat: number } | undefined;
  /** The pixel that shows a point of the header's frame, degrees; undefined where none does. */
  readonly worldToPixel: (lon: number, lat: number) => { x: number; y: number } | undefined;
  /** ICRS right ascension (0 to 360) and declination, degrees; undefined where the image shows no sky. */
  readonly pixelToSky: (x: number, y: number) => { ra: number; dec: number } | undefined;
  /** The pixel that shows a point of ICRS, degrees; undefined where none does. */
  readonly skyToPixel: (ra: number, dec: number) => { x: number; y: number } | undefined;
}

export interface WcsOptions {
  /** Where distortions by lookup table find their tables; without it headers that ask for one have no coordinates. */
  readonly lookups?: LookupSource;
  /** Which of the header's coordinate descriptions: '' (default) the primary one, 'A' to 'Z' an alternate. */
  readonly alternate?: string;
}

/**
 * The sky coordinates of an image by its header: every celestial projection of Calabretta & Greisen 2002 (A&A 395,
 * 1077) and HEALPix, with SIP, TPV, TNX and lookup-table distortions. The plate solution of a Digitized Sky Survey
 * image goes before its linear WCS, as in WCSLIB.
 * @returns undefined where the first two axes are not a celestial longitude and latitude in either order, or where the
 * header asks for something that is impossible or not applied here: no coordinates rather than wrong ones
 */
export function readWcs(header: Header, { lookups, alternate = '' }: WcsOptions = {}): Wcs | undefined {
  const keywords = new WcsKeywords(header, alternate);
  const plate = alternate === '' ? dssPlate(header) : undefined;
  if (plate) {
    const frame = readFrame(keywords, 'RA');
    const map = skyMap('TAN', tan, { ...plate.centre, nativeLon: 180 });
    return frame && wcsOf({ ctype: ['RA---TAN', 'DEC--TAN'], longitudeAxis: 1 }, frame, plate.plane, map);
  }
  const types = readAxisTypes(keywords);
  const frame = types && readFrame(keywords, types.longitude);
  const layers = frame && readLayers(keywords, types, lookups);
  if (!layers) return undefined;
  const { plane, map } = layers;
  const [type1, type2] = types.ctype.map((type) => type.slice(0, 5) + map.projection + type.slice(8));
  return wcsOf({ ctype: [type1, type2], longitudeAxis: types.longitudeAxis }, frame, plane, map);
}

/** Reads the two steps, pixels to plane and plane to sky, and which distortions they have. */
function readLayers(
  keywords: WcsKeywords,
  { longitudeAxis, code, sip: marked }: AxisTypes,
  lookups: LookupSource | undefined,
): { plane: PixelPlane; map: SkyMap } | undefined {
  const linear = readLinear(keywords, longitudeAxis);
  if (!linear) return undefined;
  const { header } = keywords;
  let sip = readSip(header, linear.reference);
  let bend: Distortion | undefined;
  const scamp = code === 'TAN' && hasScampPolynomials(keywords);
  if (code === 'TPV' || (scamp && !marked)) {
    // A header with both distortions: here SIP is the redundant one, just as SCAMP's polynomials are where CTYPE ends in
    // -SIP.
    sip = 'none';
    bend = readTpv(keywords, longitudeAxis);
    if (!bend) return undefined;
  } else if (scamp && sip === 'none') {
    return undefined;
  } else if (code === 'TAN' && !scamp && hasLinearPolynomials(keywords)) {
    return undefined;
  } else if (code === 'TNX' || code === 'ZPX') {
    bend = readTnx(header, longitudeAxis);
    if (!bend) return undefined;
  }
  const straight = pixelPlane(header, linear, sip, lookups);
  const zpx = code === 'ZPX' ? zpxParameters(header, longitudeAxis === 1 ? 2 : 1) : undefined;
  const [lonUnit, latUnit] = longitudeAxis === 1 ? linear.units : [linear.units[1], linear.units[0]];
  const map = readSkyMap({
    keywords,
    code,
    longitudeAxis,
    celestial: {
      lon: keywords.number(`CRVAL${longitudeAxis}`, 0) * lonUnit,
      lat: keywords.number(`CRVAL${3 - longitudeAxis}`, 0) * latUnit,
    },
    bare: code === 'TPV' || scamp,
    parameters: zpx && ((m, fallback = 0) => zpx.get(m) ?? fallback),
  });
  if (!straight || !map) return undefined;
  const steps = code === 'TNX' || code === 'ZPX' ? undefined : linear.steps;
  return { plane: onLongitude(straight, longitudeAxis, bend && steps ? inSteps(bend, ...steps) : bend), map };
}

/** A distortion of the plane in units of CDELT: WCSLIB takes it before that step, so that without CDi_j its units are those. */
function inSteps(bend: Distortion, stepX: number, stepY: number): Distortion {
  return (x, y) => {
    const [bentX, bentY] = bend(x / stepX, y / stepY);
    return [bentX * stepX, bentY * stepY];
  };
}

/** The plane with its x along the longitude, bent by a distortion of the plane itself. */
function onLongitude(plane: PixelPlane, longitudeAxis: 1 | 2, bend: Distortion | undefined): PixelPlane {
  const swap = ({ x, y }: { x: number; y: number }) => (longitudeAxis === 1 ? { x, y } : { x: y, y: x });
  const pixel = plane.pixelScale / 3600;
  return {
    toPlane: (px, py) => {
      const { x, y } = swap(plane.toPlane(px, py));
      if (!bend) return { x, y };
      const [bentX, bentY] = bend(x, y);
      return { x: bentX, y: bentY };
    },
    toPixel: ({ x, y }) => {
      const at = bend ? undistort(bend, [x, y], [x, y], Math.max(1e-9 * pixel, 1e-14), 0.1 * pixel) : [x, y];
      return at && plane.toPixel(swap({ x: at[0], y: at[1] }));
    },
    pixelScale: plane.pixelScale,
  };
}

function wcsOf(axes: Pick<Wcs, 'ctype' | 'longitudeAxis'>, frame: CelestialFrame, plane: PixelPlane, map: SkyMap): Wcs {
  // Computed on first use, because many callers never need it.
  let made: FrameTransform | undefined;
  const transform = () => (made ??= frameTransform(frame));
  const pixelToWorld: Wcs['pixelToWorld'] = (x, y) => {
    const point = plane.toPlane(x, y);
    const sky = Number.isFinite(point.x + point.y) ? map.toSky(point) : undefined;
    return sky && Number.isFinite(sky.lon + sky.lat) ? sky : undefined;
  };
  const worldToPixel: Wcs['worldToPixel'] = (lon, lat) => {
    if (!Number.isFinite(lon) || !(Math.abs(lat) <= 90)) return undefined;
    const point = map.toPlane({ lon, lat });
    const pixel = point && plane.toPixel(point);
    return pixel && Number.isFinite(pixel.x + pixel.y) ? pixel : undefined;
  };
  return {
    ...axes,
    projection: map.projection,
    frame,
    pixelScale: plane.pixelScale,
    pixelToWorld,
    worldToPixel,
    pixelToSky: (x, y) => {
      const world = pixelToWorld(x, y);
      const sky = world && transform().toIcrs(world);
      return sky && { ra: sky.lon, dec: sky.lat };
    },
    skyToPixel: (ra, dec) => {
      const { lon, lat } = transform().fromIcrs({ lon: ra, lat: dec });
      return worldToPixel(lon, lat);
    },
  };
}
