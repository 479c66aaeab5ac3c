import { binBand, median, type Picture, quantile, SIGMA_PER_MAD } from '../imaging';
import { labelRegions } from './regions';

/** Properties of a large frame that tell whether it is a picture of one galaxy. */
export interface FrameContents {
  /** Sources that are told apart in the frame made smaller. */
  readonly sources: number;
  /** How much of the frame the largest of them covers, 0 to 1. */
  readonly largest: number;
  /** Many small sources on an even sky, none of which fills the frame. */
  readonly isSurveyImage: boolean;
}

/** Frames with a shorter side are cutouts, whatever is in them: pixels. */
export const SMALLEST_FRAME = 800;
/** The longer side of the frame that is looked at. */
const LOOKED_AT = 512;
/** Sigmas above the sky, and the fewest pixels of a source. */
const [THRESHOLD, SMALLEST_AREA] = [3, 3];
/** A picture of a galaxy that is large on the sky has stars in front of it, and fills more of its frame. */
const [FEWEST_SOURCES, FILLING] = [15, 0.04];
/** Blocks a side whose medians, which stars do not change, are the frame's diffuse light, and how many sigmas it may vary on a sky. */
const [BLOCKS, EVEN] = [16, 3];

/**
 * Whether a frame is an image of a part of the sky, of which galaxies are small parts, rather than a picture of one: it holds at least
 * 15 sources, none of which covers 4 % of it, and the median of 16 x 16 blocks lies less than 3 sigma of the noise above
 * their tenth percentile. Sources are regions above 3 sigma of the median sky in the mean of the bands, made smaller to 512 pixels.
 * @returns undefined of frames whose shorter side is below 800 pixels
 */
export function frameContents({ width, height, bands }: Picture): FrameContents | undefined {
  if (Math.min(width, height) < SMALLEST_FRAME) return undefined;
  const factor = Math.ceil(Math.max(width, height) / LOOKED_AT);
  const small = bands.map((values) => binBand({ width, height, values }, factor));
  const light = new Float32Array(small[0].values.length);
  for (const { values } of small) for (let i = 0; i < light.length; i++) light[i] += values[i] / small.length;
  const across = small[0].width;
  const { sources, largest } = sourcesOf(light, across);
  const isSurveyImage = sources >= FEWEST_SOURCES && largest < FILLING && diffuseLight(light, across) < EVEN;
  return { sources, largest, isSurveyImage };
}

function sourcesOf(light: Float32Array, width: number): { sources: number; largest: number } {
  const defined = light.filter(Number.isFinite);
  if (defined.length === 0) return { sources: 0, largest: 0 };
  const sky = median(defined);
  // Estimate the noise from pixels below the sky's median, because sources brighten those above it.
  const sigma = SIGMA_PER_MAD * median(defined.filter((value) => value <= sky).map((value) => sky - value));
  const above = Uint8Array.from(light, (value) => (value - sky > THRESHOLD * sigma ? 1 : 0));
  const { labels, count } = labelRegions(above, width);
  const areas = new Int32Array(count + 1);
  for (const label of labels) if (label > 0) areas[label]++;
  return {
    sources: areas.reduce((sum, area) => sum + (area >= SMALLEST_AREA ? 1 : 0), 0),
    largest: areas.reduce((most, area) => Math.max(most, area), 0) / defined.length,
  };
}

/** How far the middle of the blocks' medians lies above their tenth percentile, in sigmas of neighbouring pixels. */
function diffuseLight(light: Float32Array, width: number): number {
  const steps = light.map((value, i) => (i % width === 0 ? NaN : Math.abs(value - light[i - 1])));
  const noise = (SIGMA_PER_MAD * median(steps.filter(Number.isFinite))) / Math.SQRT2;
  const height = light.length / width;
  const medians: number[] = [];
  for (let row = 0; row < BLOCKS; row++) {
    for (let column = 0; column < BLOCKS; column++) {
      const [left, right] = [column, column + 1].map((n) => Math.floor((n * width) / BLOCKS));
      const [bottom, top] = [row, row + 1].map((n) => Math.floor((n * height) / BLOCKS));
      const block: number[] = [];
      for (let y = bottom; y < top; y++) block.push(...light.subarray(y * width + left, y * width + right));
      const defined = Float32Array.from(block).filter(Number.isFinite);
      if (defined.length > 0) medians.push(median(defined));
    }
  }
  const all = Float32Array.from(medians);
  return (median(all) - quantile(all, 0.1)) / noise;
}
