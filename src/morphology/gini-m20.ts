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
  return labels[peak] === 0 ? above.fill(0) : Uint8Array.from(labels, (label) => Number(label === labels[peak]));
}

/** Mean over an elliptical ring a pixel wide, of the whole of its area: there is nothing beyond the stamp. */
function ringMean(values: Float64Array, width: number, centre: Point, shape: Ellipse, a: number): number {
  const [c, s] = [Math.cos(shape.orientation), Math.sin(shape.orientation)];
  const [inner, outer] = [a - 0.5, a + 0.5];
  const PARTS = 4;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const dx = (i % width) - centre.x;
    const dy = Math.floor(i / width) - centre.y;
    const r = Math.hypot(dx * c + dy * s, (dy * c - dx * s) * shape.elongation);
    if (r < inner - shape.elongation || r > outer + shape.elongation) continue;
    for (let part = 0; part < PARTS * PARTS; part++) {
      const px = dx + ((part % PARTS) + 0.5) / PARTS - 0.5;
      const py = dy + (Math.floor(part / PARTS) + 0.5) / PARTS - 0.5;
      const at = Math.hypot(px * c + py * s, (py * c - px * s) * shape.elongation);
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
  const places = Array.from(pixels.keys()).filter((i) => pixels[i]);
  const sum = places.reduce((total, i) => total + light[i], 0);
  if (!(sum > 0)) return NaN;
  const mean = (of: (i: number) => number) => places.reduce((total, i) => total + light[i] * of(i), 0) / sum;
  const x = (i: number) => i % width;
  const y = (i: number) => Math.floor(i / width);
  const [cx, cy] = [mean(x), mean(y)];
  const moment = (i: number) => light[i] * ((x(i) - cx) ** 2 + (y(i) - cy) ** 2);
  const sorted = Float64Array.from(places, (i) => light[i]).sort();
  let [k, cumulated] = [0, sorted[0]];
  while (cumulated / sum < 0.8 && k + 1 < sorted.length) cumulated += sorted[++k];
  let [whole, bright] = [0, 0];
  for (const i of places) {
    whole += moment(i);
    if (light[i] >= sorted[k]) bright += moment(i);
  }
  return whole > 0 && bright > 0 ? Math.log10(bright / whole) : NaN;
}
