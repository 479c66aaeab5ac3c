/** Parameters of `zscale`; the defaults are IRAF's and astropy's. */
export interface ZscaleOptions {
  /** Pixels sampled, evenly spread; 1000. */
  readonly samples?: number;
  /** Above 0, to 1: how far the cuts close in on the slope of the sky; 0.25. */
  readonly contrast?: number;
}

const MAX_REJECT = 0.5;
const MIN_PIXELS = 5;
const REJECTION_SIGMAS = 2.5;
const MAX_ITERATIONS = 5;

/**
 * The cuts of IRAF's display task: a line is fitted to the sorted sample, outliers rejected, and its slope, divided by
 * the contrast, tells how far from the median to go. Agrees with astropy.visualization.ZScaleInterval.
 * @param band non-finite values take no part
 * @returns low and high in the unit of the band; both NaN where no value is finite
 */
export function zscale(band: Float32Array, options: ZscaleOptions = {}): { low: number; high: number } {
  const { samples: wanted = 1000, contrast = 0.25 } = options;
  const sample = takeSample(band, wanted);
  const count = sample.length;
  if (count === 0) return { low: NaN, high: NaN };
  const least = sample[0];
  const greatest = sample[count - 1];
  const needed = Math.max(MIN_PIXELS, Math.trunc(count * MAX_REJECT));
  let rejected = new Uint8Array(count);
  let good = count;
  let before = count + 1;
  let slope = 0;
  for (let i = 0; i < MAX_ITERATIONS && good < before && good >= needed; i++) {
    const line = fitLine(sample, rejected);
    slope = line.slope;
    const limit = REJECTION_SIGMAS * scatter(sample, line, rejected);
    for (let x = 0; x < count; x++) if (Math.abs(sample[x] - line.at0 - line.slope * x) > limit) rejected[x] = 1;
    rejected = grow(rejected, Math.max(1, Math.trunc(count * 0.01)));
    before = good;
    good = count - rejected.reduce((sum, flag) => sum + flag, 0);
  }
  if (good < needed) return { low: least, high: greatest };
  const steps = contrast > 0 ? slope / contrast : slope;
  const centre = Math.floor((count - 1) / 2);
  const middle = count % 2 === 1 ? sample[centre] : (sample[centre] + sample[centre + 1]) / 2;
  return {
    low: Math.max(least, middle - (centre - 1) * steps),
    high: Math.min(greatest, middle + (count - centre) * steps),
  };
}

/** Every n-th finite value, sorted. */
function takeSample(band: Float32Array, wanted: number): Float32Array {
  let finite = 0;
  for (let i = 0; i < band.length; i++) if (band[i] - band[i] === 0) finite++;
  const stride = Math.trunc(Math.max(1, finite / wanted));
  const sample = new Float32Array(Math.min(wanted, Math.ceil(finite / stride)));
  for (let i = 0, seen = 0, taken = 0; taken < sample.length; i++) {
    if (band[i] - band[i] === 0 && seen++ % stride === 0) sample[taken++] = band[i];
  }
  return sample.sort();
}

interface Line {
  readonly at0: number;
  readonly slope: number;
}

/** Least squares over the samples not rejected, about their mean for the sake of precision. */
function fitLine(sample: Float32Array, rejected: Uint8Array): Line {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  for (let x = 0; x < sample.length; x++) {
    if (rejected[x]) continue;
    n++;
    meanX += (x - meanX) / n;
    meanY += (sample[x] - meanY) / n;
  }
  let xy = 0;
  let xx = 0;
  for (let x = 0; x < sample.length; x++) {
    if (rejected[x]) continue;
    xy += (x - meanX) * (sample[x] - meanY);
    xx += (x - meanX) ** 2;
  }
  const slope = xx > 0 ? xy / xx : 0;
  return { at0: meanY - slope * meanX, slope };
}

/** Standard deviation of the residuals that are not rejected. */
function scatter(sample: Float32Array, line: Line, rejected: Uint8Array): number {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let x = 0; x < sample.length; x++) {
    if (rejected[x]) continue;
    const residual = sample[x] - line.at0 - line.slope * x;
    n++;
    const step = residual - mean;
    mean += step / n;
    squares += step * (residual - mean);
  }
  return Math.sqrt(squares / n);
}

/** Widens each rejected stretch by a kernel of `width`, centred as numpy.convolve's mode 'same' centres it. */
function grow(rejected: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const after = (width - 1) >> 1;
  const grown = new Uint8Array(rejected.length);
  for (let x = 0; x < rejected.length; x++) {
    if (rejected[x]) grown.fill(1, Math.max(0, x - after), x - after + width);
  }
  return grown;
}
