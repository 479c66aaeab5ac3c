import { preprocess, type ModelCard } from '../src/encoder';
import type { Picture, PictureKind } from '../src/imaging';

/** Side of a training frame: larger than the encoder's input, so that it can be turned, shifted and zoomed. */
export const FRAME = 86;
/** Side of the encoder's input. */
export const INPUT = 64;

const steps: ModelCard['preprocessing'] = [
  { step: 'asinh-flux', sigmas: 2, whitePercentile: 99.8, region: 0.4666, ceiling: 2, softening: 10 },
  { step: 'unit-range' },
  { step: 'resize', size: FRAME, filter: 'hamming' },
  { step: 'subtract-border-median', width: 0.0834 },
];

/** What a card says that feeds the encoder: a training frame's central part; the encoder finds the white itself. */
export const PREPROCESSING: ModelCard['preprocessing'] = [...steps, { step: 'crop', size: INPUT }];

const FRAME_CARD: ModelCard = {
  id: 'frame',
  name: 'frame',
  licence: '',
  source: '',
  model: 'none.onnx',
  sha256: '',
  input: { name: 'image', channels: 3, size: FRAME },
  preprocessing: steps,
  views: 1,
  outputs: { embedding: '' },
  dimensions: 1,
};

/** Range of a frame's values in units of its white, as they are kept with 8 bits. */
export const LOWEST = -0.1;
export const RANGE = 1.4;

/** A training frame: 3 x FRAME x FRAME with 8 bits, in units of its white, the 99.5th percentile of its middle. */
export function frameOf(picture: Picture, kind: PictureKind): Uint8Array {
  const values = new Float32Array(3 * FRAME * FRAME);
  preprocess(picture, kind, FRAME_CARD, values);
  const white = whiteOf(values);
  return Uint8Array.from(values, (value) => {
    const inRange = Math.min(LOWEST + RANGE, Math.max(LOWEST, value / white));
    return Math.round((inRange - LOWEST) * (255 / RANGE));
  });
}

/** Rank of the white among the central pixels, from the brightest: 0.5 percent of them. */
export const WHITE_RANK = 9;
/** Side of the square that the white is taken from. */
export const WHITE_SIDE = 43;
export const DARKEST_WHITE = 0.02;

function whiteOf(values: Float32Array): number {
  const from = (FRAME - WHITE_SIDE) >> 1;
  const plane = FRAME * FRAME;
  const mean = new Float32Array(WHITE_SIDE * WHITE_SIDE);
  for (let y = 0, k = 0; y < WHITE_SIDE; y++) {
    for (let x = 0; x < WHITE_SIDE; x++, k++) {
      const i = (from + y) * FRAME + from + x;
      mean[k] = (values[i] + values[plane + i] + values[2 * plane + i]) / 3;
    }
  }
  mean.sort();
  return Math.max(mean[mean.length - 1 - WHITE_RANK], DARKEST_WHITE);
}
