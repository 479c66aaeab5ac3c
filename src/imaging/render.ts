import { colormap, type ColormapName } from './colormaps';
import { type Cuts, findLimits } from './cuts';
import { type Lupton, luptonRgba } from './lupton';
import { flipVertical, type Picture } from './picture';
import { makeStretch, type Stretch } from './stretch';

/** Red, green, blue, 0 to 255 each. */
export type Colour = readonly [number, number, number];

/** How a picture is drawn. `autoDisplay` makes one that suits. */
export interface Display {
  readonly cuts: Cuts;
  readonly stretch: Stretch;
  /** The colour map of a picture of one band. */
  readonly colormap: ColormapName;
  /** Whether the colour map runs the other way; false unless said. */
  readonly inverted?: boolean;
  /** The colour of undefined pixels. */
  readonly badColour: Colour;
  /** With it, three bands are drawn after Lupton; without, each by the cuts of all three and the stretch. */
  readonly lupton?: Lupton;
  /** Whether row 0 is the bottom one, as in FITS. */
  readonly flip: boolean;
}

/** Pixels for a canvas or an encoder of PNG: row 0 on top, four bytes each. */
export interface Rendered {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Draws a picture. Fast enough to stretch a wall of thumbnails anew with every move of a slider: the stretch is looked
 * up, not computed.
 * @param out memory for the pixels, at least `4 * width * height` bytes; new memory without it
 * @throws RangeError for a picture of neither one nor three bands, an `out` too short, or a parameter out of range
 */
export function render(picture: Picture, display: Display, out?: Uint8ClampedArray<ArrayBuffer>): Rendered {
  const { width, height } = picture;
  const length = 4 * width * height;
  if (out && out.length < length) throw new RangeError(`${length} bytes do not fit in ${out.length}`);
  const rgba = out ? out.subarray(0, length) : new Uint8ClampedArray(length);
  const { bands } = display.flip ? flipVertical(picture) : picture;
  if (bands.length === 1) renderMono(bands[0], display, rgba);
  else if (bands.length !== 3) throw new RangeError(`a picture has one band or three, not ${bands.length}`);
  else if (display.lupton) luptonRgba(bands, display.lupton, display.badColour, rgba);
  else renderBands(bands, display, rgba);
  return { width, height, rgba };
}

function renderMono(
  band: Float32Array,
  { cuts, stretch, colormap: map, inverted, badColour }: Display,
  rgba: Uint8ClampedArray,
) {
  const { low, high } = findLimits(band, cuts);
  const levels = stretchLevels(stretch);
  const colours = colormap(map, inverted);
  const toStep = LAST_STEP / (high - low);
  for (let i = 0, at = 0; i < band.length; i++, at += 4) {
    const value = band[i];
    rgba[at + 3] = 255;
    if (value !== value) {
      rgba[at] = badColour[0];
      rgba[at + 1] = badColour[1];
      rgba[at + 2] = badColour[2];
      continue;
    }
    const from = 3 * levels[stepOf((value - low) * toStep)];
    rgba[at] = colours[from];
    rgba[at + 1] = colours[from + 1];
    rgba[at + 2] = colours[from + 2];
  }
}

function renderBands(bands: readonly Float32Array[], { cuts, stretch, badColour }: Display, rgba: Uint8ClampedArray) {
  const [red, green, blue] = bands;
  // One pair of limits for the three, lest the colours shift.
  const limits = cuts.kind === 'manual' ? [findLimits(red, cuts)] : bands.map((band) => findLimits(band, cuts));
  const low = Math.min(...limits.map((limit) => limit.low));
  const toStep = LAST_STEP / (Math.max(...limits.map((limit) => limit.high)) - low);
  const levels = stretchLevels(stretch);
  for (let i = 0, at = 0; i < red.length; i++, at += 4) {
    const [r, g, b] = [red[i], green[i], blue[i]];
    const bad = r !== r || g !== g || b !== b;
    rgba[at] = bad ? badColour[0] : levels[stepOf((r - low) * toStep)];
    rgba[at + 1] = bad ? badColour[1] : levels[stepOf((g - low) * toStep)];
    rgba[at + 2] = bad ? badColour[2] : levels[stepOf((b - low) * toStep)];
    rgba[at + 3] = 255;
  }
}

/** Steps of the table of a stretch: fine enough that the steepest, log with a = 1000, skips two levels of 255 at most. */
const STEPS = 16384;
const LAST_STEP = STEPS - 1;

function stepOf(position: number): number {
  return position <= 0 ? 0 : position >= LAST_STEP ? LAST_STEP : (position + 0.5) | 0;
}

const tables = new Map<unknown, Uint8Array>();
const MAX_TABLES = 16;

/** The stretch at every step, as a level of 0 to 255. */
function stretchLevels(stretch: Stretch): Uint8Array {
  const key = stretch.name === 'histogram' ? stretch.table : JSON.stringify(stretch);
  let levels = tables.get(key);
  if (!levels) {
    const curve = makeStretch(stretch);
    levels = Uint8Array.from({ length: STEPS }, (_, step) => Math.round(255 * curve(step / LAST_STEP)));
    if (tables.size >= MAX_TABLES) tables.clear();
    tables.set(key, levels);
  }
  return levels;
}
