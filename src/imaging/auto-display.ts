import { apart } from './cuts';
import type { Picture } from './picture';
import type { Display } from './render';
import { finiteRange, medianAbsoluteDeviation, quantiles, SIGMA_PER_MAD } from './robust-statistics';

/** Where a picture comes from: `fits`, physical values; `photo`, a JPEG or PNG, values 0 to 255 fit to be seen. */
export type PictureKind = 'fits' | 'photo';

/** Share of a cutout's pixels that is fainter than the galaxy's core; brighter pixels are stars and cosmic rays. */
const BRIGHTEST = 0.997;
const FAINTEST = 0.01;
const BAD_COLOUR = [58, 42, 88] as const;

/**
 * A way to draw the picture that shows the galaxy, whatever its unit, its sky and its noise: black lies just below the
 * sky, white near the core, and asinh bends at a few times the noise, so that faint arms and bright bulge both show.
 * Photographs are drawn as they are.
 */
export function autoDisplay(picture: Picture, kind: PictureKind): Display {
  if (kind === 'photo') {
    return {
      cuts: { kind: 'manual', low: 0, high: 255 },
      stretch: { name: 'linear' },
      colormap: 'grey',
      badColour: BAD_COLOUR,
      flip: false,
    };
  }
  const colour = picture.bands.length === 3;
  const { low, high, noise } = skyAndGalaxy(colour ? meanBand(picture.bands) : picture.bands[0]);
  return {
    cuts: { kind: 'manual', low, high },
    stretch: { name: 'asinh', a: noise > 0 ? Math.min(0.5, Math.max(0.005, (5 * noise) / (high - low))) : 0.1 },
    colormap: 'grey',
    badColour: BAD_COLOUR,
    ...(colour ? { lupton: autoLupton(picture.bands, high - low, noise) } : {}),
    flip: true,
  };
}

/** The values to draw black and white, and the standard deviation of the noise. */
function skyAndGalaxy(band: Float32Array): { low: number; high: number; noise: number } {
  const noise = SIGMA_PER_MAD * medianAbsoluteDeviation(band);
  const [faint, sky, bright] = quantiles(band, [FAINTEST, 0.5, BRIGHTEST]);
  const low = Math.max(faint, sky - 1.5 * noise);
  // A galaxy of few pixels on an empty sky lies beyond every quantile: then all the range there is.
  if (bright > low) return { low, high: Math.max(bright, low + 5 * noise), noise };
  const { min, max } = finiteRange(band);
  return { ...apart({ low: min, high: max }), noise };
}

const Q = 8;
/** With Q = 8 an intensity of 95 times the stretch is drawn in full brightness: 10 asinh(0.8) = asinh(8 x 95). */
const FULL = 95;

/** Full brightness at `span` above black, unless noise would then show: it stays a tenth of full brightness. */
function autoLupton(bands: readonly Float32Array[], span: number, noise: number): NonNullable<Display['lupton']> {
  const [r, g, b] = bands.map((band) => skyAndGalaxy(band).low);
  return { Q, stretch: Math.max(span / FULL, 8 * noise) || 1, minimum: [r, g, b] };
}

function meanBand([red, green, blue]: readonly Float32Array[]): Float32Array {
  return red.map((value, i) => (value + green[i] + blue[i]) / 3);
}
