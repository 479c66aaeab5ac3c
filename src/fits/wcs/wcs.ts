import type { Header } from '../header';
import { dssPlate } from './dss';
import { linearPlane, type PixelPlane } from './plane';
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

/**
 * The gnomonic (TAN) WCS of a header, SIP distortion applied: Calabretta & Greisen 2002, A&A 395, 1077. LONPOLE
 * defaults to 180 degrees, or 0 with the reference point at the pole; LATPOLE has no part in a zenithal projection.
 * The plate solution of a Digitized Sky Survey image goes before its linear WCS, as in WCSLIB.
 * @returns undefined where the first two axes are not right ascension and declination in TAN, or where the header asks
 * for something that is not applied here: no coordinates rather than wrong ones
 */
export function tanWcs(header: Header): Wcs | undefined {
  const plate = dssPlate(header);
  if (plate) return onTheSky(['RA---TAN', 'DEC--TAN'], 1, plate.plane, { ...plate.centre, nativeLon: 180 });

  const ctype = [(header.string('CTYPE1') ?? '').trim(), (header.string('CTYPE2') ?? '').trim()] as const;
  if (!ctype.every((type) => CTYPE.test(type)) || ctype[0].slice(0, 2) === ctype[1].slice(0, 2)) return undefined;
  const longitudeAxis = ctype[0].startsWith('RA') ? 1 : 2;
  const plane = linearPlane(header);
  const [lon, lat] = [header.number(`CRVAL${longitudeAxis}`, 0), header.number(`CRVAL${3 - longitudeAxis}`, 0)];
  if (!plane || !(Math.abs(lat) <= 90)) return undefined;
  // PVi_3 of the longitude axis is LONPOLE by its other name, and goes before it (section 2.5 of the paper).
  const nativeLon = header.number(`PV${longitudeAxis}_3`) ?? header.number('LONPOLE') ?? (lat >= 90 ? 0 : 180);
  return onTheSky(ctype, longitudeAxis, plane, { lon, lat, nativeLon });
}

function onTheSky(ctype: Wcs['ctype'], longitudeAxis: 1 | 2, plane: PixelPlane, pole: Pole): Wcs {
  const swap = ({ x, y }: { x: number; y: number }) => (longitudeAxis === 1 ? { x, y } : { x: y, y: x });
  return {
    ctype,
    longitudeAxis,
    pixelScale: plane.pixelScale,
    pixelToWorld: (x, y) => {
      const sky = toCelestial(TAN.deproject(swap(plane.toPlane(x, y))), pole);
      return { ra: sky.lon, dec: sky.lat };
    },
    worldToPixel: (ra, dec) => {
      const point = TAN.project(toNative({ lon: ra, lat: dec }, pole));
      return point && plane.toPixel(swap(point));
    },
  };
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
