import { type Header, readWcs } from '../../src/fits';
import type { Coordinates } from './compare';

/**
 * World coordinates of some pixels by a header alone, null where the image shows no sky; undefined where the header gives
 * none.
 */
export function coordinatesOf(header: Header, pixel1: Coordinates['pixel1']): Coordinates | undefined {
  const wcs = readWcs(header);
  if (!wcs) return undefined;
  const world = pixel1.map(([x, y]) => {
    const sky = wcs.pixelToWorld(x, y);
    if (!sky) return [null, null] as const;
    const { lon, lat } = sky;
    return wcs.longitudeAxis === 1 ? ([lon, lat] as const) : ([lat, lon] as const);
  });
  return { ctype: wcs.ctype, pixel1, world };
}
