import {
  autoDisplay,
  equalisation,
  findLimits,
  type Cuts,
  type Display,
  type Limits,
  type Lupton,
  type Picture,
  type Stretch,
} from '../../../src/imaging';
import type { PlaneSurvey } from '../../../src/viewing';
import type { KnownDisplay } from '../../components/grid/painter';
import type { Looks } from '../../../src/contracts/viewer';

/** What a person has set for the image at hand, beyond the looks that all images share. */
export interface Adjustments {
  /** Cuts by hand. */
  readonly limits?: Limits;
  /** The parameter of the stretch: a of log, asinh and power. */
  readonly parameter?: number;
  /** Lupton's softening Q, for a colour picture. */
  readonly Q?: number;
  /** Lupton's stretch, as a multiple of the one that suits the picture. */
  readonly brightness?: number;
}

const PERCENT = /^([\d.]+) %$/;

/** How an image of these surveys is drawn. */
export function imageDisplay(surveys: readonly PlaneSurvey[], looks: Looks, adjusted: Adjustments): KnownDisplay {
  const picture = sampled(surveys);
  const auto = autoOf(picture);
  const limits = limitsOf(surveys, picture, auto, looks, adjusted);
  return {
    ...auto,
    cuts: { kind: 'manual', ...limits },
    stretch: stretchOf(picture, limits, auto, looks, adjusted),
    colormap: looks.colormap,
    inverted: looks.inverted,
    badColour: [1, 3, 5].map((at) => parseInt(looks.badColour.slice(at, at + 2), 16)) as [number, number, number],
    lupton: auto.lupton && luptonOf(auto.lupton, adjusted),
  };
}

/** The pixels that stand for the whole: cuts and stretch are chosen by them. */
function sampled(surveys: readonly PlaneSurvey[]): Picture {
  return { width: surveys[0].sample.length, height: 1, bands: surveys.map(({ sample }) => sample) };
}

const autos = new WeakMap<Float32Array, { picture: Picture; display: Display }>();

/** The display that suits a picture; it is asked for with every move of a slider, and depends on the pixels alone. */
function autoOf(picture: Picture): Display {
  const known = autos.get(picture.bands[0]);
  if (known?.picture.bands.length === picture.bands.length) {
    if (known.picture.bands.every((band, i) => band === picture.bands[i])) return known.display;
  }
  const display = autoDisplay(picture, 'fits');
  autos.set(picture.bands[0], { picture, display });
  return display;
}

function limitsOf(
  [survey]: readonly PlaneSurvey[],
  { bands: [band] }: Picture,
  auto: Display,
  looks: Looks,
  { limits }: Adjustments,
): Limits {
  const find = (cuts: Cuts) => findLimits(band, cuts);
  switch (looks.cuts) {
    case 'manual':
      return limits ?? find(auto.cuts);
    case 'auto':
      return find(auto.cuts);
    case 'zscale':
      return find({ kind: 'zscale' });
    case 'min-max':
      return find({ kind: 'manual', low: survey.min, high: survey.max });
    default: {
      const outside = (100 - Number(PERCENT.exec(looks.cuts)?.[1])) / 2;
      return find({ kind: 'percentile', low: outside, high: 100 - outside });
    }
  }
}

function stretchOf(
  { bands: [band] }: Picture,
  limits: Limits,
  auto: Display,
  looks: Looks,
  { parameter }: Adjustments,
): Stretch {
  switch (looks.stretch) {
    case 'auto':
      return auto.stretch;
    case 'histogram':
      return { name: 'histogram', table: equalisation(band, limits) };
    case 'linear':
    case 'sqrt':
      return { name: looks.stretch };
    default:
      return { name: looks.stretch, a: parameter };
  }
}

function luptonOf(auto: Lupton, { Q = auto.Q, brightness = 1 }: Adjustments): Lupton {
  return { ...auto, Q, stretch: auto.stretch / brightness };
}

/** The parameter of a stretch: its name, range (sliders move by its logarithm) and default. */
export const STRETCH_PARAMETERS: Partial<
  Record<
    Looks['stretch'],
    { readonly label: string; readonly min: number; readonly max: number; readonly start: number }
  >
> = {
  log: { label: 'a', min: 1, max: 1e5, start: 1000 },
  asinh: { label: 'a', min: 0.001, max: 1, start: 0.1 },
  power: { label: 'exponent', min: 0.1, max: 10, start: 2 },
};
