import type { Point, Stamp } from './stamp';

/** Bins a pixel; and into how many parts a side a pixel near the centre is cut. */
const BINS = 8;
const NEAR = 5;
const FINE_PARTS = 6;

/** Light and area within concentric ellipses, by their semi-major axis in pixels. */
export interface GrowthCurve {
  /** Sum of the light within `a`. */
  light(a: number): number;
  /** Area within `a` that lies on defined pixels of the stamp. */
  area(a: number): number;
}

/**
 * The curve of growth about a centre. Parts of pixels fall into bins of an eighth of a pixel: sums are those of
 * exact apertures to a few thousandths, and every aperture after the first costs nothing.
 * @param limit the largest `a` that will be asked for
 * @param elongation of the ellipses, 1 for circles
 * @param orientation of their major axis, radians
 */
export function growthCurve(stamp: Stamp, centre: Point, limit: number, elongation = 1, orientation = 0): GrowthCurve {
  const { width, height, light, masked } = stamp;
  const largest = Math.min(limit, Math.hypot(width, height) * elongation) + 1;
  const sums = new Float64Array(Math.ceil((largest + 2 * elongation + NEAR * (1 + elongation)) * BINS) + 2);
  const areas = new Float64Array(sums.length);
  // A radius is |M (dx, dy)|: along the major axis, and across it stretched.
  const [c, s] = [Math.cos(orientation), Math.sin(orientation)];
  const pieces = 4 * Math.ceil(elongation);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (masked[i]) continue;
      const dx = x - centre.x;
      const dy = y - centre.y;
      if (dx * dx + dy * dy >= NEAR * NEAR) {
        const along = dx * c + dy * s;
        const across = (dy * c - dx * s) * elongation;
        const r = Math.sqrt(along * along + across * across);
        if (r - elongation > largest) continue;
        // Seen along the radius, a square pixel is nearly a bar of its width, stretched as the radii are.
        const stretch = Math.sqrt(along * along + across * across * elongation * elongation) / r;
        const step = stretch / pieces;
        for (let k = 0; k < pieces; k++) {
          const bin = Math.floor((r + (k - (pieces - 1) / 2) * step) * BINS) + 1;
          sums[bin] += light[i] / pieces;
          areas[bin] += 1 / pieces;
        }
        continue;
      }
      const area = 1 / (FINE_PARTS * FINE_PARTS);
      const share = light[i] * area;
      for (let v = 0; v < FINE_PARTS; v++) {
        const py = dy + (v + 0.5) / FINE_PARTS - 0.5;
        for (let u = 0; u < FINE_PARTS; u++) {
          const px = dx + (u + 0.5) / FINE_PARTS - 0.5;
          const along = px * c + py * s;
          const across = (py * c - px * s) * elongation;
          const bin = Math.floor(Math.sqrt(along * along + across * across) * BINS) + 1;
          sums[bin] += share;
          areas[bin] += area;
        }
      }
    }
  }
  for (let bin = 1; bin < sums.length; bin++) {
    sums[bin] += sums[bin - 1];
    areas[bin] += areas[bin - 1];
  }
  const at = (curve: Float64Array, a: number) => {
    const place = Math.min(Math.max(a * BINS, 0), curve.length - 1);
    const below = Math.min(Math.floor(place), curve.length - 2);
    return curve[below] + (place - below) * (curve[below + 1] - curve[below]);
  };
  return { light: (a) => at(sums, a), area: (a) => at(areas, a) };
}
