import { asinDegrees, atan2Degrees, cosDegrees, sinDegrees } from '../angles';
import { belowPole } from './oblique';
import type { MakeProjection } from './make-projection';

/**
 * HEALPix polar ("butterfly") projection, XPH: Calabretta & Roukema 2007, MNRAS 381, 865; the plane of HPX (H = 4,
 * K = 3) cut in four gores that meet at the north pole, as WCSLIB lays them out.
 */
export const makeXph: MakeProjection = () => ({
  theta0: 90,
  deproject: ({ x, y }) => {
    const [u, v] = [x / Math.SQRT2, y / Math.SQRT2];
    const gore = goreOf(x, y);
    const [along, out] = [
      [-u - v, u - v],
      [u - v, u + v],
      [u + v, v - u],
      [v - u, -u - v],
    ][gore];
    const start = -180 + 90 * gore;
    const eta = out + 90;
    const height = Math.abs(eta);
    if (height > 90 + 1e-9) return undefined;
    if (height <= 45) {
      const lat = asinDegrees(eta / 67.5);
      return Math.abs(along) > 45 + 1e-9 || lat === undefined ? undefined : { lon: start + 45 + along, lat };
    }
    const sigma = Math.max(0, (90 - height) / 45);
    if (Math.abs(along) > 45 * sigma + 1e-9) return undefined;
    const below = (sigma * sigma) / 3;
    const lat = Math.sign(eta) * atan2Degrees(1 - below, Math.sqrt(below * (2 - below)));
    return { lon: sigma < 1e-12 ? 0 : start + 45 + along / sigma, lat };
  },
  project: ({ lon, lat }) => {
    const gore = Math.min(3, Math.max(0, Math.floor((lon + 180) / 90)));
    const offset = lon + 180 - 90 * gore - 45;
    const sin = sinDegrees(lat);
    let [along, eta] = [offset, 67.5 * sin];
    if (Math.abs(sin) > 2 / 3) {
      const sigma = Math.sqrt(3 * belowPole(Math.abs(sin), cosDegrees(lat)));
      [along, eta] = [offset * sigma, Math.sign(sin) * 45 * (2 - sigma)];
    }
    const out = eta - 90;
    const [x, y] = [
      [out - along, -along - out],
      [along + out, out - along],
      [along - out, along + out],
      [-along - out, along - out],
    ][gore];
    return { x: x / Math.SQRT2, y: y / Math.SQRT2 };
  },
});

/** Index of the gore that contains a point of the plane, counted from native longitude -180. */
function goreOf(x: number, y: number): number {
  if (x <= 0 && y > 0) return 0;
  if (x < 0 && y <= 0) return 1;
  return x >= 0 && y < 0 ? 2 : 3;
}
