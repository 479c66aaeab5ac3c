import { type Picture, type PictureKind, quantiles } from '../imaging';
import { bitsOf, type QualityFlag } from './quality-flags';
import { hasTrail } from './trail';

/** Cells of the coarse picture along the longer side: fine enough for a trail, coarse enough to cost nothing. */
const CELLS = 32;
/** Share of the frame without data from which on it is mostly blank. */
const MOSTLY = 0.5;
/** Rows or columns without data along a side, as a share of it: less is resampling. */
const STRIP = 0.03;
/** Pixels of a plateau at the greatest value: fewer are chance, in integers, or the tip of a star. */
const PLATEAU = 6;
/** The same in a photograph, as a share of the frame: its stretch takes the middle of any bright galaxy to white. */
const WHITE_SHARE = 0.01;
const WHITE = 255;
/** Deviations of the coarse sky that something in the middle has to stand out by: the usual limit of a detection. */
const DETECTED = 5;
const SIGMA_PER_MAD = 1.4826;

/**
 * What may be wrong with a cutout's pixels, as bits of `QUALITY_FLAGS`:
 *
 * - `edge`: rows or columns along a side hold no data, as where a survey's frame ends.
 * - `blank`: half of the frame or more holds none.
 * - `saturated`: pixels beside and below one another share the greatest value (white, in a photograph).
 * - `noise`: in the middle half nothing stands out of the sky by five deviations, pixels taken together.
 * - `trail`: a narrow bright line goes from one side to another, as of a satellite or an aeroplane.
 *
 * No data is what is NaN, or the same value as beside and below it: noise never is. In a photograph only black counts,
 * since its sky has few values. A pass or two over the pixels.
 */
export function flagsOfPixels(picture: Picture, kind: PictureKind): number {
  const photograph = kind === 'photo';
  const { width, height } = picture;
  const pixels = look(picture, photograph);
  const flags: QualityFlag[] = [];
  const isStrip = (counts: Int32Array, across: number) => {
    const empty = (at: number) => counts[at] >= 0.98 * across;
    let [first, last] = [0, 0];
    while (first < counts.length && empty(first)) first++;
    while (last < counts.length && empty(counts.length - 1 - last)) last++;
    return Math.max(first, last) >= Math.max(2, STRIP * counts.length);
  };
  if (isStrip(pixels.blankInRow, width) || isStrip(pixels.blankInColumn, height)) flags.push('edge');
  const blank = pixels.blankInRow.reduce((sum, count) => sum + count, 0);
  if (blank >= MOSTLY * width * height) flags.push('blank');
  // A frame without data has no further flags.
  if (flags.includes('blank')) return bitsOf(flags);
  if (pixels.plateau >= (photograph ? WHITE_SHARE * width * height : PLATEAU)) flags.push('saturated');
  const { cells, columns, rows } = coarse(pixels, picture);
  const sky = skyOf(cells);
  if (sky) {
    if (!standsOut(cells, columns, rows)) flags.push('noise');
    if (hasTrail(cells, columns, rows, sky.level, sky.deviation)) flags.push('trail');
  }
  return bitsOf(flags);
}

interface Pixels {
  readonly blankInRow: Int32Array;
  readonly blankInColumn: Int32Array;
  /** Pixels at the greatest value beside and below others at it. */
  readonly plateau: number;
  /** Mean of the bands; NaN where there is no data. */
  readonly values: Float32Array;
}

let scratch = new Float32Array();

function look({ width, height, bands }: Picture, photograph: boolean): Pixels {
  const count = width * height;
  // One array for all pictures: of each its own would keep the garbage collector busy.
  if (scratch.length < count) scratch = new Float32Array(count);
  const values = scratch.subarray(0, count);
  const blankInRow = new Int32Array(height);
  const blankInColumn = new Int32Array(width);
  let max = -Infinity;
  let plateau = 0;
  const [first] = bands;
  if (bands.length === 3) {
    const [, second, third] = bands;
    for (let i = 0; i < values.length; i++) values[i] = (first[i] + second[i] + third[i]) / 3;
  } else values.set(first);
  for (let y = 0, i = 0; y < height; y++) {
    // The first row and column have their neighbours on the other side.
    const below = y > 0 ? -width : width;
    for (let x = 0; x < width; x++, i++) {
      const value = values[i];
      const same = first[i] === first[x > 0 ? i - 1 : i + 1] && first[i] === first[i + below];
      if (value !== value || (same && (value === 0 || !photograph))) {
        blankInRow[y]++;
        blankInColumn[x]++;
      }
      if (value > max) {
        max = value;
        plateau = 0;
      }
      if (same && value === max) plateau++;
    }
  }
  const saturated = photograph ? max >= WHITE : max !== 0;
  return { blankInRow, blankInColumn, plateau: saturated ? plateau : 0, values };
}

/** Means of square cells; NaN where a cell holds no data. */
function coarse({ values }: Pixels, { width, height }: Picture) {
  const side = Math.max(1, Math.ceil(Math.max(width, height) / CELLS));
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const cells = new Float32Array(columns * rows);
  const counts = new Int32Array(columns * rows);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let column = 0; column < columns; column++) {
      const end = y * width + Math.min(width, (column + 1) * side);
      for (; i < end; i++) {
        if (values[i] !== values[i]) continue;
        cells[row + column] += values[i];
        counts[row + column]++;
      }
    }
  }
  for (let cell = 0; cell < cells.length; cell++) cells[cell] /= counts[cell];
  return { cells, columns, rows };
}

/** Median of some cells and their deviation, from the median's distance to what lies below it, where galaxies add nothing. */
function skyOf(cells: Float32Array): { level: number; deviation: number } | undefined {
  const [quarter, level] = quantiles(cells, [0.25, 0.5]);
  const deviation = SIGMA_PER_MAD * (level - quarter);
  return deviation > 0 ? { level, deviation } : undefined;
}

/** Whether something in the middle half stands out of the sky, four cells taken together. */
function standsOut(cells: Float32Array, columns: number, rows: number): boolean {
  const [wide, high] = [columns >> 1, rows >> 1];
  const four = new Float32Array(wide * high);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const at = 2 * y * columns + 2 * x;
      four[y * wide + x] = (cells[at] + cells[at + 1] + cells[at + columns] + cells[at + columns + 1]) / 4;
    }
  }
  const sky = skyOf(four);
  if (!sky) return true;
  for (let y = high >> 2; y < high - (high >> 2); y++) {
    for (let x = wide >> 2; x < wide - (wide >> 2); x++) {
      if (four[y * wide + x] - sky.level > DETECTED * sky.deviation) return true;
    }
  }
  return false;
}
