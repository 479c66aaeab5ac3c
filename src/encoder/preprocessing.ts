import { borderPixels, median, quantile, resample, SIGMA_PER_MAD, type Picture, type PictureKind } from '../imaging';
import type { ModelCard } from './card';
import { EncoderError } from './errors';
import type { Step } from './steps';

const SMALLEST_SCALE = 1e-6;

interface Frame {
  size: number;
  /** Not the picture's own memory once `owned`: steps then work in place, for new memory costs more than the work. */
  bands: Float32Array[];
  owned: boolean;
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
  // asinh-flux, which is for FITS alone, takes what has no value as sky.
  if (kind === 'photo' || card.preprocessing[0]?.step !== 'asinh-flux') fillUndefined(frame);
  const { channels, size } = card.input;
  for (const step of card.preprocessing) frame = apply(step, frame, kind, channels);
  if (frame.size !== size) {
    throw new EncoderError(card.model, `the card's preprocessing ends at ${frame.size} pixels, its input has ${size}`);
  }
  asChannels(frame, channels).forEach((band, c) => out.set(band, c * size * size));
}

function apply(step: Step, frame: Frame, kind: PictureKind, channels: number): Frame {
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
        owned: true,
      };
    case 'subtract-border-median':
      return subtractBorderMedian(frame, step.width);
    case 'scale-to-percentile': {
      const white = quantile(region(meanOf(frame.bands), frame.size, step.region), step.percentile / 100);
      return scale(frame, 1 / Math.max(white, SMALLEST_SCALE));
    }
    case 'clip':
      return clip(frame, step.min, step.max);
    case 'crop':
      return crop(frame, step.size);
    case 'standardise':
      return {
        size: frame.size,
        // A band may stand for several channels, which part here.
        bands: asChannels(frame, channels).map((band, c) =>
          affine(band, new Float32Array(band.length), 1 / step.std[c], -step.mean[c] / step.std[c]),
        ),
        owned: true,
      };
  }
}

function asinhFlux(frame: Frame, step: Extract<Step, { step: 'asinh-flux' }>): Frame {
  const bands = eachBand(frame, (band) => aboveSky(band, step.sigmas));
  const light = meanOf(bands);
  const white = quantile(region(light, frame.size, step.region), step.whitePercentile / 100);
  const norm = Math.asinh(step.softening);
  const distinct = [...new Set(bands)].filter((band) => band !== light);
  for (let i = 0; i < light.length; i++) {
    const mean = light[i];
    // Most pixels are sky.
    if (mean === 0) continue;
    // Fluxes are compared with one another alone: their unit may make them as small as 1e-17.
    const x = Math.min(mean / white, step.ceiling) * step.softening;
    // The gain of the mean light is applied to each band, so colours keep their ratios.
    const compressed = Math.log(x + Math.sqrt(x * x + 1)) / norm;
    const gain = compressed / mean;
    light[i] = compressed;
    for (const band of distinct) band[i] *= gain;
  }
  return { size: frame.size, bands, owned: true };
}

/** What rises more than `sigmas` standard deviations above a band's sky; 0 elsewhere, and where it is undefined. */
function aboveSky(band: Float32Array, sigmas: number): Float32Array {
  const sample = skySample(band);
  const sky = median(sample);
  for (let i = 0; i < sample.length; i++) sample[i] = Math.abs(sample[i] - sky);
  const floor = sky + sigmas * SIGMA_PER_MAD * median(sample);
  const above = new Float32Array(band.length);
  for (let i = 0; i < band.length; i++) {
    const value = band[i];
    above[i] = value > floor && value !== Infinity ? value - floor : 0;
  }
  return above;
}

/**
 * A sample of so many pixels gives the median to a hundredth of the noise; the median of all pixels of a large frame
 * would cost more than all other steps.
 */
const SKY_SAMPLE = 16_384;

