import type { Band } from './bin';

/** A point of a band: pixel (i, j) covers i to i + 1 and j to j + 1, so that its centre is at (i + 0.5, j + 0.5). */
export interface BandPoint {
  readonly x: number;
  readonly y: number;
}

/** Values of the pixels whose centres lie within `radius` pixels of `centre`. */
export function circleValues({ width, height, values }: Band, centre: BandPoint, radius: number): Float32Array {
  const inside: number[] = [];
  const limit = radius * radius;
  forEachPixelNear(width, height, centre, radius, (x, y) => {
    const [dx, dy] = [x + 0.5 - centre.x, y + 0.5 - centre.y];
    if (dx * dx + dy * dy <= limit) inside.push(values[y * width + x]);
  });
  return Float32Array.from(inside);
}

/** A profile: one value for each distance, NaN where nothing is defined there. */
export interface Profile {
  /** Pixels from the start, or from the centre. */
  readonly distance: Float32Array;
  readonly value: Float32Array;
}

/** Values along a straight line, a pixel's length apart, each interpolated bilinearly between pixel centres. */
export function lineProfile(band: Band, from: BandPoint, to: BandPoint): Profile {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const steps = Math.max(1, Math.round(length));
  const distance = Float32Array.from({ length: steps + 1 }, (_, i) => (length * i) / steps);
  const value = distance.map((_, i) => {
    const t = i / steps;
    return interpolated(band, from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t);
  });
  return { distance, value };
}

/** At the edge the nearest pixels are taken; beyond it, and beside an undefined pixel, nothing is known. */
function interpolated({ width, height, values }: Band, x: number, y: number): number {
  if (!(x >= 0 && y >= 0 && x <= width && y <= height)) return NaN;
  const left = Math.min(width - 1, Math.max(0, Math.floor(x - 0.5)));
  const bottom = Math.min(height - 1, Math.max(0, Math.floor(y - 0.5)));
  const right = Math.min(width - 1, left + 1);
  const top = Math.min(height - 1, bottom + 1);
  const [u, v] = [Math.min(1, Math.max(0, x - 0.5 - left)), Math.min(1, Math.max(0, y - 0.5 - bottom))];
  const at = (column: number, row: number) => values[row * width + column];
  const below = at(left, bottom) * (1 - u) + at(right, bottom) * u;
  const above = at(left, top) * (1 - u) + at(right, top) * u;
  return below * (1 - v) + above * v;
}

/** The mean of the finite pixels in rings one pixel wide around `centre`, out to `radius`. */
export function radialProfile({ width, height, values }: Band, centre: BandPoint, radius: number): Profile {
  const rings = Math.max(1, Math.ceil(radius));
  const sums = new Float64Array(rings);
  const counts = new Uint32Array(rings);
  forEachPixelNear(width, height, centre, radius, (x, y) => {
    const away = Math.hypot(x + 0.5 - centre.x, y + 0.5 - centre.y);
    const value = values[y * width + x];
    const ring = Math.floor(away);
    if (ring >= rings || value - value !== 0) return;
    sums[ring] += value;
    counts[ring]++;
  });
  return {
    distance: Float32Array.from({ length: rings }, (_, ring) => ring + 0.5),
    value: Float32Array.from({ length: rings }, (_, ring) => (counts[ring] > 0 ? sums[ring] / counts[ring] : NaN)),
  };
}

function forEachPixelNear(
  width: number,
  height: number,
  { x, y }: BandPoint,
  radius: number,
  visit: (x: number, y: number) => void,
): void {
  const [left, right] = [Math.max(0, Math.floor(x - radius)), Math.min(width - 1, Math.floor(x + radius))];
  const [bottom, top] = [Math.max(0, Math.floor(y - radius)), Math.min(height - 1, Math.floor(y + radius))];
  for (let row = bottom; row <= top; row++) for (let column = left; column <= right; column++) visit(column, row);
}
