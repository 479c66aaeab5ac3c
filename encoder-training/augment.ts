import type { Random } from '../src/random';
import { convolveLine, gaussianKernel } from './convolve-line';
import { COARSE, LOWEST, RANGE, type Resolution } from './frame';
import { normal } from './normal';

const BRIGHTEST = 1.5;
const DARKEST = -0.3;
/** Of an image that was written with few grey levels, in units of its white. */
const COARSEST_STEP = 0.12;
const FINEST_STEP = 0.01;

/** Of views, shares that are changed so. */
export interface Shares {
  /** One band in place of three. */
  readonly grey: number;
  /** Few grey levels. */
  readonly stepped: number;
}

/** What was done to a frame that its labels must follow. */
export interface Change {
  mirrored: boolean;
}

/**
 * A view of a frame: turned, mirrored, shifted, zoomed, seen through other seeing, noise, stretch and bands.
 * @param frame 3 x frame x frame, 8 bits; @param out 3 x input x input.
 */
export function augment(
  random: Random,
  frame: Uint8Array,
  out: Float32Array,
  shares: Shares,
  resolution: Resolution,
): Change {
  const mirrored = random.chance(0.5);
  const zoom = random.logUniform(0.75, 1.3);
  sample(random, frame, out, zoom, mirrored, resolution);
  const { input } = resolution;
  if (random.chance(0.35)) blur(out, (random.uniform(0.5, 1.4) * input) / COARSE.input, input);
  bands(random, out, shares.grey, input * input);
  stretch(random, out);
  // Not drawn where none is, so that a recipe of before still gives the same.
  if (shares.stepped > 0 && random.chance(shares.stepped)) step(out, random.logUniform(FINEST_STEP, COARSEST_STEP));
  return { mirrored };
}

function sample(
  random: Random,
  frame: Uint8Array,
  out: Float32Array,
  zoom: number,
  mirrored: boolean,
  { input, frame: side }: Resolution,
): void {
  const plane = side * side;
  const view = input * input;
  const angle = random.angle();
  const cos = Math.cos(angle) * zoom;
  const sin = Math.sin(angle) * zoom;
  const middle = (side - 1) / 2;
  const x0 = middle + random.uniform(-0.05, 0.05) * input;
  const y0 = middle + random.uniform(-0.05, 0.05) * input;
  const half = (input - 1) / 2;
  const unit = RANGE / 255;
  const last = side - 1.001;
  for (let y = 0, i = 0; y < input; y++) {
    for (let x = 0; x < input; x++, i++) {
      const dx = mirrored ? half - x : x - half;
      const dy = y - half;
      let sx = x0 + cos * dx - sin * dy;
      let sy = y0 + sin * dx + cos * dy;
      sx = sx < 0 ? 0 : sx > last ? last : sx;
      sy = sy < 0 ? 0 : sy > last ? last : sy;
      const [ix, iy] = [sx | 0, sy | 0];
      const [fx, fy] = [sx - ix, sy - iy];
      const at = iy * side + ix;
      const w11 = fx * fy;
      const w10 = fy - w11;
      const w01 = fx - w11;
      const w00 = 1 - fx - w10;
      for (let c = 0, p = at; c < 3; c++, p += plane) {
        const value = w00 * frame[p] + w01 * frame[p + 1] + w10 * frame[p + side] + w11 * frame[p + side + 1];
        out[c * view + i] = value * unit + LOWEST;
      }
    }
  }
}

function blur(out: Float32Array, sigma: number, side: number): void {
  const kernel = gaussianKernel(sigma, 3);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < side; y++) convolveLine(out, out, c * side * side + y * side, 1, side, kernel);
    for (let x = 0; x < side; x++) convolveLine(out, out, c * side * side + x, side, side, kernel);
  }
}

/** One band in place of three, or other gains of the bands; then noise, of its own in each band that is there. */
function bands(random: Random, out: Float32Array, greyShare: number, view: number): void {
  const grey = random.chance(greyShare);
  if (grey) {
    const weights = [0, 1, 2].map(() => random.uniform() + 0.1);
    const sum = weights[0] + weights[1] + weights[2];
    for (let i = 0; i < view; i++) {
      const value = (weights[0] * out[i] + weights[1] * out[view + i] + weights[2] * out[2 * view + i]) / sum;
      out[i] = value;
      out[view + i] = value;
      out[2 * view + i] = value;
    }
  } else {
    for (let c = 0; c < 3; c++) {
      const gain = 1 + 0.12 * random.gaussian();
      for (let i = c * view; i < (c + 1) * view; i++) out[i] *= gain;
    }
  }
  const sigma = random.chance(0.7) ? 0.12 * random.uniform() ** 2 : 0;
  if (sigma < 0.002) return;
  for (let i = 0; i < view; i++) {
    if (grey) {
      const noise = sigma * normal(random);
      for (let c = 0; c < 3; c++) out[c * view + i] += noise;
    } else for (let c = 0; c < 3; c++) out[c * view + i] += sigma * normal(random);
  }
}

/** A power of the brightness, a gain and an offset, by a table. */
function stretch(random: Random, out: Float32Array): void {
  const power = random.logUniform(0.6, 1.6);
  const gain = 1 + 0.15 * random.gaussian();
  const offset = 0.02 * random.gaussian();
  const steps = 600;
  const scale = steps / (2.4 - -0.6);
  const table = Float32Array.from({ length: steps + 2 }, (_, k) => {
    const value = -0.6 + k / scale;
    const raised = Math.sign(value) * (Math.abs(value) + 1e-4) ** power * gain + offset;
    return Math.min(BRIGHTEST, Math.max(DARKEST, raised));
  });
  for (let i = 0; i < out.length; i++) {
    const position = Math.min(steps, Math.max(0, (out[i] + 0.6) * scale));
    const k = position | 0;
    out[i] = table[k] + (position - k) * (table[k + 1] - table[k]);
  }
}

function step(out: Float32Array, size: number): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.round(out[i] / size) * size;
}

/** The middle of a frame as it stands. */
export function plain(levels: Uint8Array, out: Float32Array, { input, frame }: Resolution): void {
  const from = (frame - input) >> 1;
  for (let c = 0, i = 0; c < 3; c++)
    for (let y = 0; y < input; y++)
      for (let x = 0; x < input; x++, i++)
        out[i] = levels[c * frame * frame + (from + y) * frame + from + x] * (RANGE / 255) + LOWEST;
}
