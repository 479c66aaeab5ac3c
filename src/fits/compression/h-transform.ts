import { levelsOf } from './hcompress-quadtree';
import { smoothCoefficients } from './h-smooth';

/**
 * Undoes an H-transform, a Haar transform in two dimensions with integer rounding, in place (White, Postman & Lattanzi
 * 1992; the roundings are CFITSIO's, which make it exact where the scale was 1).
 * @param a nx rows of ny coefficients, those of each level in the corner of the ones below
 * @param smoothing the most a coefficient may be changed to smooth the picture; 0 for none
 */
export function inverseHTransform(a: Float64Array, nx: number, ny: number, smoothing: number): void {
  const levels = levelsOf(Math.max(nx, ny));
  const spare = new Float64Array((Math.max(nx, ny) + 1) >> 1);
  const step = 2 ** levels;
  // Round the sum over all pixels to multiples of 2 * step: the bits below come from rounding.
  if (levels > 0) a[0] = roundTo(a[0], 2 * step);
  for (let level = levels - 1; level >= 0; level--) {
    const half = 2 ** level;
    const rows = Math.ceil(nx / half);
    const columns = Math.ceil(ny / half);
    for (let i = 0; i < rows; i++) unshuffle(a, ny * i, columns, 1, spare);
    for (let j = 0; j < columns; j++) unshuffle(a, j, rows, ny, spare);
    if (smoothing > 0) smoothCoefficients(a, rows, columns, ny, smoothing);
    invertLevel(a, rows, columns, ny, half, level === 0);
  }
}

/** Every 2 x 2 block of coefficients (mean, x, y and diagonal difference) becomes four of the level below. */
function invertLevel(a: Float64Array, rows: number, columns: number, stride: number, bit0: number, last: boolean) {
  const bit1 = 2 * bit0;
  const divisor = last ? 4 : 2;
  for (let i = 0; i + 1 < rows; i += 2) {
    let upper = stride * i;
    let lower = upper + stride;
    for (let j = 0; j + 1 < columns; j += 2, upper += 2, lower += 2) {
      let hx = roundTo(a[lower], bit1);
      let hy = roundTo(a[upper + 1], bit1);
      const hc = last ? a[lower + 1] : roundTo(a[lower + 1], bit0);
      // The lowest bits of a sum and of its differences agree: they were stored once, with the difference.
      const low0 = oddMultiple(hc, bit0) ? bit0 : 0;
      hx -= hx >= 0 ? low0 : -low0;
      hy -= hy >= 0 ? low0 : -low0;
      const odd = oddMultiple(hc, bit1) !== (oddMultiple(hx, bit1) !== oddMultiple(hy, bit1));
      const low1 = odd ? bit1 : 0;
      let h0 = a[upper];
      if (h0 >= 0) h0 += low0 - low1;
      else h0 += low0 === 0 ? low1 : low0 - low1;
      a[lower + 1] = Math.floor((h0 + hx + hy + hc) / divisor);
      a[lower] = Math.floor((h0 + hx - hy - hc) / divisor);
      a[upper + 1] = Math.floor((h0 - hx + hy - hc) / divisor);
      a[upper] = Math.floor((h0 - hx - hy + hc) / divisor);
    }
    if (columns & 1) invertPair(a, upper, lower, bit1, divisor);
  }
  if (rows & 1) {
    let at = stride * (rows - 1);
    for (let j = 0; j + 1 < columns; j += 2, at += 2) invertPair(a, at, at + 1, bit1, divisor);
    if (columns & 1) a[at] = Math.floor(a[at] / divisor);
  }
}

/** At an odd edge there is a mean and one difference. */
function invertPair(a: Float64Array, first: number, second: number, bit1: number, divisor: number): void {
  const h = roundTo(a[second], bit1);
  const low1 = oddMultiple(h, bit1) ? bit1 : 0;
  const h0 = a[first] + (a[first] >= 0 ? -low1 : low1);
  a[second] = Math.floor((h0 + h) / divisor);
  a[first] = Math.floor((h0 - h) / divisor);
}

/** The nearest multiple of `unit`, a power of two, halves away from zero. */
function roundTo(x: number, unit: number): number {
  return x >= 0 ? Math.floor((x + unit / 2) / unit) * unit : Math.floor((x + unit / 2 - 1) / unit) * unit;
}

/** Whether the bit `unit` of `x` is set, in two's complement. */
function oddMultiple(x: number, unit: number): boolean {
  return Math.floor(x / unit) % 2 !== 0;
}

/** Puts the first half of `count` values, `step` apart from `start`, on even places and the second on odd ones. */
function unshuffle(a: Float64Array, start: number, count: number, step: number, spare: Float64Array): void {
  const half = (count + 1) >> 1;
  for (let i = half; i < count; i++) spare[i - half] = a[start + i * step];
  for (let i = half - 1; i >= 0; i--) a[start + 2 * i * step] = a[start + i * step];
  for (let i = 1; i < count; i += 2) a[start + i * step] = spare[i >> 1];
}
