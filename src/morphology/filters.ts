import type { Box } from './stamp';

/** Mean over a square of `size` pixels about each; even squares reach one farther to the left and down the rows; what is
 * beyond the edge is mirrored, as scipy's `uniform_filter` has it. */
export function boxcar(values: Float64Array | Uint8Array, width: number, size: number): Float64Array {
  const height = values.length / width;
  const before = size >> 1;
  const after = size - 1 - before;
  const out = new Float64Array(values.length);
  // Sums down the columns, a row at a time, with both sides mirrored into the margin; then along the row.
  const line = new Float64Array(width + size);
  const columns = new Float64Array(width);
  const columnsOf = Int32Array.from({ length: width + size }, (_, k) => mirrored(k - before, width));
  for (let k = -before; k <= after; k++) {
    const row = mirrored(k, height) * width;
    for (let x = 0; x < width; x++) columns[x] += values[row + x];
  }
  const scale = 1 / (size * size);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < line.length; k++) line[k] = columns[columnsOf[k]];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += line[k];
    const row = y * width;
    for (let x = 0; x < width; x++) {
      out[row + x] = sum * scale;
      sum += line[x + size] - line[x];
    }
    const enters = mirrored(y + after + 1, height) * width;
    const leaves = mirrored(y - before, height) * width;
    for (let x = 0; x < width; x++) columns[x] += values[enters + x] - values[leaves + x];
  }
  return out;
}

function mirrored(k: number, length: number): number {
  if (k >= 0 && k < length) return k;
  const period = 2 * length;
  const place = ((k % period) + period) % period;
  return place < length ? place : period - 1 - place;
}

/** Gaussian smoothing of the pixels in a box, cut off at four sigmas, 0 elsewhere; beyond the edge there is nothing. */
export function gaussian(values: Float64Array, width: number, sigma: number, box: Box): Float64Array {
  const reach = Math.floor(4 * sigma + 0.5);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp((-k * k) / (2 * sigma * sigma)));
  const sum = kernel.reduce((total, value, k) => total + (k === 0 ? value : 2 * value), 0);
  for (let k = 0; k <= reach; k++) kernel[k] /= sum;
  const height = values.length / width;
  const out = new Float64Array(values.length);
  const from = Math.max(0, box.left - reach);
  const to = Math.min(width, box.right + reach);
  // One row of the columns' sums, and nothing on either side; to a multiple of four, which the rows are gone along by.
  const line = new Float64Array(box.right - box.left + 2 * reach + 4);
  const start = from - (box.left - reach);
  for (let y = box.top; y < box.bottom; y++) {
    sumColumns(values, width, height, y, kernel, from, to, line, start);
    const row = y * width + box.left - reach;
    const end = box.right - box.left + reach;
    for (let p = reach; p < end; p += 4) {
      let s0 = kernel[0] * line[p];
      let s1 = kernel[0] * line[p + 1];
      let s2 = kernel[0] * line[p + 2];
      let s3 = kernel[0] * line[p + 3];
      // Four sums side by side: one alone would wait for each addition before the next.
      for (let k = 1, l = p - 1, r = p + 1; k <= reach; k++, l--, r++) {
        const weight = kernel[k];
        s0 += weight * (line[l] + line[r]);
        s1 += weight * (line[l + 1] + line[r + 1]);
        s2 += weight * (line[l + 2] + line[r + 2]);
        s3 += weight * (line[l + 3] + line[r + 3]);
      }
      out[row + p] = s0;
      if (p + 1 < end) out[row + p + 1] = s1;
      if (p + 2 < end) out[row + p + 2] = s2;
      if (p + 3 < end) out[row + p + 3] = s3;
    }
  }
  return out;
}

/** Σ kernel[|k|] values[y + k] of the columns `from` to `to`, into `line` from `start` on. */
function sumColumns(
  values: Float64Array,
  width: number,
  height: number,
  y: number,
  kernel: Float64Array,
  from: number,
  to: number,
  line: Float64Array,
  start: number,
): void {
  const count = to - from;
  const middle = y * width + from;
  for (let x = 0; x < count; x++) line[start + x] = kernel[0] * values[middle + x];
  for (let k = 1; k < kernel.length;) {
    const [above, below] = [middle - k * width, middle + k * width];
    const weight = kernel[k];
    if (y - k - 3 >= 0 && y + k + 3 < height && k + 3 < kernel.length) {
      // Four pairs of rows at once: the line is read and written a quarter as often.
      const [one, two, three] = [kernel[k + 1], kernel[k + 2], kernel[k + 3]];
      for (let x = 0; x < count; x++) {
        const a = above + x;
        const b = below + x;
        line[start + x] +=
          weight * (values[a] + values[b]) +
          one * (values[a - width] + values[b + width]) +
          (two * (values[a - 2 * width] + values[b + 2 * width]) +
            three * (values[a - 3 * width] + values[b + 3 * width]));
      }
      k += 4;
      continue;
    }
    if (y - k >= 0) for (let x = 0; x < count; x++) line[start + x] += weight * values[above + x];
    if (y + k < height) for (let x = 0; x < count; x++) line[start + x] += weight * values[below + x];
    k++;
  }
}
