import { preprocess, type ModelCard } from '../src/encoder';
import type { Picture, PictureKind } from '../src/imaging';

/** How finely pictures are seen. */
export interface Resolution {
  /** Side of the encoder's input, pixels. */
  readonly input: number;
  /** Side of a training frame: larger than the input, so that it can be turned, shifted and zoomed. */
  readonly frame: number;
  /** Side of the square that the white is taken from. */
  readonly whiteSide: number;
  /** Rank of the white among its pixels, from the brightest: 0.5 percent of them. */
  readonly whiteRank: number;
}

/** What the network learns most from, quickly. */
export const COARSE: Resolution = { input: 64, frame: 86, whiteSide: 43, whiteRank: 9 };
/** About the pixels that surveys' cutouts have. */
export const FINE: Resolution = { input: 96, frame: 128, whiteSide: 64, whiteRank: 20 };

/** The resolution of an input. @throws RangeError where there is none. */
export function resolutionOf(input: number): Resolution {
  const found = [COARSE, FINE].find((resolution) => resolution.input === input);
  if (!found) throw new RangeError(`an encoder has ${COARSE.input} or ${FINE.input} pixels, not ${input}`);
  return found;
}

/** Values of a view, and levels of a frame, in three bands. */
export const viewLength = ({ input }: Resolution) => 3 * input ** 2;
export const frameLength = ({ frame }: Resolution) => 3 * frame ** 2;

const steps = ({ frame }: Resolution): ModelCard['preprocessing'] => [
  { step: 'asinh-flux', sigmas: 2, whitePercentile: 99.8, region: 0.4666, ceiling: 2, softening: 10 },
  { step: 'unit-range' },
  { step: 'resize', size: frame, filter: 'hamming' },
  { step: 'subtract-border-median', width: 0.0834 },
];

/** What a card says that feeds the encoder: a training frame's central part; the encoder finds the white itself. */
export const preprocessing = (resolution: Resolution): ModelCard['preprocessing'] => [
  ...steps(resolution),
  { step: 'crop', size: resolution.input },
];

const frameCard = (resolution: Resolution): ModelCard => ({
  id: 'frame',
  name: 'frame',
  licence: '',
  source: '',
  model: 'none.onnx',
  sha256: '',
  input: { name: 'image', channels: 3, size: resolution.frame },
  preprocessing: steps(resolution),
  views: 1,
  outputs: { embedding: '' },
  dimensions: 1,
});

/** Range of a frame's values in units of its white, as they are kept with 8 bits. */
export const LOWEST = -0.1;
export const RANGE = 1.4;

/** A training frame: 3 x frame x frame with 8 bits, in units of its white, the 99.5th percentile of its middle. */
export function frameOf(picture: Picture, kind: PictureKind, resolution: Resolution): Uint8Array {
  const values = new Float32Array(frameLength(resolution));
  preprocess(picture, kind, frameCard(resolution), values);
  const white = whiteOf(values, resolution);
  return Uint8Array.from(values, (value) => {
    const inRange = Math.min(LOWEST + RANGE, Math.max(LOWEST, value / white));
    return Math.round((inRange - LOWEST) * (255 / RANGE));
  });
}

export const DARKEST_WHITE = 0.02;

function whiteOf(values: Float32Array, { frame, whiteSide, whiteRank }: Resolution): number {
  const from = (frame - whiteSide) >> 1;
  const plane = frame * frame;
  const mean = new Float32Array(whiteSide * whiteSide);
  for (let y = 0, k = 0; y < whiteSide; y++) {
    for (let x = 0; x < whiteSide; x++, k++) {
      const i = (from + y) * frame + from + x;
      mean[k] = (values[i] + values[plane + i] + values[2 * plane + i]) / 3;
    }
  }
  mean.sort();
  return Math.max(mean[mean.length - 1 - whiteRank], DARKEST_WHITE);
}
