/** A band with its size. */
export interface Band {
  readonly width: number;
  readonly height: number;
  /** `width * height` values, row by row; undefined ones NaN. */
  readonly values: Float32Array;
}

/**
 * A band shrunk by a whole factor: each value the mean of the finite ones among `factor x factor` pixels (fewer at the
 * end of a row or column), NaN where none is. Sizes are rounded up.
 * @throws RangeError for a factor that is not a positive integer
 */
export function binBand({ width, height, values }: Band, factor: number): Band {
  if (!Number.isInteger(factor) || factor < 1) throw new RangeError(`cannot bin by ${factor}`);
  if (factor === 1) return { width, height, values };
  const across = Math.ceil(width / factor);
  const up = Math.ceil(height / factor);
  const out = new Float32Array(across * up);
  const sums = new Float64Array(across);
  const counts = new Uint32Array(across);
  for (let row = 0; row < up; row++) {
    sums.fill(0);
    counts.fill(0);
    const end = Math.min(height, (row + 1) * factor);
    for (let y = row * factor; y < end; y++) addRow(values, y * width, width, factor, sums, counts);
    for (let x = 0; x < across; x++) out[row * across + x] = counts[x] > 0 ? sums[x] / counts[x] : NaN;
  }
  return { width: across, height: up, values: out };
}

function addRow(
  values: Float32Array,
  start: number,
  width: number,
  factor: number,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  const whole = Math.floor(width / factor);
  let at = start;
  for (let x = 0; x < whole; x++) {
    let sum = 0;
    for (const end = at + factor; at < end; at++) sum += values[at];
    // One test a block: only a block with a value that is not finite is looked at again.
    if (sum - sum === 0) {
      sums[x] += sum;
      counts[x] += factor;
    } else addFinite(values, at - factor, at, x, sums, counts);
  }
  if (at < start + width) addFinite(values, at, start + width, whole, sums, counts);
}

function addFinite(
  values: Float32Array,
  from: number,
  to: number,
  x: number,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  for (let i = from; i < to; i++) {
    const value = values[i];
    if (value - value !== 0) continue;
    sums[x] += value;
    counts[x]++;
  }
}
