import type { Point, Stamp } from './stamp';

/** Bins a pixel; and into how many parts a side a pixel is cut, near the centre and farther out. */
const BINS = 8;
const NEAR = 8;
const FINE_PARTS = 10;
const PARTS = 3;

/** Light and area within concentric ellipses, by their semi-major axis in pixels. */
export interface GrowthCurve {
  /** Sum of the light within `a`. */
  light(a: number): number;
  /** Area within `a` that lies on defined pixels of the stamp. */
  area(a: number): number;
}

/**
 * The curve of growth about a centre. Pixels are cut into parts that fall into bins of an eighth of a pixel: sums are
 * those of exact apertures to about a thousandth, and every aperture after the first costs nothing.
 * @param elongation of the ellipses, 1 for circles
 * @param orientation of their major axis, radians
 */
export function growthCurve(stamp: Stamp, centre: Point, elongation = 1, orientation = 0): GrowthCurve {
  const { width, height, light, masked } = stamp;
  const largest = Math.hypot(width, height) * elongation;
  const sums = new Float64Array(Math.ceil(largest * BINS) + 2);
  const areas = new Float64Array(sums.length);
  // A radius is |M (dx, dy)|: along the major axis, and across it stretched.
  const [c, s] = [Math.cos(orientation), Math.sin(orientation)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (masked[i]) continue;
      const [dx, dy] = [x - centre.x, y - centre.y];
      const parts = dx * dx + dy * dy < NEAR * NEAR ? FINE_PARTS : PARTS;
      const area = 1 / (parts * parts);
      const share = light[i] * area;
      for (let v = 0; v < parts; v++) {
        const py = dy + (v + 0.5) / parts - 0.5;
        for (let u = 0; u < parts; u++) {
          const px = dx + (u + 0.5) / parts - 0.5;
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
