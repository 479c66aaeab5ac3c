import type { Point, Stamp } from './stamp';

/** The shape of a source as that of the Gaussian with its second moments. */
export interface Ellipse {
  /** 1 - b/a, 0 (round) to 1. */
  readonly ellipticity: number;
  /** a/b, at least 1. */
  readonly elongation: number;
  /** Angle of the major axis in radians, from the x axis towards growing rows, -π/2 to π/2. */
  readonly orientation: number;
}

/** Variance of a pixel: the least that a thin source has across. */
const PIXEL = 1 / 12;

/** The segment's centre of light, pixels; undefined where its light sums to nothing or the centre is outside. */
export function centroid({ width, height, light, segment }: Stamp): Point | undefined {
  let [sum, sx, sy] = [0, 0, 0];
  for (let row = 0, y = 0; row < light.length; row += width, y++) {
    for (let x = 0; x < width; x++) {
      if (!segment[row + x]) continue;
      const value = light[row + x];
      sum += value;
      sx += value * x;
      sy += value * y;
    }
  }
  if (!(sum > 0)) return undefined;
  const [x, y] = [sx / sum, sy / sum];
  return x >= 0 && y >= 0 && x < width && y < height ? { x, y } : undefined;
}

/** Shape of the segment about `centre` by its second moments (Bertin and Arnouts 1996, A&AS 117, 393; SExtractor manual). */
export function ellipse({ width, light, segment }: Stamp, centre: Point): Ellipse {
  let [sum, xx, yy, xy] = [0, 0, 0, 0];
  for (let row = 0, dy = -centre.y; row < light.length; row += width, dy++) {
    for (let x = 0; x < width; x++) {
      if (!segment[row + x]) continue;
      const value = light[row + x];
      const dx = x - centre.x;
      sum += value;
      xx += value * dx * dx;
      yy += value * dy * dy;
      xy += value * dx * dy;
    }
  }
  [xx, yy, xy] = [xx / sum, yy / sum, xy / sum];
  while (Math.abs(xx * yy - xy * xy) < PIXEL * PIXEL) {
    xx += xx >= 0 ? PIXEL : -PIXEL;
    yy += yy >= 0 ? PIXEL : -PIXEL;
  }
  const half = Math.hypot((xx - yy) / 2, xy);
  const axes = [Math.abs((xx + yy) / 2 + half), Math.abs((xx + yy) / 2 - half)];
  const ratio = Math.sqrt(Math.min(...axes) / Math.max(...axes));
  return { ellipticity: 1 - ratio, elongation: 1 / ratio, orientation: Math.atan2(2 * xy, xx - yy) / 2 };
}
