import { borderPixels, median, medianAbsoluteDeviation, SIGMA_PER_MAD, type Picture } from '../imaging';

const STRIP = 1 / 12;

/** Level and deviation of a frame's sky, in the unit of its pixels; NaN where the border has no defined pixel. */
export interface Sky {
  readonly level: number;
  readonly sigma: number;
}

/** The sky of one band, from a strip along the border a twelfth of the frame wide: its median and 1.4826 MAD. */
export function skyOf(band: Float32Array, { width, height }: Picture): Sky {
  const strip = Math.max(2, Math.floor(Math.min(width, height) * STRIP));
  const values = borderPixels(band, width, height, strip);
  return { level: median(values), sigma: SIGMA_PER_MAD * medianAbsoluteDeviation(values) };
}
