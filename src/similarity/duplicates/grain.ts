import { median, type Picture, resampleDefined, SIGMA_PER_MAD } from '../../imaging';

/**
 * A small picture of a cutout's details: the noise of its sky above all, which is another in every exposure. Of two
 * pictures of one exposure it is the same, whatever was done to them since; of two galaxies it is not, however alike they
 * are.
 */
export interface Grain {
  /** Pixels, 32 at the most. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the cutout to one of these. */
  readonly scale: number;
  /** width x height, twelfths of asinh of the light above the sky over the noise. */
  readonly levels: Int8Array;
  /** width x height, fiftieths of their own deviation. */
  readonly details: Int8Array;
}

/** Values row by row, those that are undefined NaN. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

const SIDE = 32;
/** The noise is measured, and the light brought nearer to it, in twice as many pixels. */
const MEASURED = 2 * SIDE;
const LEVELS = 12;
const DETAILS = 50;
/** Pixels; the noise is what differs from the picture smoothed by so much. */
const SMOOTH = 1.5;
/**
 * The least share of a picture's variation that counts as noise, for pictures without any (those cut off below some
 * brightness).
 */
const LEAST_NOISE = 0.01;

/** Details: what differs between the picture smoothed by the one and by the other, pixels. */
const [FINEST, COARSEST] = [0.6, 2];
/** Details beyond so many of their own deviations are cut, so that no galaxy's centre outweighs its sky. */
const CLIP = 2.5;
/** The least deviation of details, as a share of all variation, for pictures that have no details in most places. */
const LEAST_DETAIL = 0.1;
/** Pixels by which two pictures may be shifted. */
const SHIFT = 2;
/** The least share of the smaller picture that must overlap the other. */
const OVERLAP = 0.5;
/** A picture that shows less than so much of another's side is not laid on it: too few pixels would decide. */
const LEAST_PART = 0.6;

/** @param picture any size; undefined pixels count as sky */
export function grainOf(picture: Picture): Grain {
  const largest = Math.max(picture.width, picture.height);
  const grey = meanOf(picture);
  const measured = fitted(grey, Math.min(1, MEASURED / largest));
  const sky = median(measured.values);
  const noise = noiseOf(measured);
  const light = measured.values.map((value) => Math.asinh((value - sky) / noise));
  const fit = Math.min(1, SIDE / Math.max(measured.width, measured.height));
  const small = fitted({ ...measured, values: light }, fit);
  const { width, height } = small;
  const levels = Int8Array.from(small.values, level);
  const details = detailsOf({ width, height, values: Float32Array.from(levels) });
  return {
    width,
    height,
    scale: largest / Math.max(width, height),
    levels,
    details: Int8Array.from(details.values, (value) => Math.round(DETAILS * value)),
  };
}

/**
 * How far two grains are the same: the correlation of their details, in the best of the eight turns and mirrors of the
 * square and of small shifts, both showing as much of the sky or having as large pixels.
 * @returns -1 to 1. `docs/architecture.md` has what copies and different galaxies reach.
 */
export function grainCorrelation(one: Grain, other: Grain): number {
  let best = inAllPositions(mapOf(one, one.details), mapOf(other, other.details));
  const part = sideOf(other) / sideOf(one);
  if (part !== 1 && part >= LEAST_PART && part <= 1 / LEAST_PART) {
    const [a, b] = [mapOf(one, one.levels), mapOf(other, other.levels)];
    const [whole, shrunk] = part < 1 ? [a, fitted(b, part)] : [fitted(a, 1 / part), b];
    best = Math.max(best, inAllPositions(detailsOf(whole), detailsOf(shrunk)));
  }
  return best;
}

/** The correlation from which on two grains count as the same. */
export const SAME_GRAIN = 0.65;

function meanOf({ width, height, bands }: Picture): Plane {
  const values = new Float32Array(width * height);
  for (const band of bands) for (let i = 0; i < values.length; i++) values[i] += band[i] / bands.length;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) values[i] = NaN;
  return { width, height, values };
}

function fitted({ width, height, values }: Plane, scale: number): Plane {
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  return { width: w, height: h, values: resampleDefined(values, width, height, w, h, 'hamming') };
}

