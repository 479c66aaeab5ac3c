import type { PlaneFinding } from './image-role';
import type { Picture } from './picture';

/** Values that a map of regions may have: one a source of a large frame. */
const MOST_VALUES = 4096;
/**
 * The least share of equal pairs among neighbouring pixels of which at least one lies in a region. Photon counts are
 * scattered and stay below it.
 */
const CONTIGUOUS = 0.5;
/** Where values change, the share of changes from or to the background: a picture of few grey levels goes from one level to the next. */
const TO_BACKGROUND = 0.8;
/** Share of the frame that regions cover at the least and at the most. */
const [LEAST, MOST] = [0.0005, 0.95];

/**
 * What an image is whose values say that it shows regions and no light: a mask, of two whole values in connected regions, or a segmentation
 * map, where each region has a whole number of its own and background lies between them. Undefined of all others.
 * @param picture of one band, or of three alike
 */
export function roleByValues({ width, height, bands }: Picture): PlaneFinding | undefined {
  const [values, ...others] = bands;
  if (others.some((band) => band.some((value, i) => !same(value, values[i])))) return undefined;
  const counts = countsOf(values);
  if (!counts || counts.size < 2) return undefined;
  const [background, covered] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
  const share = 1 - covered / values.length;
  if (share < LEAST || share > MOST) return undefined;
  let [inside, alike, changes, toBackground] = [0, 0, 0, 0];
  const look = (one: number, other: number) => {
    const isAlike = same(one, other);
    if (!isAlike) changes++;
    if (!isAlike && (one === background || other === background)) toBackground++;
    if (isAlike && one === background) return;
    inside++;
    if (isAlike) alike++;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x > 0) look(values[i - 1], values[i]);
      if (y > 0) look(values[i - width], values[i]);
    }
  }
  if (alike < CONTIGUOUS * inside) return undefined;
  if (counts.size === 2) return { role: 'quality', by: 'its two values' };
  return toBackground >= TO_BACKGROUND * changes ? { role: 'segmentation', by: 'its values' } : undefined;
}

/** How often each value comes; undefined where they are too many, or not whole. */
function countsOf(values: Float32Array): Map<number, number> | undefined {
  const counts = new Map<number, number>();
  let last = NaN;
  let run = 0;
  for (const value of values) {
    // Most pixels of a mask are as the one before.
    if (value === last) {
      run++;
      continue;
    }
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return undefined;
    if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
    [last, run] = [value, 1];
    if (counts.size > MOST_VALUES) return undefined;
  }
  if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
  return counts;
}

function same(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}
