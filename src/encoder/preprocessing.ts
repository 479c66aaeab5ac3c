import { median, medianAbsoluteDeviation, quantile, resample, type Picture, type PictureKind } from '../imaging';
import type { ModelCard } from './card';
import { EncoderError } from './errors';
import type { Step } from './steps';

/** Standard deviations a median absolute deviation of a normal distribution is worth. */
const SIGMA_PER_MAD = 1.4826;
const SMALLEST_SCALE = 1e-6;

interface Frame {
  size: number;
  bands: Float32Array[];
}

/**
 * Applies a card's preprocessing to one cutout and writes the encoder's input, channels x size x size in C
 * order, into `out`. The frame is first cut to its central square; undefined pixels (NaN) become the
 * background. One band fills every channel; three bands fill one channel by their mean.
 *
 * @throws EncoderError when the card's steps do not end at the size of the encoder's input.
 */
export function preprocess(picture: Picture, kind: PictureKind, card: ModelCard, out: Float32Array): void {
  let frame = centralSquare(picture);
  if (!card.preprocessing.some(({ step }) => step === 'asinh-flux') || kind === 'photo') fillUndefined(frame);
  for (const step of card.preprocessing) frame = apply(step, frame, kind);
  const { channels, size } = card.input;
  if (frame.size !== size) {
    throw new EncoderError(card.model, `the card's preprocessing ends at ${frame.size} pixels, its input has ${size}`);
  }
  const bands = channels === 1 ? [meanBand(frame)] : frame.bands;
  for (let c = 0; c < channels; c++) out.set(bands[c % bands.length], c * size * size);
}

function apply(step: Step, frame: Frame, kind: PictureKind): Frame {
  switch (step.step) {
    case 'asinh-flux':
      return kind === 'fits' ? asinhFlux(frame, step) : frame;
    case 'unit-range':
      return kind === 'photo' ? scale(frame, 1 / 255) : frame;
    case 'zoom':
      return crop(frame, Math.max(1, Math.round(frame.size / step.factor)));
    case 'resize':
      return {
        size: step.size,
        bands: eachBand(frame, (band) => resample(band, frame.size, frame.size, step.size, step.size, step.filter)),
      };
    case 'subtract-border-median':
      return subtractBorderMedian(frame, step.width);
    case 'scale-to-percentile': {
      const white = quantile(region(meanBand(frame), frame.size, step.region), step.percentile / 100);
      return scale(frame, 1 / Math.max(white, SMALLEST_SCALE));
    }
    case 'clip':
      return mapValues(frame, (x) => Math.min(step.max, Math.max(step.min, x)));
    case 'crop':
      return crop(frame, step.size);
    case 'standardise':
      return {
        size: frame.size,
        bands: frame.bands.map((band, c) => band.map((x) => (x - step.mean[c]) / step.std[c])),
      };
  }
}

function asinhFlux(frame: Frame, step: Extract<Step, { step: 'asinh-flux' }>): Frame {
  const bands = eachBand(frame, (band) => {
    const sky = median(band);
    const floor = sky + step.sigmas * SIGMA_PER_MAD * medianAbsoluteDeviation(band);
    const above = new Float32Array(band.length);
    for (let i = 0; i < band.length; i++) above[i] = band[i] > floor ? band[i] - floor : 0;
    return above;
  });
  const light = meanBand({ size: frame.size, bands });
  const white = quantile(region(light, frame.size, step.region), step.whitePercentile / 100) + 1e-9;
  const norm = Math.asinh(step.softening);
  // The gain of the mean light is applied to each band, so colours keep their ratios.
  const gain = new Float32Array(light.length);
  for (let i = 0; i < light.length; i++) {
    if (light[i] === 0) continue;
    const x = Math.min(light[i] / white, step.ceiling) * step.softening;
    gain[i] = Math.log(x + Math.sqrt(x * x + 1)) / norm / light[i];
  }
  for (const band of new Set(bands)) for (let i = 0; i < band.length; i++) band[i] *= gain[i];
  return { size: frame.size, bands };
}

function subtractBorderMedian(frame: Frame, width: number): Frame {
  const n = frame.size;
  const strip = Math.min(Math.max(2, Math.floor(n * width)), Math.floor(n / 2));
  const inner = n - 2 * strip;
  return {
    size: n,
    bands: eachBand(frame, (band) => {
      const border = new Float32Array(n * n - inner * inner);
      let count = 0;
      for (let y = 0; y < n; y++) {
        const row = band.subarray(y * n, (y + 1) * n);
        if (y < strip || y >= n - strip) {
          border.set(row, count);
          count += n;
        } else {
          border.set(row.subarray(0, strip), count);
          border.set(row.subarray(n - strip), count + strip);
          count += 2 * strip;
        }
      }
      const background = median(border);
      return band.map((x) => x - background);
    }),
  };
}

function centralSquare(picture: Picture): Frame {
  const { width, height, bands } = picture;
  const size = Math.min(width, height);
  if (width === height) return { size, bands: bands.slice() };
  const left = Math.floor((width - size) / 2);
  const top = Math.floor((height - size) / 2);
  return { size, bands: bands.map((band) => window(band, width, left, top, size)) };
}

/** Undefined pixels take the median of the defined ones: the background, as far as one picture can tell. */
function fillUndefined(frame: Frame): void {
  frame.bands = eachBand(frame, (band) => {
    if (band.every((x) => Number.isFinite(x))) return band;
    const background = median(band);
    return band.map((x) => (Number.isFinite(x) ? x : background));
  });
}

function crop(frame: Frame, size: number): Frame {
  if (size >= frame.size) return frame;
  const from = (frame.size - size) >> 1;
  return { size, bands: eachBand(frame, (band) => window(band, frame.size, from, from, size)) };
}

/** The central `fraction` of a square band. */
function region(band: Float32Array, size: number, fraction: number): Float32Array {
  const inset = Math.min(Math.floor((size * (1 - fraction)) / 2), (size - 1) >> 1);
  return window(band, size, inset, inset, size - 2 * inset);
}

function window(band: Float32Array, stride: number, left: number, top: number, size: number): Float32Array {
  const out = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const from = (top + y) * stride + left;
    out.set(band.subarray(from, from + size), y * size);
  }
  return out;
}

function meanBand({ bands }: Frame): Float32Array {
  if (new Set(bands).size === 1) return bands[0];
  const mean = new Float32Array(bands[0].length);
  for (const band of bands) for (let i = 0; i < mean.length; i++) mean[i] += band[i];
  for (let i = 0; i < mean.length; i++) mean[i] /= bands.length;
  return mean;
}

function scale(frame: Frame, factor: number): Frame {
  return mapValues(frame, (x) => x * factor);
}

function mapValues(frame: Frame, f: (x: number) => number): Frame {
  return { size: frame.size, bands: eachBand(frame, (band) => band.map(f)) };
}

/** Maps the bands; a band that stands for several channels (grey photographs) is worked on once. */
function eachBand({ bands }: Frame, f: (band: Float32Array) => Float32Array): Float32Array[] {
  const done = new Map<Float32Array, Float32Array>();
  return bands.map((band) => {
    const known = done.get(band);
    if (known) return known;
    const result = f(band);
    done.set(band, result);
    return result;
  });
}