function noiseOf(map: Plane): number {
  const smooth = smoothed(map, SMOOTH);
  const rest = map.values.map((value, i) => Math.abs(value - smooth[i]));
  return Math.max(SIGMA_PER_MAD * median(rest), LEAST_NOISE * rootMeanSquare(rest)) || 1;
}

function level(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-127, Math.min(127, Math.round(LEVELS * value)));
}

function mapOf({ width, height }: Grain, values: Int8Array): Plane {
  return { width, height, values: Float32Array.from(values) };
}

/** Pixels of the cutout. */
function sideOf({ width, height, scale }: Grain): number {
  return scale * Math.max(width, height);
}

function detailsOf(map: Plane): Plane {
  const [fine, coarse] = [smoothed(map, FINEST), smoothed(map, COARSEST)];
  const details = fine.map((value, i) => value - coarse[i]);
  const deviation =
    Math.max(SIGMA_PER_MAD * median(details.map(Math.abs)), LEAST_DETAIL * rootMeanSquare(details)) || 1;
  return { ...map, values: details.map((value) => Math.max(-CLIP, Math.min(CLIP, value / deviation))) };
}

function inAllPositions(one: Plane, other: Plane): number {
  let best = -1;
  for (let position = 0, turned = other; position < 8; position++) {
    best = Math.max(best, inAllShifts(one, turned));
    turned = position === 3 ? mirrored(turned) : quarterTurned(turned);
  }
  return best;
}

/** The middle of one on the middle of the other, and around it. */
function inAllShifts(one: Plane, other: Plane): number {
  const [left, top] = [Math.round((one.width - other.width) / 2), Math.round((one.height - other.height) / 2)];
  let best = -1;
  for (let y = top - SHIFT; y <= top + SHIFT; y++)
    for (let x = left - SHIFT; x <= left + SHIFT; x++) best = Math.max(best, correlation(one, other, x, y));
  return best;
}

/** Where `other` lies at (x, y) of `one`; -1 where too little of them lies on each other. */
function correlation(one: Plane, other: Plane, x: number, y: number): number {
  const [fromX, toX] = [Math.max(0, x), Math.min(one.width, x + other.width)];
  const [fromY, toY] = [Math.max(0, y), Math.min(one.height, y + other.height)];
  const shared = Math.max(0, toX - fromX) * Math.max(0, toY - fromY);
  if (shared < OVERLAP * Math.min(one.values.length, other.values.length)) return -1;
  let [ab, aa, bb] = [0, 0, 0];
  for (let row = fromY; row < toY; row++) {
    const [atOne, atOther] = [row * one.width, (row - y) * other.width - x];
    for (let column = fromX; column < toX; column++) {
      const [a, b] = [one.values[atOne + column], other.values[atOther + column]];
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : -1;
}

function quarterTurned({ width, height, values }: Plane): Plane {
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[x * height + height - 1 - y] = values[y * width + x];
  return { width: height, height: width, values: out };
}

function mirrored({ width, height, values }: Plane): Plane {
  return { width, height, values: values.map((_, i) => values[i - (i % width) + width - 1 - (i % width)]) };
}

/** By a Gaussian, which at the edges has the pixels that there are. */
function smoothed({ width, height, values }: Plane, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const along = (from: Float32Array, length: number, step: number, start: (line: number) => number) => {
    const out = new Float32Array(from.length);
    for (let line = 0; line < from.length / length; line++) {
      for (let i = 0; i < length; i++) {
        let [sum, weight] = [0, 0];
        for (let k = Math.max(-reach, -i); k <= Math.min(reach, length - 1 - i); k++) {
          const value = from[start(line) + (i + k) * step];
          if (Number.isNaN(value)) continue;
          sum += weights[k + reach] * value;
          weight += weights[k + reach];
        }
        out[start(line) + i * step] = weight > 0 ? sum / weight : NaN;
      }
    }
    return out;
  };
  return along(
    along(values, width, 1, (row) => row * width),
    height,
    width,
    (column) => column,
  );
}

function rootMeanSquare(values: Float32Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value ** 2;
    count++;
  }
  return count > 0 ? Math.sqrt(sum / count) : 0;
}
