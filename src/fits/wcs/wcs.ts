import type { Header } from '../header';
import { readLinear } from './linear';
import { readSip } from './sip';
import { type Pole, toCelestial, toNative } from './spherical';
import { TAN } from './tan';

/** The sky coordinates of an image (FITS 4.0, section 8). */
export interface Wcs {
  /** CTYPE1, CTYPE2, as in the header. */
  readonly ctype: readonly [string, string];
  /** Which axis is the longitude: 1 or 2. */
  readonly longitudeAxis: 1 | 2;
  /** Size of a pixel at the reference point, in arcseconds: the square root of its area. */
  readonly pixelScale: number;
  /** Right ascension (0 to 360) and declination, in degrees, of a point in 1-based FITS pixels: (1, 1) is the centre of the first. */
  readonly pixelToWorld: (x: number, y: number) => { ra: number; dec: number };
  /** 1-based FITS pixels of a point on the sky, in degrees; undefined where the projection does not show it. */
  readonly worldToPixel: (ra: number, dec: number) => { x: number; y: number } | undefined;
}

/** RA---TAN or DEC--TAN, with or without the mark of SIP. */
const CTYPE = /^(RA--|DEC-)-TAN(-SIP)?$/;

/** Keywords of distortions that are not applied (lookup tables, Paper IV): coordinates without them would be wrong. */
const UNSUPPORTED = ['CPDIS1', 'CPDIS2', 'CQDIS1', 'CQDIS2', 'D2IMDIS1', 'D2IMDIS2', 'D2IM1', 'D2IM2', 'AXISCORR'];

/**
 * The gnomonic (TAN) WCS of a header, SIP distortion applied: Calabretta & Greisen 2002, A&A 395, 1077. LONPOLE
 * defaults to 180 degrees, or 0 with the reference point at the pole; LATPOLE has no part in a zenithal projection.
 * @returns undefined where the first two axes are not right ascension and declination in TAN, or where the header asks
 * for something that is not applied here: no coordinates rather than wrong ones
 */
export function tanWcs(header: Header): Wcs | undefined {
  const ctype = [(header.string('CTYPE1') ?? '').trim(), (header.string('CTYPE2') ?? '').trim()] as const;
  if (!ctype.every((type) => CTYPE.test(type)) || ctype[0].slice(0, 2) === ctype[1].slice(0, 2)) return undefined;
  const longitudeAxis = ctype[0].startsWith('RA') ? 1 : 2;
  const linear = readLinear(header);
  if (!linear || UNSUPPORTED.some((key) => header.has(key))) return undefined;
  const sip = readSip(header, linear.reference);
  if (!sip && hasOtherPolynomials(header)) return undefined;

  const [crval1, crval2] = [header.number('CRVAL1', 0), header.number('CRVAL2', 0)];
  const [lon, lat] = longitudeAxis === 1 ? [crval1, crval2] : [crval2, crval1];
  if (!(Math.abs(lat) <= 90)) return undefined;
  // PVi_3 of the longitude axis is LONPOLE by its other name, and goes before it (section 2.5 of the paper).
  const lonpole = header.number(`PV${longitudeAxis}_3`) ?? header.number('LONPOLE') ?? (lat >= 90 ? 0 : 180);
  const pole: Pole = { lon, lat, nativeLon: lonpole };
  const { reference, matrix, inverse } = linear;

  return {
    ctype,
    longitudeAxis,
    pixelScale: 3600 * Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])),
    pixelToWorld: (x, y) => {
      const [px, py] = sip ? sip.correct(x, y) : [x, y];
      const [u, v] = [px - reference[0], py - reference[1]];
      const first = matrix[0] * u + matrix[1] * v;
      const second = matrix[2] * u + matrix[3] * v;
      const point = longitudeAxis === 1 ? { x: first, y: second } : { x: second, y: first };
      const sky = toCelestial(TAN.deproject(point), pole);
      return { ra: sky.lon, dec: sky.lat };
    },
    worldToPixel: (ra, dec) => {
      const point = TAN.project(toNative({ lon: ra, lat: dec }, pole));
      if (!point) return undefined;
      const [first, second] = longitudeAxis === 1 ? [point.x, point.y] : [point.y, point.x];
      const x = inverse[0] * first + inverse[1] * second + reference[0];
      const y = inverse[2] * first + inverse[3] * second + reference[1];
      const pixel = sip ? sip.distort(x, y) : ([x, y] as const);
      return pixel && { x: pixel[0], y: pixel[1] };
    },
  };
}

/** PVi_m on a TAN axis: SCAMP's polynomials under TAN's name, or a reference point moved away from the pole. */
function hasOtherPolynomials(header: Header): boolean {
  for (const axis of [1, 2]) {
    for (let m = 0; m <= 39; m++) if (m !== 3 && m !== 4 && header.number(`PV${axis}_${m}`, 0) !== 0) return true;
  }
  return header.has('DQ1') || header.has('DP1');
}

/** Where a cutout looks. */
export interface CutoutCentre {
  /** Right ascension, degrees, 0 to 360. */
  readonly ra: number;
  /** Declination, degrees. */
  readonly dec: number;
  /** Size of a pixel, arcseconds. */
  readonly pixelScaleArcsec: number;
}

/**
 * The sky at the centre of an image of `width x height` pixels, by its WCS alone: a header's RA and DEC keywords are
 * often those of the telescope, not of the galaxy.
 * @returns undefined where the header has no WCS that `tanWcs` reads
 */
export function cutoutCentre(header: Header, width: number, height: number): CutoutCentre | undefined {
  const wcs = tanWcs(header);
  if (!wcs) return undefined;
  const { ra, dec } = wcs.pixelToWorld((width + 1) / 2, (height + 1) / 2);
  return Number.isFinite(ra + dec) ? { ra, dec, pixelScaleArcsec: wcs.pixelScale } : undefined;
}
