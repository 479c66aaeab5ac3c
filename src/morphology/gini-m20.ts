import { gaussian } from './filters';
import type { Ellipse } from './moments';
import { regionOf } from './regions';
import type { Box, Point, Stamp } from './stamp';

/** Sigma of the smoothing that finds the galaxy's pixels, in Petrosian radii. */
const SMOOTHING = 0.2;

/**
 * The pixels that Gini and M20 look at, 1 each: as bright, smoothed, as the galaxy is at its elliptical Petrosian radius,
 * and joined to the brightest (Lotz et al. 2004, AJ 128, 163, section 3.1; Rodriguez-Gomez et al. 2019, MNRAS 483, 4140).
 */
export function petrosianSegment(stamp: Stamp, centroid: Point, shape: Ellipse, petrosian: number): Uint8Array {
  const { width, height } = stamp;
  const whole = { left: 0, top: 0, right: width, bottom: height };
  const near = boxAround(stamp, centroid, shape, petrosian);
  // Smoothing is slow: it is of the whole stamp only where the pixels go on beyond the galaxy's surroundings.
  return segmentWithin(near) ?? segmentWithin(whole)!;

  function segmentWithin(box: Box): Uint8Array | undefined {
    const smooth = gaussian(stamp.light, width, SMOOTHING * petrosian, box);
    const threshold = ringMean(smooth, width, centroid, shape, petrosian);
    const above = new Uint8Array(smooth.length);
    let peak = box.top * width + box.left;
    for (let y = box.top; y < box.bottom; y++) {
      for (let i = y * width + box.left; i < y * width + box.right; i++) {
        if (smooth[i] >= threshold) above[i] = 1;
        if (smooth[i] > smooth[peak]) peak = i;
      }
    }
    const pixels = regionOf(above, width, peak);
    return goesOn(pixels, stamp, box) ? undefined : pixels;
  }
}

/** The pixels about an ellipse that its light, smoothed, reaches. */
function boxAround({ width, height }: Stamp, centre: Point, { orientation, elongation }: Ellipse, a: number): Box {
  const margin = 1.5 * SMOOTHING * a + 3;
  const [c, s] = [a * Math.cos(orientation), a * Math.sin(orientation)];
  const dx = Math.hypot(c, s / elongation) + margin;
  const dy = Math.hypot(s, c / elongation) + margin;
  return {
    left: Math.max(0, Math.floor(centre.x - dx)),
    top: Math.max(0, Math.floor(centre.y - dy)),
    right: Math.min(width, Math.ceil(centre.x + dx) + 1),
    bottom: Math.min(height, Math.ceil(centre.y + dy) + 1),
  };
}

/** Whether pixels reach an edge of the box that is not the stamp's. */
function goesOn(pixels: Uint8Array, { width, height }: Stamp, { left, top, right, bottom }: Box): boolean {
  for (let x = left; x < right; x++) {
    if (top > 0 && pixels[top * width + x]) return true;
    if (bottom < height && pixels[(bottom - 1) * width + x]) return true;
  }
  for (let y = top; y < bottom; y++) {
    if (left > 0 && pixels[y * width + left]) return true;
    if (right < width && pixels[y * width + right - 1]) return true;
  }
  return false;
}

/** Mean over an elliptical ring a pixel wide, of the whole of its area: there is nothing beyond the stamp. */
function ringMean(values: Float64Array, width: number, centre: Point, shape: Ellipse, a: number): number {
  const [c, s] = [Math.cos(shape.orientation), Math.sin(shape.orientation)];
  const [inner, outer] = [a - 0.5, a + 0.5];
  const PARTS = 4;
  let sum = 0;
  const least = inner - shape.elongation;
  const most = outer + shape.elongation;
  for (let i = 0, x = 0, y = 0; i < values.length; i++, x++) {
    if (x === width) {
      x = 0;
      y++;
    }
    const dx = x - centre.x;
    const dy = y - centre.y;
    const along = dx * c + dy * s;
    const across = (dy * c - dx * s) * shape.elongation;
    const square = along * along + across * across;
    if ((least > 0 && square < least * least) || square > most * most) continue;
    for (let part = 0; part < PARTS * PARTS; part++) {
      const px = dx + ((part % PARTS) + 0.5) / PARTS - 0.5;
      const py = dy + (Math.floor(part / PARTS) + 0.5) / PARTS - 0.5;
      const u = px * c + py * s;
      const v = (py * c - px * s) * shape.elongation;
      const at = Math.sqrt(u * u + v * v);
      if (at >= inner && at < outer) sum += values[i] / (PARTS * PARTS);
    }
  }
  return (sum * shape.elongation) / (Math.PI * (outer * outer - inner * inner));
}

/** The light of the pixels in ascending order, as Gini and M20 need it. */
export function sortedLight({ light }: Stamp, pixels: Uint8Array): Float64Array {
  const values = new Float64Array(pixels.length);
  let count = 0;
  for (let i = 0; i < pixels.length; i++) if (pixels[i]) values[count++] = light[i];
  return values.subarray(0, count).sort();
}

/** Gini coefficient of the pixels: 0 where all are as bright, 1 where one has all light (Lotz et al. 2004, equation 6).
 * @param sorted the pixels' light */
export function gini(sorted: Float64Array): number {
  const n = sorted.length;
  // The magnitudes in their order, from the two ends that meet at zero.
  let above = 0;
  while (above < n && sorted[above] < 0) above++;
  let below = above - 1;
  let [sum, weighted] = [0, 0];
  for (let i = 0; i < n; i++) {
    const negative = below >= 0 && (above >= n || -sorted[below] < sorted[above]);
    const value = negative ? -sorted[below--] : sorted[above++];
    sum += value;
    weighted += (2 * (i + 1) - n - 1) * value;
  }
  return n > 1 && sum > 0 ? weighted / ((n - 1) * sum) : NaN;
}

/** M20: log₁₀ of the share of the second moment that the brightest pixels with 20 % of the light have, about -2.5 to 0
 * (Lotz et al. 2004, AJ 128, 163, equation 8). NaN where undefined.
 * @param sorted the pixels' light */
export function m20({ width, light }: Stamp, pixels: Uint8Array, sorted: Float64Array): number {
  let [sum, sx, sy] = [0, 0, 0];
  for (let row = 0, y = 0; row < pixels.length; row += width, y++) {
    for (let x = 0; x < width; x++) {
      if (!pixels[row + x]) continue;
      const value = light[row + x];
      sum += value;
      sx += value * x;
      sy += value * y;
    }
  }
  if (!(sum > 0)) return NaN;
  const [cx, cy] = [sx / sum, sy / sum];
  let [k, cumulated] = [0, sorted[0]];
  while (cumulated / sum < 0.8 && k + 1 < sorted.length) cumulated += sorted[++k];
  const faintest = sorted[k];
  let [whole, bright] = [0, 0];
  for (let row = 0, y = 0; row < pixels.length; row += width, y++) {
    for (let x = 0; x < width; x++) {
      if (!pixels[row + x]) continue;
      const value = light[row + x];
      const moment = value * ((x - cx) * (x - cx) + (y - cy) * (y - cy));
      whole += moment;
      if (value >= faintest) bright += moment;
    }
  }
  return whole > 0 && bright > 0 ? Math.log10(bright / whole) : NaN;
}
