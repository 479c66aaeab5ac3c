/**
 * Smooths the picture that coefficients divided by a scale would give, before a level is inverted: each difference is
 * moved towards the slope between the neighbouring means, by at most `limit`, and never past what keeps the picture
 * monotonic (White, Postman & Lattanzi 1992, as CFITSIO does it).
 * @param a rows of `stride`; the means and differences of this level interleaved in `rows` x `columns`
 */
export function smoothCoefficients(
  a: Float64Array,
  rows: number,
  columns: number,
  stride: number,
  limit: number,
): void {
  const next = 2 * stride;
  for (let i = 2; i < rows - 2; i += 2) {
    for (let j = 0, at = stride * i; j < columns; j += 2, at += 2) {
      a[at + stride] += slopeChange(a[at - next], a[at], a[at + next], a[at + stride], limit);
    }
  }
  for (let i = 0; i < rows; i += 2) {
    for (let j = 2, at = stride * i + 2; j < columns - 2; j += 2, at += 2) {
      a[at + 1] += slopeChange(a[at - 2], a[at], a[at + 2], a[at + 1], limit);
    }
  }
  for (let i = 2; i < rows - 2; i += 2) {
    for (let j = 2, at = stride * i + 2; j < columns - 2; j += 2, at += 2) {
      a[at + stride + 1] += curvatureChange(a, at, stride, limit);
    }
  }
}

function slopeChange(before: number, here: number, after: number, slope: number, limit: number): number {
  const most = Math.max(Math.min(after - here, here - before), 0) * 4;
  const least = Math.min(Math.max(after - here, here - before), 0) * 4;
  if (least >= most) return 0;
  const wanted = clamp(after - before, least, most);
  return clamp(Math.trunc((wanted - slope * 8) / 8), -limit, limit);
}

function curvatureChange(a: Float64Array, at: number, stride: number, limit: number): number {
  const here = a[at];
  const mm = a[at - 2 * stride - 2] - here;
  const pm = a[at + 2 * stride - 2] - here;
  const mp = a[at - 2 * stride + 2] - here;
  const pp = a[at + 2 * stride + 2] - here;
  const hx = 2 * a[at + stride];
  const hy = 2 * a[at + 1];
  const most =
    16 *
    Math.min(
      Math.max(pp, 0) - hx - hy,
      Math.max(-pm, 0) + hx - hy,
      Math.max(-mp, 0) - hx + hy,
      Math.max(mm, 0) + hx + hy,
    );
  const least =
    16 *
    Math.max(
      Math.min(pp, 0) - hx - hy,
      Math.min(-pm, 0) + hx - hy,
      Math.min(-mp, 0) - hx + hy,
      Math.min(mm, 0) + hx + hy,
    );
  if (least >= most) return 0;
  const wanted = clamp(pp + mm - mp - pm, least, most);
  return clamp(Math.trunc((wanted - 64 * a[at + stride + 1]) / 64), -limit, limit);
}

function clamp(x: number, low: number, high: number): number {
  return Math.max(Math.min(x, high), low);
}
