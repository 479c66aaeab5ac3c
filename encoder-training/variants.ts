import { FINE } from './frame';
import { BESIDE, RECIPE, type Recipe } from './recipe';

/** An encoder to compare with. */
interface Variant {
  readonly recipe: Recipe;
  /** Whether a network that photographs taught stands beside the equivariant one. */
  readonly photographs?: true;
  readonly description: string;
}

// What is added has answers of its own: without them it would be a galaxy of the wrong class.
const UNCHANGED = { overlaid: 0, added: 0, seen: 0 };

/** experiments.md says what each of them gave. */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  all: {
    recipe: RECIPE,
    description: 'Every question at once: real and rendered galaxies, labels, measures and self-supervision.',
  },
  supervised: {
    recipe: { ...RECIPE, losses: ['classes'], gz1: 92, euclid: 0, synthetic: 0, pool: 0, replaced: 0, ...UNCHANGED },
    description: 'Galaxy Zoo 1 classes alone.',
  },
  'self-supervised': {
    recipe: { ...RECIPE, losses: ['views'], ...UNCHANGED },
    description: 'Two views of each picture alone, without labels.',
  },
  untrained: {
    recipe: { ...RECIPE, losses: [] },
    description: 'The architecture with the weights it begins with.',
  },
  finer: {
    recipe: { ...RECIPE, input: FINE.input, steps: 350, pool: 5000, peakRate: 1e-3 },
    description: 'Every question at once, pictures of 96 pixels, from a network trained on 64.',
  },
  photographs: {
    recipe: { ...RECIPE, ...BESIDE, steps: 1500 },
    photographs: true,
    description: 'Every question at once, pictures of 96 pixels, from a network that photographs taught.',
  },
};
