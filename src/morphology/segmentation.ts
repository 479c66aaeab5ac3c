import { labelRegions } from './regions';

/** Sigmas of the smoothed sky above which there is a source, and the fewest pixels of one, as SExtractor's defaults. */
const THRESHOLD = 1.5;
const SMALLEST_AREA = 5;
/** The kernel 1 2 1 x 1 2 1 leaves of the deviation of independent pixels: √(6/16 · 6/16). */
const SMOOTHED_SIGMA = 6 / 16;

/** Sources of a frame: 1 the one in the middle, 2 all others, 0 the sky. */
export type SegmentMap = Uint8Array;

/**
 * Finds the source in the middle of a frame: smoothed by the 3 x 3 kernel of SExtractor's default, all regions of at least
 * 5 pixels (neighbours by eight) above 1.5 sigma of the smoothed sky are sources (Bertin and Arnouts 1996, A&AS 117, 393,
 * without deblending); the one whose pixel lies nearest to the frame's middle is the galaxy.
 * @param light above the sky; undefined pixels are 0
 * @returns undefined where no region rises above the sky
 */
export function segment(light: Float64Array, width: number, sigma: number): SegmentMap | undefined {
  const height = light.length / width;
  const smooth = smoothed(light, width);
  const threshold = THRESHOLD * SMOOTHED_SIGMA * sigma;
  const above = new Uint8Array(light.length);
  for (let i = 0; i < above.length; i++) if (smooth[i] > threshold) above[i] = 1;
  const { labels, count } = labelRegions(above, width);
  const area = new Int32Array(count + 1);
  const distance = new Float64Array(count + 1).fill(Infinity);
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  for (let i = 0, x = 0, y = 0; i < labels.length; i++, x++) {
    if (x === width) {
      x = 0;
      y++;
    }
    const label = labels[i];
    if (label === 0) continue;
    area[label]++;
    const square = (x - cx) * (x - cx) + (y - cy) * (y - cy);
    if (square < distance[label]) distance[label] = square;
  }
  let main = 0;
  for (let label = 1; label <= count; label++) {
    if (area[label] < SMALLEST_AREA) continue;
    // Of two segments at equal distance, prefer the larger.
    const nearer = main === 0 || distance[label] < distance[main];
    if (nearer || (distance[label] === distance[main] && area[label] > area[main])) main = label;
  }
  if (main === 0) return undefined;
  for (let i = 0; i < above.length; i++) {
    above[i] = labels[i] === main ? 1 : area[labels[i]] >= SMALLEST_AREA ? 2 : 0;
  }
  return above;
}

function smoothed(light: Float64Array, width: number): Float64Array {
  const height = light.length / width;
  const rows = new Float64Array(light.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      rows[i] = (light[x > 0 ? i - 1 : i] + 2 * light[i] + light[x + 1 < width ? i + 1 : i]) / 4;
    }
  }
  const out = new Float64Array(light.length);
  for (let y = 0, i = 0; y < height; y++) {
    const [above, below] = [y > 0 ? width : 0, y + 1 < height ? width : 0];
    for (let x = 0; x < width; x++, i++) out[i] = (rows[i - above] + 2 * rows[i] + rows[i + below]) / 4;
  }
  return out;
}
