import { type Hdu, imageSize, readPlane } from '../fits';
import type { Picture } from './picture';

/**
 * The picture that an image HDU holds: a cube of three planes as colour, its last plane red, for survey cubes run from
 * blue to red (Legacy Surveys' g, r, z); any other cube as the mean of its planes, pixels undefined in some left out.
 * @param check throws where a picture of this size is not wanted; called before its pixels take memory
 * @throws FitsError as `readPlane`; for an image without pixels too
 */
export function pictureFromFits(hdu: Hdu, check?: (width: number, height: number) => void): Picture {
  const { width, height, planes } = imageSize(hdu);
  check?.(width, height);
  const bands =
    planes === 3
      ? [2, 1, 0].map((plane) => readPlane(hdu, plane))
      : [planes === 1 ? readPlane(hdu, 0) : meanOfPlanes(hdu, width * height, planes)];
  if (width * height === 0) throw hdu.error('the image has no pixels');
  return { width, height, bands };
}

function meanOfPlanes(hdu: Hdu, pixels: number, planes: number): Float32Array {
  // The first plane is read before anything is allocated: it throws where the data are not there.
  const plane = readPlane(hdu, 0);
  const sum = new Float64Array(pixels);
  const defined = new Uint32Array(pixels);
  for (let p = 0; p < planes; p++) {
    if (p > 0) readPlane(hdu, p, plane);
    for (let i = 0; i < pixels; i++) {
      if (!Number.isFinite(plane[i])) continue;
      sum[i] += plane[i];
      defined[i]++;
    }
  }
  for (let i = 0; i < pixels; i++) plane[i] = defined[i] ? sum[i] / defined[i] : NaN;
  return plane;
}
