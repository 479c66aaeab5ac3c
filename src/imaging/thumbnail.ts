import type { Picture } from './picture';
import { resampleDefined } from './resample';

/**
 * The picture shrunk to fit in `size x size` pixels, its proportions kept; each pixel the mean of the area it covers,
 * undefined pixels left out. A picture that fits already is returned as it is: enlarging is the screen's work.
 * @throws RangeError for a size that is not a positive integer, or an empty picture
 */
export function thumbnail(picture: Picture, size: number): Picture {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`a thumbnail cannot have a side of ${size}`);
  const longest = Math.max(picture.width, picture.height);
  if (longest <= size) return picture;
  const width = Math.max(1, Math.round((picture.width * size) / longest));
  const height = Math.max(1, Math.round((picture.height * size) / longest));
  const bands = picture.bands.map((band) => resampleDefined(band, picture.width, picture.height, width, height, 'box'));
  return { width, height, bands };
}
