import { COARSE, FINE } from './frame';
import { LOOKS } from './looks/looks';
import { RADIO } from './synthetic/generate';

/** What can be trained on. */
export const LOSSES = ['classes', 'euclid', 'answers', 'measures', 'winding', 'views', 'agreement'] as const;
export type LossName = (typeof LOSSES)[number];

/** What a run is made of; written beside its log. */
export interface Recipe {
  readonly seed: number;
  readonly steps: number;
  /** Galaxies of a batch from each set; each is seen twice. */
  readonly gz1: number;
  readonly euclid: number;
  readonly synthetic: number;
  /** Every so many-th real galaxy is not trained on, so that choices can be judged by it; 0 trains on all. */
  readonly heldOut: number;
  /** Side of the network's input, pixels. */
  readonly input: number;
  /** Share of synthetic galaxies that are radio sources. */
  readonly radio: number;
  /** Synthetic galaxies kept at a time, and how many of them a step replaces. */
  readonly pool: number;
  readonly replaced: number;
  /** Share of views that have one band in place of three. */
  readonly grey: number;
  /** Share of views in few grey levels. */
  readonly stepped: number;
  /** Share of views of photographs that are stretched once more, as if they came as FITS. */
  readonly otherFormat: number;
  /** Share of Galaxy Zoo 1 galaxies to which a second one is added, as a merger. */
  readonly overlaid: number;
  /** Share of them to which a feature is added: a ring, a tail, clumps, an arc, dust. */
  readonly added: number;
  /** Share of real galaxies that are drawn for what was seen in them on contact sheets; 0: what was seen is not trained on. */
  readonly seen: number;
  /** Columns of looks.csv that are trained on, the earliest ones. */
  readonly looks: number;
  readonly peakRate: number;
  /** How many times as fast as taught layers those learn that begin untaught beside them. */
  readonly freshRate: number;
  readonly decay: number;
  /** Which of the losses there are; one of no weight is as good as none. */
  readonly losses: readonly LossName[];
  readonly weights: Readonly<Record<LossName, number>>;
}

/** What a run is made of unless it is told otherwise. */
export const RECIPE: Recipe = {
  seed: 1,
  steps: 5600,
  gz1: 44,
  euclid: 12,
  synthetic: 36,
  radio: RADIO,
  heldOut: 0,
  input: COARSE.input,
  pool: 12_000,
  replaced: 2,
  grey: 0.3,
  stepped: 0,
  otherFormat: 0.35,
  overlaid: 0.08,
  added: 0.2,
  seen: 0.4,
  looks: LOOKS.length,
  peakRate: 2e-3,
  freshRate: 1,
  decay: 0.03,
  losses: LOSSES,
  weights: { classes: 1, euclid: 0.4, answers: 3, measures: 1, winding: 0.2, views: 1, agreement: 0 },
};

/** What differs for the network that photographs taught: it sees finer pictures, and galaxies that may have been mirrored to lie upright. */
export const BESIDE: Pick<Recipe, 'input' | 'peakRate' | 'freshRate' | 'weights'> = {
  input: FINE.input,
  peakRate: 7e-4,
  freshRate: 2,
  weights: { ...RECIPE.weights, winding: 0 },
};
