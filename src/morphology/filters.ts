/** Mean over a square of `size` pixels about each; even squares reach one farther to the left and down the rows; what is
 * beyond the edge is mirrored, as scipy's `uniform_filter` has it. */
export function boxcar(values: Float64Array, width: number, size: number): Float64Array {
  const height = values.length / width;
  const rows = new Float64Array(values.length);
  const out = new Float64Array(values.length);
  for (let y = 0; y < height; y++) boxcarLine(values, rows, y * width, 1, width, size);
  for (let x = 0; x < width; x++) boxcarLine(rows, out, x, width, height, size);
  return out;
}

function boxcarLine(from: Float64Array, to: Float64Array, start: number, stride: number, length: number, size: number) {
  const before = size >> 1;
  const after = size - 1 - before;
  const at = (k: number) => from[start + mirrored(k, length) * stride];
  let sum = 0;
  for (let k = -before; k <= after; k++) sum += at(k);
  for (let k = 0; k < length; k++) {
    to[start + k * stride] = sum / size;
    sum += at(k + after + 1) - at(k - before);
  }
}

function mirrored(k: number, length: number): number {
  if (k >= 0 && k < length) return k;
  const period = 2 * length;
  const place = ((k % period) + period) % period;
  return place < length ? place : period - 1 - place;
}

/** Gaussian smoothing, cut off at four sigmas; beyond the edge there is nothing. */
export function gaussian(values: Float64Array, width: number, sigma: number): Float64Array {
  const reach = Math.floor(4 * sigma + 0.5);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp((-k * k) / (2 * sigma * sigma)));
  const sum = kernel.reduce((total, value, k) => total + (k === 0 ? value : 2 * value), 0);
  for (let k = 0; k <= reach; k++) kernel[k] /= sum;
  const height = values.length / width;
  const rows = new Float64Array(values.length);
  const out = new Float64Array(values.length);
  // Whole rows at a time, for columns as for rows: memory is read in its order.
  for (let y = 0; y < height; y++) {
    const target = rows.subarray(y * width, (y + 1) * width);
    for (let k = 0; k <= reach; k++) {
      const weight = kernel[k];
      const [above, below] = [y - k, y + k];
      const [one, other] = [above >= 0, k > 0 && below < height];
      const [p, q] = [above * width, below * width];
      if (one && other) for (let x = 0; x < width; x++) target[x] += weight * (values[p + x] + values[q + x]);
      else if (one) for (let x = 0; x < width; x++) target[x] += weight * values[p + x];
      else if (other) for (let x = 0; x < width; x++) target[x] += weight * values[q + x];
    }
  }
  const padded = new Float64Array(width + 2 * reach);
  for (let y = 0; y < height; y++) {
    padded.set(rows.subarray(y * width, (y + 1) * width), reach);
    const target = out.subarray(y * width, (y + 1) * width);
    for (let x = 0; x < width; x++) {
      let sum = kernel[0] * padded[x + reach];
      for (let k = 1; k <= reach; k++) sum += kernel[k] * (padded[x + reach - k] + padded[x + reach + k]);
      target[x] = sum;
    }
  }
  return out;
}
