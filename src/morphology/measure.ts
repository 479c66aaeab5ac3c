import type { Picture } from '../imaging';
import { asymmetry } from './asymmetry';
import { concentration, lightRadii, WHOLE } from './concentration';
import { FOURIER_MODES, fourierAmplitudes } from './fourier';
import { gini, m20, petrosianSegment, sortedLight } from './gini-m20';
import { growthCurve } from './growth-curve';
import { centroid, ellipse, type Ellipse } from './moments';
import { petrosianRadius } from './petrosian';
import { smoothness } from './smoothness';
import { findSource, type Source } from './source';
import type { Point, Stamp } from './stamp';

/** Names of the measures. All are NaN where undefined. */
export const MEASURES = [
  'petrosianRadius',
  'r20',
  'r50',
  'r80',
  'concentration',
  'asymmetry',
  'smoothness',
  'gini',
  'm20',
  'ellipticity',
  'positionAngle',
  'fourier1',
  'fourier2',
  'fourier3',
  'fourier4',
  'colourBlue',
  'colourRed',
  'flag',
] as const;
export type MeasureName = (typeof MEASURES)[number];

/**
 * Classical measures of a galaxy's shape:
 *
 * - `petrosianRadius`, `r20`, `r50`, `r80`: pixels, circular, about the centre of least asymmetry;
 * - `concentration`, `asymmetry`, `smoothness`, `gini`, `m20`, `ellipticity` (1 - b/a), `fourier1` … `fourier4`: pure numbers;
 * - `positionAngle`: of the major axis, degrees from the x axis towards growing rows, -90 to 90;
 * - `colourBlue`, `colourRed`: magnitudes between the third and second, and the second and first band (g - r and r - z of
 *   a survey's g, r, z), without zero points; NaN of one band;
 * - `flag`: 0 good; 1 suspect (the galaxy reaches the frame's edge, or the centre of least asymmetry drifted off); 2 bad
 *   (a measure is undefined); 4 nothing was found.
 *
 * Photographs have passed through a stretch that is not known: their measures compare with those of pictures made alike.
 */
export type Measures = Readonly<Record<MeasureName, number>>;

/** How far curves go before they are known to be too short: in the farthest pixel's distance from the centroid, and for
 * circles and ellipses about the next centre in the Petrosian radius about the centroid. */
const FIRST_REACH = 1.1;
const ROUND_REACH = 1.7;
const LONG_REACH = 1.3;
const ROUND: Ellipse = { ellipticity: 0, elongation: 1, orientation: 0 };

const NOTHING = Object.fromEntries(MEASURES.map((name) => [name, name === 'flag' ? 4 : NaN])) as Record<
  MeasureName,
  number
>;

/** Measures the galaxy in the middle of a picture (Rodriguez-Gomez et al. 2019, MNRAS 483, 4140, and what each file names). */
export function measure(picture: Picture): Measures {
  const source = findSource(picture);
  return source ? measureSource(source) : NOTHING;
}

/** Measures a source that has been found. */
export function measureSource(source: Source): Measures {
  const { stamp } = source;
  const middle = centroid(stamp);
  if (!middle) return NOTHING;
  const diagonal = Math.hypot(stamp.width, stamp.height);
  const first = measuredRadius(stamp, middle, diagonal, FIRST_REACH * reachOf(stamp, middle)).petrosian;
  if (Number.isNaN(first)) return NOTHING;
  const { asymmetry: a, centre, found } = asymmetry(stamp, middle, first, source.skyAsymmetry);
  const { curve, petrosian } = measuredRadius(stamp, centre, diagonal, ROUND_REACH * first, WHOLE);
  const radii = lightRadii(curve, petrosian);
  const shape = ellipse(stamp, centre);
  const longReach = LONG_REACH * first * Math.sqrt(shape.elongation);
  const semiMajor = measuredRadius(stamp, centre, diagonal, longReach, 1, shape).petrosian;
  const pixels = Number.isNaN(semiMajor) ? new Uint8Array(0) : petrosianSegment(stamp, middle, shape, semiMajor);
  const sorted = sortedLight(stamp, pixels);
  const { ellipticity, orientation } = ellipse(stamp, middle);
  const modes = fourierAmplitudes(stamp, centre, radii.r50, petrosian);
  const measures = {
    petrosianRadius: petrosian,
    ...radii,
    concentration: concentration(radii),
    asymmetry: a,
    smoothness: smoothness(stamp, centre, petrosian, source.sky),
    gini: gini(sorted),
    m20: m20(stamp, pixels, sorted),
    ellipticity,
    positionAngle: (orientation * 180) / Math.PI,
    ...(Object.fromEntries(Array.from({ length: FOURIER_MODES }, (_, m) => [`fourier${m + 1}`, modes[m]])) as Record<
      'fourier1' | 'fourier2' | 'fourier3' | 'fourier4',
      number
    >),
  };
  const bad = Object.values(measures).some(Number.isNaN);
  return { ...measures, ...colours(source.bandLight), flag: bad ? 2 : source.cut || !found ? 1 : 0 };
}

/** A curve of growth to `needed` Petrosian radii: to `expected` first, and to the stamp's corners where that is short. */
function measuredRadius(
  stamp: Stamp,
  centre: Point,
  diagonal: number,
  expected: number,
  needed = 1,
  shape: Ellipse = ROUND,
) {
  const { elongation, orientation } = shape;
  const largest = diagonal * elongation;
  for (const limit of [Math.min(expected, largest), largest]) {
    const curve = growthCurve(stamp, centre, limit, elongation, orientation);
    // The steps of the search are those to the corners, so that it finds the same radius with either curve.
    const petrosian = petrosianRadius(curve, largest, limit);
    if (limit === largest || needed * petrosian <= limit) return { curve, petrosian };
  }
  throw new RangeError('unreachable: the last limit is the largest');
}

/** How far the farthest of the segment's pixels is from a centre. */
function reachOf({ width, segment }: Stamp, centre: Point): number {
  let farthest = 0;
  for (let row = 0, dy = -centre.y; row < segment.length; row += width, dy++) {
    for (let x = 0; x < width; x++) {
      const dx = x - centre.x;
      const square = dx * dx + dy * dy;
      if (square > farthest && segment[row + x] !== 0) farthest = square;
    }
  }
  return Math.sqrt(farthest);
}

function colours([red, green, blue]: readonly number[]): { colourBlue: number; colourRed: number } {
  const magnitudes = (a: number, b: number) => (a > 0 && b > 0 ? -2.5 * Math.log10(a / b) : NaN);
  return { colourBlue: magnitudes(blue, green), colourRed: magnitudes(green, red) };
}
