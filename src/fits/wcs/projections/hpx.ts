import { asinDegrees, atan2Degrees, cosDegrees, sinDegrees } from '../angles';
import { belowPole } from './oblique';
import { type MakeProjection, R0 } from './make-projection';

/**
 * HEALPix projection, HPX: Calabretta & Roukema 2007, MNRAS 381, 865, section 2. PVi_1 is H (default 4), the number of
 * facets around the equator, PVi_2 K (default 3), that of their rows.
 */
export const makeHpx: MakeProjection = (parameter) => {
  const [h, k] = [parameter(1, 4), parameter(2, 3)];
  if (!(h > 0 && k > 0)) return undefined;
  const highest = (k - 1) / k;
  const scale = (R0 * k * Math.PI) / (2 * h);
  const odd = Math.abs(k % 2) === 1;
  /** The middle of the facet that a longitude of a polar cap falls in. */
  const middle = (lon: number, north: boolean) => {
    const shift = odd || north ? 1 : 0;
    return -180 + (2 * Math.floor(((lon + 180) * h) / 360 + (1 - shift) / 2) + shift) * (180 / h);
  };
  return {
    theta0: 0,
    deproject: ({ x, y }) => {
      if (Math.abs(y) <= (90 * (k - 1)) / h) {
        const lat = asinDegrees(y / scale);
        return lat === undefined ? undefined : { lon: x, lat };
      }
      const sigma = (k + 1) / 2 - Math.abs((y * h) / 180);
      if (sigma < -1e-12) return undefined;
      const centre = middle(x, y > 0);
      const below = Math.max(0, sigma) ** 2 / k;
      const lat = Math.sign(y) * atan2Degrees(1 - below, Math.sqrt(below * (2 - below)));
      const offset = x - centre;
      // Between the facets of the caps there is no sky.
      if (Math.abs(offset) > (sigma * 180) / h + 1e-9) return undefined;
      return { lon: sigma < 1e-12 ? centre : centre + offset / sigma, lat };
    },
    project: ({ lon, lat }) => {
      const sin = sinDegrees(lat);
      if (Math.abs(sin) <= highest) return { x: lon, y: scale * sin };
      const sigma = Math.sqrt(k * belowPole(Math.abs(sin), cosDegrees(lat)));
      const centre = middle(lon, lat > 0);
      return { x: centre + (lon - centre) * sigma, y: Math.sign(lat) * (180 / h) * ((k + 1) / 2 - sigma) };
    },
  };
};
