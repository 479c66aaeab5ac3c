import type { Picture } from '../imaging';
import { segment } from './segmentation';
import { skyOf } from './sky';
import type { Stamp } from './stamp';

/** A stamp is at least so many pixels a side, and so many times the source's bounding box (as statmorph's). */
const SMALLEST = 48;
const EXTENT = 2.5;
/** Half a step of 8 bits: what a photograph's sky without any noise still varies by. */
const QUANTUM = 0.5;

/** The galaxy of a frame, cut out, and what is known of its sky. */
export interface Source {
  readonly stamp: Stamp;
  /** Sums over the segment of each band's light above its sky. */
  readonly bandLight: readonly number[];
  /** Mean |I - I₁₈₀| over pairs of sky pixels of the frame; 0 where there are too few to tell. */
  readonly skyAsymmetry: number;
  /** 1 where the stamp is sky. */
  readonly sky: Uint8Array;
  /** Whether the segment touches the frame's edge. */
  readonly cut: boolean;
  /** First column of the stamp within the frame. */
  readonly left: number;
  readonly top: number;
}

/** Pairs of sky pixels below which their asymmetry is not known. */
const FEWEST_PAIRS = 32;

/** Finds the galaxy in the middle of a picture, in the mean of its bands; undefined where nothing rises above the sky. */
export function findSource(picture: Picture): Source | undefined {
  const { width, height } = picture;
  const bands = [...new Set(picture.bands)];
  const skies = bands.map((band) => skyOf(band, picture));
  const light = new Float64Array(width * height);
  const undefinedPixels = new Uint8Array(light.length);
  for (const [b, band] of bands.entries()) {
    const { level } = skies[b];
    for (let i = 0; i < light.length; i++) {
      const value = (band[i] - level) / bands.length;
      if (value - value === 0) light[i] += value;
      else undefinedPixels[i] = 1;
    }
  }
  for (let i = 0; i < light.length; i++) if (undefinedPixels[i]) light[i] = 0;
  // The mean of one band is that band: its sky is known, unless undefined pixels count as sky now.
  const known = bands.length === 1 && !undefinedPixels.includes(1);
  let { sigma } = known ? skies[0] : skyOf(new Float32Array(light), picture);
  if (sigma === 0) sigma = isIntegers(bands[0]) ? QUANTUM : Number.MIN_VALUE;
  const sources = segment(light, width, sigma);
  if (!sources) return undefined;
  const bandLight = bands.map((band, b) => sumWhere(band, skies[b].level, sources));
  const frame = { width, height, light, sources, undefinedPixels };
  return { ...cutOut(frame), bandLight, skyAsymmetry: pairDifference(frame), cut: touchesEdge(sources, width) };
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly light: Float64Array;
  readonly sources: Uint8Array;
  readonly undefinedPixels: Uint8Array;
}

function cutOut({ width, height, light, sources, undefinedPixels }: Frame) {
  let [xMin, xMax, yMin, yMax] = [width, -1, height, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (sources[i] !== 1) continue;
      if (x < xMin) xMin = x;
      if (x > xMax) xMax = x;
      if (y < yMin) yMin = y;
      yMax = y;
    }
  }
  const [dx, dy] = [xMax + 1 - xMin, yMax + 1 - yMin];
  const reach = Math.max(Math.floor((Math.max(dx, dy) * EXTENT) / 2), SMALLEST / 2);
  const [cx, cy] = [xMin + (dx >> 1), yMin + (dy >> 1)];
  const [left, top] = [Math.max(0, cx - reach), Math.max(0, cy - reach)];
  const [w, h] = [Math.min(width, cx + reach) - left, Math.min(height, cy + reach) - top];
  const stamp = {
    width: w,
    height: h,
    light: new Float64Array(w * h),
    masked: new Uint8Array(w * h),
    segment: new Uint8Array(w * h),
  };
  const sky = new Uint8Array(w * h);
  const { light: stampLight, masked, segment: stampSegment } = stamp;
  for (let y = 0, to = 0; y < h; y++) {
    for (let x = 0, from = (top + y) * width + left; x < w; x++, from++, to++) {
      // All arrays begin as zeros.
      if (undefinedPixels[from] !== 0 || sources[from] === 2) {
        masked[to] = 1;
        continue;
      }
      stampLight[to] = light[from];
      if (sources[from] === 1) stampSegment[to] = 1;
      else sky[to] = 1;
    }
  }
  return { stamp, sky, left, top };
}

function pairDifference({ light, sources, undefinedPixels }: Frame): number {
  let [sum, pairs] = [0, 0];
  const last = light.length - 1;
  for (let i = 0; i < last - i; i++) {
    const j = last - i;
    if (sources[i] || sources[j] || undefinedPixels[i] || undefinedPixels[j]) continue;
    sum += Math.abs(light[i] - light[j]);
    pairs++;
  }
  return pairs >= FEWEST_PAIRS ? sum / pairs : 0;
}

function sumWhere(band: Float32Array, level: number, sources: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < band.length; i++) {
    if (sources[i] === 1 && band[i] - band[i] === 0) sum += band[i] - level;
  }
  return sum;
}

function touchesEdge(sources: Uint8Array, width: number): boolean {
  const height = sources.length / width;
  for (let x = 0; x < width; x++) if (sources[x] === 1 || sources[(height - 1) * width + x] === 1) return true;
  for (let y = 0; y < height; y++) if (sources[y * width] === 1 || sources[y * width + width - 1] === 1) return true;
  return false;
}

function isIntegers(band: Float32Array): boolean {
  return band.every((value) => Number.isInteger(value));
}
