import { drawGalaxy } from './classes';
import { encode, type Encoding } from './file';
import { GALAXY_CLASSES, type Shape } from './galaxy';
import { headerCards, skyName } from './header';
import type { Labels } from './truth';
import { BANDS, observe, type Conditions } from './observe';
import { PIXEL_SCALE } from './pixel-scale';
import { Random } from '../random';

export interface SampleSkyOptions {
  /** How many cutouts; 720 unless said, each class as often as the others. */
  count?: number;
  /** Width and height of a cutout in pixels, 64 to 128; 96 unless said. */
  size?: number;
  /** The same seed gives the same bytes. */
  seed?: number;
}

export interface Cutout {
  /** The file's name, by the galaxy's place in the sky, so that it does not tell the class. */
  name: string;
  bytes: Uint8Array;
  labels: Labels;
}

/** Draws galaxies of known classes and writes each as a FITS file, as a survey would have observed it. */
export function* generateSampleSky(options: SampleSkyOptions = {}): Generator<Cutout, void> {
  const { count = 720, size = 96, seed = 1 } = options;
  if (!(size >= 64 && size <= 128)) throw new RangeError(`a cutout is 64 to 128 pixels wide, not ${size}`);
  // Each cutout has random numbers of its own: a longer sample begins with the shorter one.
  for (let i = 0; i < count; i++) yield drawCutout(new Random(seed, i), i, size);
}

function drawCutout(random: Random, index: number, size: number): Cutout {
  const galaxy = drawGalaxy[GALAXY_CLASSES[index % GALAXY_CLASSES.length]](random, size);
  const conditions: Conditions = {
    size,
    centre: { x: (size - 1) / 2 + random.uniform(-1, 1), y: (size - 1) / 2 + random.uniform(-1, 1) },
    seeing: random.uniform(2.4, 4),
    signalToNoise: random.logUniform(80, 600),
  };
  // Even over the sphere, the way to the poles included.
  const ra = random.uniform(0, 360);
  const dec = (Math.asin(random.uniform(-0.95, 0.95)) * 180) / Math.PI;
  const { bands, encoding } = drawFormat(random);
  const planes = observe(galaxy, conditions, bands, random);
  const object = skyName(ra, dec);
  const name = `${object}.fits${encoding === 'gzip' ? '.gz' : ''}`;
  const bandNames = bands.map((band) => band.name).join('');
  const cards = headerCards({ object, ra, dec, conditions, bands: bandNames });
  return {
    name,
    bytes: encode(planes, cards, encoding),
    labels: {
      file: name,
      class: galaxy.class,
      ra,
      dec,
      ...measures(galaxy.shape),
      signalToNoise: conditions.signalToNoise,
      seeing: conditions.seeing * PIXEL_SCALE,
      bands: bandNames,
    },
  };
}

/** A quarter of the files hold three bands; of all, most are plain float32 and some of each other kind. */
function drawFormat(random: Random) {
  const bands = random.chance(0.25) ? BANDS : [BANDS[1]];
  const which = random.uniform();
  const encoding: Encoding = which < 0.7 ? 'float32' : which < 0.85 ? 'int16' : which < 0.93 ? 'gzip' : 'extension';
  return { bands, encoding };
}

/** A shape in the units of the labels: pixels become arcseconds, radians degrees. */
function measures({ angle, radius, ringRadius, barLength, separation, ...rest }: Shape) {
  const arcseconds = (pixels: number | undefined) => pixels && pixels * PIXEL_SCALE;
  return {
    ...rest,
    radius: radius * PIXEL_SCALE,
    // From x, which is west, over y, which is north: 90 degrees less than from north over east.
    positionAngle: ((angle * 180) / Math.PI + 90) % 180,
    ringRadius: arcseconds(ringRadius),
    barLength: arcseconds(barLength),
    separation: arcseconds(separation),
  };
}
