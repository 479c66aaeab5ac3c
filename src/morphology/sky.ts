import { median, medianAbsoluteDeviation, type Picture } from '../imaging';

/** Standard deviations a median absolute deviation of a normal distribution is worth. */
const SIGMA_PER_MAD = 1.4826;
const STRIP = 1 / 12;

/** Level and deviation of a frame's sky, in the unit of its pixels; NaN where the border has no defined pixel. */
export interface Sky {
  readonly level: number;
  readonly sigma: number;
}

/** The sky of one band, from a strip along the border a twelfth of the frame wide: its median and 1.4826 MAD. */
export function skyOf(band: Float32Array, { width, height }: Picture): Sky {
  const strip = Math.max(2, Math.floor(Math.min(width, height) * STRIP));
  const border = new Float32Array(band.length);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const edge = y < strip || y >= height - strip;
    for (let x = 0; x < width; x++) {
      if (x === strip && !edge) x = width - strip;
      border[count++] = band[y * width + x];
    }
  }
  const values = border.subarray(0, count);
  return { level: median(values), sigma: SIGMA_PER_MAD * medianAbsoluteDeviation(values) };
}
