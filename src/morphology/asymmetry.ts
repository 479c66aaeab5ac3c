import { WHOLE } from './concentration';
import { simplexMinimum } from './simplex';
import type { Point, Stamp } from './stamp';

/** How far the centre of least asymmetry may be from the centroid, in Petrosian radii. */
const DRIFT = 0.25;

export interface Asymmetry {
  /** Around 0 for symmetric galaxies, above 0.35 for mergers; below 0 where the sky is more lopsided than the galaxy. */
  readonly asymmetry: number;
  readonly centre: Point;
  /** Whether the centre is one of least asymmetry, and not the centroid in its stead. */
  readonly found: boolean;
}

/**
 * Asymmetry A = (Σ|I - I₁₈₀| - sky) / Σ|I| within 1.5 Petrosian radii, about the centre where it is least (Conselice 2003,
 * ApJS 147, 1, section 3.2; Lotz et al. 2004, AJ 128, 163, equation 10).
 * @param petrosian circular Petrosian radius about the centroid, pixels
 * @param sky mean |I - I₁₈₀| of sky pixels
 */
export function asymmetry(stamp: Stamp, centroid: Point, petrosian: number, sky: number): Asymmetry {
  const at = (centre: Point) => asymmetryAbout(stamp, centre, WHOLE * petrosian, sky);
  const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y) > DRIFT * petrosian;
  for (const start of [centroid, brightest(stamp)]) {
    const centre = simplexMinimum(at, start);
    if (!far(centre, start)) return { asymmetry: at(centre), centre, found: true };
  }
  return { asymmetry: at(centroid), centre: centroid, found: false };
}

/** Asymmetry about a given centre, within `radius`; the turned image is interpolated between four pixels. */
export function asymmetryAbout(stamp: Stamp, centre: Point, radius: number, sky: number): number {
  const { width, height, light, masked } = stamp;
  if (!(centre.x >= 0 && centre.y >= 0 && centre.x < width && centre.y < height)) return 100;
  // A turn by half takes (x, y) to (2cx - x, 2cy - y): between pixels, all by the same fraction.
  const [left, top] = [Math.floor(2 * centre.x), Math.floor(2 * centre.y)];
  const [fx, fy] = [2 * centre.x - left, 2 * centre.y - top];
  const [w00, w10, w01, w11] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
  let [difference, whole, area] = [0, 0, 0];
  const yFrom = Math.max(0, Math.floor(centre.y - radius - 0.5));
  const yTo = Math.min(height - 1, Math.ceil(centre.y + radius + 0.5));
  const inner = radius > 1 ? (radius - 0.71) ** 2 : -1;
  for (let y = yFrom; y <= yTo; y++) {
    const dy = y - centre.y;
    const reach = Math.sqrt(Math.max(0, (radius + 0.71) ** 2 - dy * dy));
    const xTo = Math.min(width - 1, Math.ceil(centre.x + reach));
    const v = top - y;
    const row = v * width;
    for (let x = Math.max(0, Math.floor(centre.x - reach)); x <= xTo; x++) {
      const i = y * width + x;
      const dx = x - centre.x;
      const square = dx * dx + dy * dy;
      const share = square < inner ? 1 : Math.min(1, Math.max(0, radius - Math.sqrt(square) + 0.5));
      if (share === 0 || masked[i]) continue;
      const u = left - x;
      let turned = 0;
      if (u >= 0 && v >= 0 && u + 1 < width && v + 1 < height) {
        const j = row + u;
        // Few frames have a masked pixel at all.
        const hidden = masked[j] * w00 + masked[j + 1] * w10 + masked[j + width] * w01 + masked[j + width + 1] * w11;
        if (hidden >= 0.5) continue;
        turned = light[j] * w00 + light[j + 1] * w10 + light[j + width] * w01 + light[j + width + 1] * w11;
      } else {
        turned =
          at(stamp, u, v) * w00 + at(stamp, u + 1, v) * w10 + at(stamp, u, v + 1) * w01 + at(stamp, u + 1, v + 1) * w11;
      }
      area += share;
      whole += share * Math.abs(light[i]);
      difference += share * Math.abs(turned - light[i]);
    }
  }
  return whole > 0 ? (difference - area * sky) / whole : 100;
}

function at({ width, height, light }: Stamp, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? light[y * width + x] : 0;
}

function brightest({ width, light, segment }: Stamp): Point {
  let best = -1;
  for (let i = 0; i < light.length; i++) if (segment[i] && (best < 0 || light[i] > light[best])) best = i;
  return { x: best % width, y: Math.floor(best / width) };
}
