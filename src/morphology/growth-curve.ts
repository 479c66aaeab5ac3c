import type { Point, Stamp } from './stamp';

/** Places of the grid a pixel; how near the centre, in pixels, a pixel is cut up; and into how many parts a side. */
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
 * The curve of growth about a centre, on a grid of an eighth of a pixel. Seen along the radius, a square pixel is nearly a
 * bar of its width: its light comes in evenly from the bar's near end to its far one. Near the centre, where that is not
 * so, a pixel is cut into parts that come in at once. Sums are those of exact apertures to a few thousandths, and every
 * aperture after the first costs nothing.
 * @param limit the largest `a` that will be asked for
 * @param elongation of the ellipses, 1 for circles
 * @param orientation of their major axis, radians
 */
export function growthCurve(stamp: Stamp, centre: Point, limit: number, elongation = 1, orientation = 0): GrowthCurve {
  const { width, height, light, masked } = stamp;
  const largest = Math.min(limit, Math.hypot(width, height) * elongation) + 1;
  const length = Math.ceil((largest + 2 * elongation + NEAR * (1 + elongation)) * BINS) + 4;
  // A curve of straight pieces is the sum over bins of the sum over bins of its changes of slope; parts are steps of it.
  const [sums, areas, bends, areaBends] = Array.from({ length: 4 }, () => new Float64Array(length));
  // A radius is |M (dx, dy)|: along the major axis, and across it stretched.
  const [c, s] = [Math.cos(orientation), Math.sin(orientation)];
  const round = elongation === 1;
  // No ellipse reaches farther from its centre than its semi-major axis.
  const reach = largest + elongation;
  const yTo = Math.min(height - 1, Math.floor(centre.y + reach));
  for (let y = Math.max(0, Math.ceil(centre.y - reach)); y <= yTo; y++) {
    const dy = y - centre.y;
    const chord = Math.sqrt(reach * reach - dy * dy);
    const xTo = Math.min(width - 1, Math.floor(centre.x + chord));
    for (let x = Math.max(0, Math.ceil(centre.x - chord)); x <= xTo; x++) {
      const i = y * width + x;
      if (masked[i]) continue;
      const dx = x - centre.x;
      const square = dx * dx + dy * dy;
      if (square < NEAR * NEAR) {
        addParts(dx, dy, light[i]);
        continue;
      }
      let r = square;
      let half = 0.5;
      if (round) r = Math.sqrt(r);
      else {
        const along = dx * c + dy * s;
        const across = (dy * c - dx * s) * elongation;
        r = Math.sqrt(along * along + across * across);
        if (r > reach) continue;
        half = Math.sqrt(along * along + across * across * elongation * elongation) / (2 * r);
      }
      const near = Math.max(0, (r - half) * BINS);
      const far = (r + half) * BINS;
      const slope = 1 / (far - near);
      const bright = slope * light[i];
      // A bend between two places of the grid is shared by them.
      const a = near | 0;
      const fa = near - a;
      const b = far | 0;
      const fb = far - b;
      bends[a + 1] += bright * (1 - fa);
      bends[a + 2] += bright * fa;
      bends[b + 1] -= bright * (1 - fb);
      bends[b + 2] -= bright * fb;
      areaBends[a + 1] += slope * (1 - fa);
      areaBends[a + 2] += slope * fa;
      areaBends[b + 1] -= slope * (1 - fb);
      areaBends[b + 2] -= slope * fb;
    }
  }
  let [slope, areaSlope] = [0, 0];
  for (let bin = 1; bin < length; bin++) {
    slope += bends[bin];
    areaSlope += areaBends[bin];
    sums[bin] += sums[bin - 1] + slope;
    areas[bin] += areas[bin - 1] + areaSlope;
  }
  return { light: (a) => valueAt(sums, a), area: (a) => valueAt(areas, a) };

  function addParts(dx: number, dy: number, value: number): void {
    const area = 1 / (FINE_PARTS * FINE_PARTS);
    for (let v = 0; v < FINE_PARTS; v++) {
      const py = dy + (v + 0.5) / FINE_PARTS - 0.5;
      for (let u = 0; u < FINE_PARTS; u++) {
        const px = dx + (u + 0.5) / FINE_PARTS - 0.5;
        const along = px * c + py * s;
        const across = (py * c - px * s) * elongation;
        const bin = Math.floor(Math.sqrt(along * along + across * across) * BINS) + 1;
        sums[bin] += value * area;
        areas[bin] += area;
      }
    }
  }
}

function valueAt(curve: Float64Array, a: number): number {
  const place = Math.min(Math.max(a * BINS, 0), curve.length - 1);
  const below = Math.min(Math.floor(place), curve.length - 2);
  return curve[below] + (place - below) * (curve[below + 1] - curve[below]);
}
