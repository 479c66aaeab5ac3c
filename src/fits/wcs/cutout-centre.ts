import type { Wcs } from './wcs';

/** Where a cutout looks. */
export interface CutoutCentre {
  /** ICRS right ascension, degrees, 0 to 360. */
  readonly ra: number;
  /** ICRS declination, degrees. */
  readonly dec: number;
  /** Size of a pixel, arcseconds. */
  readonly pixelScaleArcsec: number;
}

/**
 * The sky at the centre of an image of `width x height` pixels, by its WCS alone: a header's RA and DEC keywords are
 * often those of the telescope, not of the galaxy.
 * @returns undefined where there is no WCS, or no sky at the centre
 */
export function cutoutCentre(wcs: Wcs | undefined, width: number, height: number): CutoutCentre | undefined {
  const sky = wcs?.pixelToSky((width + 1) / 2, (height + 1) / 2);
  return wcs && sky && { ...sky, pixelScaleArcsec: wcs.pixelScale };
}
