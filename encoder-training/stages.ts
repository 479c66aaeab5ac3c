import { BESIDE, RECIPE, type Recipe } from './recipe';

/** A run of those that make an encoder one after the other. */
export interface Stage {
  /** Its folder, in a run's and in `stages/`. */
  readonly name: string;
  /** The runs whose network it goes on with; of several, the mean of their weights. */
  readonly after: readonly string[];
  /** Whether its network is the one that photographs taught. */
  readonly photographs: boolean;
  readonly recipe: Recipe;
}

/** One of the galaxies of each set in five is kept from a run, for choices to be judged by. */
export const HELD_OUT = 5;
const SECOND: Recipe = { ...RECIPE, ...BESIDE, heldOut: HELD_OUT };

/**
 * All runs in their order: of the equivariant network, and of the one that photographs taught. experiments.md says what each
 * of them gave.
 */
export const STAGES: readonly Stage[] = [
  {
    name: 'equivariant',
    after: [],
    photographs: false,
    recipe: { ...RECIPE, seen: 0 },
  },
  {
    name: 'equivariant-seen',
    after: ['equivariant'],
    photographs: false,
    recipe: { ...RECIPE, seed: 3, steps: 1800, peakRate: 1e-3, looks: 2 },
  },
  {
    name: 'photographs',
    after: [],
    photographs: true,
    recipe: { ...SECOND, steps: 1500, seen: 0 },
  },
  {
    name: 'photographs-longer',
    after: ['photographs'],
    photographs: true,
    recipe: { ...SECOND, seed: 2, steps: 550, seen: 0 },
  },
  {
    name: 'photographs-seen',
    after: ['photographs-longer'],
    photographs: true,
    recipe: { ...SECOND, seed: 4, steps: 1800 },
  },
  {
    name: 'photographs-steady',
    after: ['photographs-seen'],
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
  {
    name: 'photographs-all',
    after: ['photographs-seen', 'photographs-steady'],
    photographs: true,
    // Choices were made by the galaxies that the runs before it kept.
    recipe: {
      ...SECOND,
      seed: 6,
      steps: 900,
      heldOut: 0,
      peakRate: 4e-4,
      stepped: 0.15,
      radio: 0.24,
      weights: { ...SECOND.weights, agreement: 0.3 },
    },
  },
];

/** The last runs of the networks that the bundled encoder is made of; its readout is of the recipe of the first. */
export const ENDS = ['photographs-all', 'equivariant-seen'] as const;
