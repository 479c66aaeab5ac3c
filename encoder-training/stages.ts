import { BESIDE, RECIPE, type Recipe } from './recipe';

/** A run of those that make an encoder one after the other. */
export interface Stage {
  /** Its folder, in a run's and in `stages/`. */
  readonly name: string;
  /** The run whose network it goes on with. */
  readonly after?: string;
  /** Whether its network is the one that photographs taught. */
  readonly photographs: boolean;
  readonly recipe: Recipe;
}

/** One of the galaxies of each set in five is kept from a run, for choices to be judged by. */
export const HELD_OUT = 5;
const SECOND: Recipe = { ...RECIPE, ...BESIDE, heldOut: HELD_OUT };

/**
 * All runs in their order: of the equivariant network, which is bundled, and of the one that photographs taught. README.md
 * says what each of them gave.
 */
const STAGES: readonly Stage[] = [
  {
    name: 'equivariant',
    photographs: false,
    recipe: { ...RECIPE, seen: 0 },
  },
  {
    name: 'equivariant-seen',
    after: 'equivariant',
    photographs: false,
    recipe: { ...RECIPE, seed: 3, steps: 1800, peakRate: 1e-3, looks: 2 },
  },
  {
    name: 'photographs',
    photographs: true,
    recipe: { ...SECOND, steps: 1500, seen: 0 },
  },
  {
    name: 'photographs-longer',
    after: 'photographs',
    photographs: true,
    recipe: { ...SECOND, seed: 2, steps: 550, seen: 0 },
  },
  {
    name: 'photographs-seen',
    after: 'photographs-longer',
    photographs: true,
    recipe: { ...SECOND, seed: 4, steps: 1800 },
  },
  {
    name: 'photographs-steady',
    after: 'photographs-seen',
    photographs: true,
    recipe: {
      ...SECOND,
      seed: 5,
      steps: 1500,
      peakRate: 5e-4,
      stepped: 0.15,
      radio: 0.24,
      weights: { ...SECOND.weights, agreement: 0.2 },
    },
  },
];

/** Whose network is the bundled encoder's. */
export const BUNDLED_STAGE = 'equivariant-seen';
const BESIDE_IT = 'photographs-steady';

/** An encoder, and the runs that make it. */
export interface Making {
  readonly stages: readonly Stage[];
  /** The last runs of its networks; the readout is of the recipe of the first. */
  readonly ends: readonly Stage[];
}

/** @param both whether the network that photographs taught stands beside the one that is bundled */
export function makingOf(both: boolean): Making {
  const stages = both ? STAGES : STAGES.filter(({ photographs }) => !photographs);
  const ends = (both ? [BESIDE_IT, BUNDLED_STAGE] : [BUNDLED_STAGE]).map((name) =>
    stages.find((stage) => stage.name === name)!,
  );
  return { stages, ends };
}
