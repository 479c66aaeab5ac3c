import { gaussian } from './filters';
import type { Ellipse } from './moments';
import { labelRegions } from './regions';
import type { Point, Stamp } from './stamp';

/** Sigma of the smoothing that finds the galaxy's pixels, in Petrosian radii. */
const SMOOTHING = 0.2;

/**
 * The pixels that Gini and M20 look at, 1 each: as bright, smoothed, as the galaxy is at its elliptical Petrosian radius,
 * and joined to the brightest (Lotz et al. 2004, AJ 128, 163, section 3.1; Rodriguez-Gomez et al. 2019, MNRAS 483, 4140).
 */
export function petrosianSegment(stamp: Stamp, centroid: Point, shape: Ellipse, petrosian: number): Uint8Array {
  const { width } = stamp;
  const smooth = gaussian(stamp.light, width, SMOOTHING * petrosian);
  const threshold = ringMean(smooth, width, centroid, shape, petrosian);
  const above = new Uint8Array(smooth.length);
  let peak = 0;
  for (let i = 0; i < smooth.length; i++) {
    above[i] = Number(smooth[i] >= threshold);
    if (smooth[i] > smooth[peak]) peak = i;
  }
  const { labels } = labelRegions(above, width);
  const main = labels[peak];
  for (let i = 0; i < above.length; i++) above[i] = Number(main !== 0 && labels[i] === main);
  return above;
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

/** Gini coefficient of the pixels: 0 where all are as bright, 1 where one has all light (Lotz et al. 2004, equation 6). */
export function gini({ light }: Stamp, pixels: Uint8Array): number {
  const values = light
    .filter((_, i) => pixels[i])
    .map(Math.abs)
    .sort();
  const n = values.length;
  let [sum, weighted] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += values[i];
    weighted += (2 * (i + 1) - n - 1) * values[i];
  }
  return n > 1 && sum > 0 ? weighted / ((n - 1) * sum) : NaN;
}

/** M20: log₁₀ of the share of the second moment that the brightest pixels with 20 % of the light have, about -2.5 to 0
 * (Lotz et al. 2004, AJ 128, 163, equation 8). NaN where undefined. */
export function m20({ width, light }: Stamp, pixels: Uint8Array): number {
  let [sum, sx, sy, count] = [0, 0, 0, 0];
  const values = new Float64Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    if (!pixels[i]) continue;
    const x = i % width;
    values[count++] = light[i];
    sum += light[i];
    sx += light[i] * x;
    sy += (light[i] * (i - x)) / width;
  }
  if (!(sum > 0)) return NaN;
  const [cx, cy] = [sx / sum, sy / sum];
  const sorted = values.subarray(0, count).sort();
  let [k, cumulated] = [0, sorted[0]];
  while (cumulated / sum < 0.8 && k + 1 < sorted.length) cumulated += sorted[++k];
  let [whole, bright] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (!pixels[i]) continue;
    const x = i % width;
    const moment = light[i] * ((x - cx) ** 2 + ((i - x) / width - cy) ** 2);
    whole += moment;
    if (light[i] >= sorted[k]) bright += moment;
  }
  return whole > 0 && bright > 0 ? Math.log10(bright / whole) : NaN;
}