/** A copy of a square band's pixels, or of every n-th where they are many, n having no divisor in common with the width. */
function skySample(band: Float32Array): Float32Array {
  if (band.length <= SKY_SAMPLE) return band.slice();
  const width = Math.round(Math.sqrt(band.length));
  let step = Math.ceil(band.length / SKY_SAMPLE);
  while (commonDivisor(step, width) > 1) step++;
  const sample = new Float32Array(Math.floor((band.length - 1) / step) + 1);
  for (let i = 0; i < sample.length; i++) sample[i] = band[i * step];
  return sample;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function subtractBorderMedian(frame: Frame, width: number): Frame {
  const n = frame.size;
  const strip = Math.min(Math.max(2, Math.floor(n * width)), Math.floor(n / 2));
  return mapBands(frame, (band, out) => affine(band, out, 1, -median(borderPixels(band, n, n, strip))));
}

function centralSquare(picture: Picture): Frame {
  const { width, height, bands } = picture;
  const size = Math.min(width, height);
  if (width === height) return { size, bands: bands.slice(), owned: false };
  const left = Math.floor((width - size) / 2);
  const top = Math.floor((height - size) / 2);
  return { size, bands: eachBand({ bands }, (band) => window(band, width, left, top, size)), owned: true };
}

/** Undefined pixels take the median of the defined ones: the background, as far as one picture can tell. */
function fillUndefined(frame: Frame): void {
  frame.bands = eachBand(frame, (band) => {
    let filled: Float32Array | undefined;
    let background = NaN;
    for (let i = 0; i < band.length; i++) {
      if (band[i] - band[i] === 0) continue;
      if (!filled) {
        filled = band.slice();
        background = median(band);
      }
      filled[i] = background;
    }
    return filled ?? band;
  });
}

function crop(frame: Frame, size: number): Frame {
  if (size >= frame.size) return frame;
  const from = (frame.size - size) >> 1;
  return { size, bands: eachBand(frame, (band) => window(band, frame.size, from, from, size)), owned: true };
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

/** The bands' mean; the band itself where all are one. */
function meanOf(bands: readonly Float32Array[]): Float32Array {
  if (new Set(bands).size === 1) return bands[0];
  const mean = new Float32Array(bands[0].length);
  for (const band of bands) for (let i = 0; i < mean.length; i++) mean[i] += band[i];
  for (let i = 0; i < mean.length; i++) mean[i] /= bands.length;
  return mean;
}

/** One band for each channel of the encoder's input. */
function asChannels(frame: Frame, channels: number): Float32Array[] {
  if (channels === 1) return [meanOf(frame.bands)];
  return Array.from({ length: channels }, (_, c) => frame.bands[c % frame.bands.length]);
}

function scale(frame: Frame, factor: number): Frame {
  return mapBands(frame, (band, out) => affine(band, out, factor, 0));
}

function affine(band: Float32Array, out: Float32Array, factor: number, offset: number): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = band[i] * factor + offset;
  return out;
}

function clip(frame: Frame, min: number, max: number): Frame {
  return mapBands(frame, (band, out) => {
    for (let i = 0; i < out.length; i++) {
      const value = band[i];
      out[i] = value < min ? min : value > max ? max : value;
    }
  });
}

/** Changes the values of every band: in place where the frame is its own, or else in a frame that is. */
function mapBands(frame: Frame, change: (band: Float32Array, out: Float32Array) => void): Frame {
  const bands = eachBand(frame, (band) => {
    const out = frame.owned ? band : new Float32Array(band.length);
    change(band, out);
    return out;
  });
  return { size: frame.size, bands, owned: true };
}

/** Maps the bands; a band that stands for several channels (grey photographs) is worked on once. */
function eachBand(
  { bands }: { readonly bands: readonly Float32Array[] },
  f: (band: Float32Array) => Float32Array,
): Float32Array[] {
  const done = new Map<Float32Array, Float32Array>();
  return bands.map((band) => {
    const known = done.get(band);
    if (known) return known;
    const result = f(band);
    done.set(band, result);
    return result;
  });
}
