import { type CelestialFrame, readWcs, skyDirections as wcsDirections, Header } from '../../../src/fits';
import type { HeaderBytes } from '../../../src/viewing';
import type { Point } from './geometry';

/** Where an image's pixels lie on the sky. Positions are ICRS degrees, image points as `Point` has them. */
export interface SkyMap {
  /** Arcseconds a pixel at the reference point. */
  readonly pixelScale: number;
  /** The frame of the image's own coordinates. */
  readonly frame: CelestialFrame;
  toSky(point: Point): { ra: number; dec: number } | undefined;
  toImage(ra: number, dec: number): Point | undefined;
  /** What an arcsecond towards north and towards east is in the image, in pixels; undefined where it cannot be told. */
  directions(point: Point): { north: Point; east: Point } | undefined;
}

/** The sky of an image; undefined where its header gives none. */
export function skyMap({ bytes, lookups, coordinates = bytes }: HeaderBytes): SkyMap | undefined {
  const wcs = readWcs(new Header(coordinates, 0, coordinates.length), {
    lookups: (extname, extver) => lookups.find((one) => one.extname === extname && one.extver === extver)?.table,
  });
  return (
    wcs && {
      pixelScale: wcs.pixelScale,
      frame: wcs.frame,
      // FITS pixels are counted from 1, at their centres.
      toSky: ({ x, y }) => wcs.pixelToSky(x + 0.5, y + 0.5),
      toImage: (ra, dec) => {
        const pixel = wcs.skyToPixel(ra, dec);
        return pixel && { x: pixel.x - 0.5, y: pixel.y - 0.5 };
      },
      directions: ({ x, y }) => wcsDirections(wcs, x + 0.5, y + 0.5),
    }
  );
}
