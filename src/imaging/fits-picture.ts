import { type Hdu, imageSize, readPlane } from '../fits';
import type { Picture } from './picture';

/**
 * The picture that an image HDU holds: a cube of three planes as colour, its last plane red, for survey cubes run from
 * blue to red (Legacy Surveys' g, r, z); of any other image the first plane, as one band.
 * @throws FitsError as `readPlane`; for an image without pixels too
 */
export function pictureFromFits(hdu: Hdu): Picture {
  const { width, height, planes } = imageSize(hdu);
  const order = planes === 3 ? [2, 1, 0] : [0];
  const bands = order.map((plane) => readPlane(hdu, plane));
  if (width * height === 0) throw hdu.error('the image has no pixels');
  return { width, height, bands };
}
