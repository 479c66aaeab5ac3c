import type { Picture } from './picture';

/**
 * The central `width x height` pixels; where the margin is odd, the extra pixel stays off at the end. A side longer
 * than the picture's is cut to it.
 * @throws RangeError for a side that is not a positive integer
 */
export function cropCentre(picture: Picture, width: number, height: number): Picture {
  for (const length of [width, height]) {
    if (!Number.isInteger(length) || length < 1) throw new RangeError(`cannot crop to a side of ${length}`);
  }
  const w = Math.min(width, picture.width);
  const h = Math.min(height, picture.height);
  const left = Math.floor((picture.width - w) / 2);
  const top = Math.floor((picture.height - h) / 2);
  const bands = picture.bands.map((band) => {
    const out = new Float32Array(w * h);
    for (let row = 0; row < h; row++) {
      const start = (top + row) * picture.width + left;
      out.set(band.subarray(start, start + w), row * w);
    }
    return out;
  });
  return { width: w, height: h, bands };
}

/**
 * The central part that fills the frame when the picture is magnified `zoom` times: sides divided by `zoom` and
 * rounded, never below one pixel.
 * @param zoom 1 (all of the picture) or more
 * @throws RangeError for a zoom below 1
 */
export function cropZoom(picture: Picture, zoom: number): Picture {
  if (!(zoom >= 1)) throw new RangeError(`a zoom is 1 or more, not ${zoom}`);
  const side = (length: number) => Math.max(1, Math.round(length / zoom));
  return cropCentre(picture, side(picture.width), side(picture.height));
}

/** The central square, as large as the picture holds. */
export function cropSquare(picture: Picture): Picture {
  const side = Math.min(picture.width, picture.height);
  return cropCentre(picture, side, side);
}
