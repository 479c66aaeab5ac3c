/** A length that a scale bar shows, and what is written at it. */
export interface ScaleBar {
  /** CSS pixels. */
  readonly length: number;
  readonly text: string;
}

const ARCMINUTE = 60;
const DEGREE = 3600;

/**
 * The longest round length, of 1, 2 or 5 times a power of ten, that fits.
 * @param most CSS pixels it may take
 * @param pixelsPerArcsecond CSS pixels an arcsecond; undefined for an image without coordinates, then `zoom` counts
 * @param zoom CSS pixels an image pixel
 */
export function scaleBar(most: number, pixelsPerArcsecond: number | undefined, zoom: number): ScaleBar {
  if (pixelsPerArcsecond === undefined) {
    const pixels = Math.max(1, round(most / zoom));
    return { length: pixels * zoom, text: `${pixels} px` };
  }
  const arcseconds = most / pixelsPerArcsecond;
  const [unit, name] = arcseconds < ARCMINUTE ? [1, '″'] : arcseconds < DEGREE ? [ARCMINUTE, '′'] : [DEGREE, '°'];
  const number = round(arcseconds / unit);
  return { length: number * unit * pixelsPerArcsecond, text: `${number}${name}` };
}

function round(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((digit) => digit * power <= most) ?? 1;
  return Number((factor * power).toPrecision(1));
}
