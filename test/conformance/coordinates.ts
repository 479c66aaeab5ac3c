import { Header, tanWcs } from '../../src/fits';
import type { Coordinates } from './compare';

/** World coordinates of some pixels by a header alone, as its cards stand in a file; undefined where there are none. */
export function coordinatesOf(file: Uint8Array, pixel1: Coordinates['pixel1']): Coordinates | undefined {
  const wcs = tanWcs(headerOf(file));
  if (!wcs) return undefined;
  const world = pixel1.map(([x, y]): [number, number] => {
    const { ra, dec } = wcs.pixelToWorld(x, y);
    return wcs.longitudeAxis === 1 ? [ra, dec] : [dec, ra];
  });
  return { ctype: wcs.ctype, pixel1, world };
}

function headerOf(file: Uint8Array): Header {
  return new Header(file, 0, Math.floor(file.length / 80) * 80);
}
