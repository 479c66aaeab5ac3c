import { FILTERS, type FilterName } from './filters';
import type { Picture } from './picture';

/** Weights that make each output pixel of one axis out of consecutive input pixels. */
interface Kernel {
  /** Input pixels an output pixel may take; the stride of `weights`. */
  readonly taps: number;
  /** First input pixel of each output pixel. */
  readonly first: Int32Array;
  /** How many it takes. */
  readonly count: Int32Array;
  readonly weights: Float64Array;
}

/**
 * A band resized to `width x height`, antialiased: when shrinking, the filter widens with the factor, so that every
 * input pixel counts. Agrees with Pillow's `Image.resize` in mode F to float32 precision (libImaging/Resample.c):
 * the same weights, horizontal pass first, sums in double precision, float32 between the passes.
 *
 * A NaN spreads to every output pixel whose filter touches it; `resampleDefined` ignores NaN instead.
 * @param band `fromWidth * fromHeight` values, row by row
 * @throws RangeError for an empty band or a size that is not a positive integer
 */
export function resample(
  band: Float32Array,
  fromWidth: number,
  fromHeight: number,
  width: number,
  height: number,
  filter: FilterName,
): Float32Array {
  for (const length of [fromWidth, fromHeight, width, height]) {
    if (!Number.isInteger(length) || length < 1) throw new RangeError(`cannot resample with a side of ${length}`);
  }
  if (band.length < fromWidth * fromHeight) throw new RangeError('the band is shorter than its size');
  const narrowed =
    fromWidth === width ? band : horizontal(band, fromWidth, fromHeight, kernel(fromWidth, width, filter));
  if (fromHeight !== height) return vertical(narrowed, width, kernel(fromHeight, height, filter));
  return narrowed === band ? band.slice(0, width * height) : narrowed;
}

/** `resample` for every band of a picture. */
export function resamplePicture(picture: Picture, width: number, height: number, filter: FilterName): Picture {
  const bands = picture.bands.map((band) => resample(band, picture.width, picture.height, width, height, filter));
  return { width, height, bands };
}

/**
 * `resample` for a band with undefined pixels: they take no part, and an output pixel is undefined (NaN) only where
 * less than half of the filter's weight falls on defined ones. The same as `resample` where nothing is NaN.
 */
export function resampleDefined(
  band: Float32Array,
  fromWidth: number,
  fromHeight: number,
  width: number,
  height: number,
  filter: FilterName,
): Float32Array {
  if (!hasNaN(band)) return resample(band, fromWidth, fromHeight, width, height, filter);
  const known = band.map((value) => (Number.isNaN(value) ? 0 : value));
  const defined = band.map((value) => (Number.isNaN(value) ? 0 : 1));
  const values = resample(known, fromWidth, fromHeight, width, height, filter);
  const weights = resample(defined, fromWidth, fromHeight, width, height, filter);
  return values.map((value, i) => (weights[i] >= 0.5 ? value / weights[i] : NaN));
}

function hasNaN(band: Float32Array): boolean {
  for (let i = 0; i < band.length; i++) if (band[i] !== band[i]) return true;
  return false;
}

function horizontal(band: Float32Array, fromWidth: number, rows: number, kernel: Kernel): Float32Array {
  const { taps, first, count, weights } = kernel;
  const width = first.length;
  const out = new Float32Array(width * rows);
  for (let x = 0; x < width; x++) {
    const start = first[x];
    const tap = x * taps;
    // Column by column, so that the few weights of common factors stay in registers.
    if (count[x] === 3) {
      const [a, b, c] = [weights[tap], weights[tap + 1], weights[tap + 2]];
      for (let at = x, from = start; at < out.length; at += width, from += fromWidth) {
        out[at] = band[from] * a + band[from + 1] * b + band[from + 2] * c;
      }
    } else if (count[x] === 4) {
      const [a, b, c, d] = [weights[tap], weights[tap + 1], weights[tap + 2], weights[tap + 3]];
      for (let at = x, from = start; at < out.length; at += width, from += fromWidth) {
        out[at] = band[from] * a + band[from + 1] * b + band[from + 2] * c + band[from + 3] * d;
      }
    } else {
      const end = tap + count[x];
      for (let at = x, row = start; at < out.length; at += width, row += fromWidth) {
        let sum = 0;
        for (let i = tap, from = row; i < end; i++, from++) sum += band[from] * weights[i];
        out[at] = sum;
      }
    }
  }
  return out;
}

function vertical(band: Float32Array, width: number, kernel: Kernel): Float32Array {
  const { taps, first, count, weights } = kernel;
  const height = first.length;
  const out = new Float32Array(width * height);
  // Whole rows are added up, so that memory is read in order; each pixel's sum has the order of Pillow's.
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let tap = 0; tap < count[y]; tap++) {
      const weight = weights[y * taps + tap];
      const start = (first[y] + tap) * width;
      for (let x = 0; x < width; x++) sums[x] += band[start + x] * weight;
    }
    out.set(sums, y * width);
  }
  return out;
}

const kernels = new Map<string, Kernel>();
/** Enough for the sizes a workspace mixes; a stray size more only costs its own recomputation. */
const MAX_KERNELS = 64;

function kernel(from: number, to: number, filter: FilterName): Kernel {
  const key = `${filter} ${from} ${to}`;
  let found = kernels.get(key);
  if (!found) {
    if (kernels.size >= MAX_KERNELS) kernels.clear();
    kernels.set(key, (found = makeKernel(from, to, filter)));
  }
  return found;
}

function makeKernel(from: number, to: number, filter: FilterName): Kernel {
  const { support, weight } = FILTERS[filter];
  const scale = from / to;
  const widening = Math.max(1, scale);
  const narrowing = 1 / widening;
  const reach = support * widening;
  const taps = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float64Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const length = Math.min(from, Math.trunc(centre + reach + 0.5)) - start;
    let total = 0;
    for (let j = 0; j < length; j++) total += weights[i * taps + j] = weight((j + start - centre + 0.5) * narrowing);
    if (total !== 0) for (let j = 0; j < length; j++) weights[i * taps + j] /= total;
    first[i] = start;
    count[i] = length;
  }
  return { taps, first, count, weights };
}
