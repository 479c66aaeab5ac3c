import { autoDisplay, type PictureKind } from './auto-display';
import type { ColormapName } from './colormaps';
import type { Cuts } from './cuts';
import type { Picture } from './picture';
import type { Display } from './render';
import type { Stretch } from './stretch';

/** Stretches a person may choose for a wall of pictures; `auto` suits each picture by itself. */
export const STRETCH_CHOICES = ['auto', 'linear', 'sqrt', 'log', 'asinh'] as const;
/**
 * Cuts a person may choose for a wall of pictures, the percentiles symmetric. Those that are the same for all let brightnesses be compared;
 * the others are found for each picture by itself.
 */
export const CUTS_CHOICES = ['auto', 'same for all', 'zscale', '99.5 %', '98 %', 'min-max'] as const;

/** One choice that draws every picture of a wall. */
export interface DisplayChoice {
  readonly stretch: (typeof STRETCH_CHOICES)[number];
  readonly cuts: (typeof CUTS_CHOICES)[number];
  readonly colormap: ColormapName;
}

/** The choices that are cuts by themselves; the others come with the display. */
const CUTS: Partial<Record<DisplayChoice['cuts'], Cuts>> = {
  zscale: { kind: 'zscale' },
  '99.5 %': { kind: 'percentile', low: 0.25, high: 99.75 },
  '98 %': { kind: 'percentile', low: 1, high: 99 },
  'min-max': { kind: 'minmax' },
};

/**
 * How `picture` is drawn under a choice: as `autoDisplay` would, but for what was chosen otherwise.
 * @param common the display of all pictures beside it (`commonDisplay`), for cuts that are the same; without it they are its own
 */
export function displayOf(picture: Picture, kind: PictureKind, choice: DisplayChoice, common?: Display): Display {
  const isCommon = choice.cuts === 'same for all' && common !== undefined && kind === 'fits';
  const auto = isCommon ? common : autoDisplay(picture, kind);
  const cuts = CUTS[choice.cuts];
  const asIs = choice.stretch === 'auto' && cuts === undefined;
  return {
    ...auto,
    colormap: choice.colormap,
    stretch: choice.stretch === 'auto' ? auto.stretch : ({ name: choice.stretch } satisfies Stretch),
    cuts: cuts ?? auto.cuts,
    // Lupton's formula brings its own stretch and cuts.
    lupton: asIs ? auto.lupton : undefined,
  };
}
