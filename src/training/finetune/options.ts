import type { TaskKind } from './task';

/** Changes of a training picture that leave its class; drawn anew for each batch. */
export interface Augmentations {
  /** Mirrored, or not. */
  readonly flips: boolean;
  /** Turned: by quarters, which moves pixels and changes none, or by any angle. */
  readonly rotations: 'none' | 'quarters' | 'any';
  /** Scaled by a factor from 1 - zoom to 1 + zoom; 0 to 0.5. */
  readonly zoom: number;
  /** Standard deviation of what is added to each pixel, in units of the encoder's input; 0 or more. */
  readonly noise: number;
}

/** Every choice of a fine-tuning run. `defaultOptions` says what is taken where nothing is said. */
export interface FinetuneOptions {
  /** Trains the head alone on stored representations, or blocks of the encoder, counted from its output, or all of it. */
  readonly depth: 'head' | 'all' | number;
  /** A linear head, or one hidden layer of so many units. */
  readonly hiddenUnits: number;
  /** Parts of the k-fold cross-validation; 0 for one training, validation and test part. */
  readonly folds: number;
  /** Shares of the galaxies where there are no folds. */
  readonly validationShare: number;
  readonly testShare: number;
  readonly seed: number;
  /** Rare classes count as much as frequent ones. */
  readonly classWeights: 'balanced' | 'none';
  /** The options below concern training beyond a linear head. Peak rate of AdamW for the head; blocks below it have less. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Factor of the learning rate from one block to the one below it. */
  readonly blockDecay: number;
  /**
   * Neurons of a trained layer that respond alike share one gradient, so many of them on average (`groupNeurons`); 1: each
   * neuron has its own.
   */
  readonly neuronsPerGroup: number;
  /** Share of the representation's values that are left out of each training step, before the head. */
  readonly dropout: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Epochs without a gain on the validation part before training ends. */
  readonly patience: number;
  readonly augment: Augmentations;
  /** What the report compares with. `scratch` trains the same network from random weights, which takes long. */
  readonly baselines: { readonly pixels: boolean; readonly scratch: boolean };
  readonly learningCurve: boolean;
}

/** Labels below which the head alone is trained unless something else is said. */
export const HEAD_ONLY_BELOW = 1000;
/** Galaxies below which all are tested in turn, fold by fold. */
const FOLDS_BELOW = 1000;

/**
 * What is taken where nothing is said, for so many labelled galaxies: decay per block 0.75 (Clark et al. 2020,
 * arXiv:2003.10555; Bao et al. 2022, arXiv:2106.08254), dropout 0.5 (Walmsley et al. 2022), AdamW with decay 0.05.
 */
export function defaultOptions(galaxies: number, depth?: FinetuneOptions['depth']): FinetuneOptions {
  const chosen = depth ?? 'head';
  return {
    depth: chosen,
    hiddenUnits: 0,
    folds: galaxies < FOLDS_BELOW ? 5 : 0,
    validationShare: 0.15,
    testShare: 0.2,
    seed: 1,
    classWeights: 'balanced',
    learningRate: 1e-3,
    weightDecay: 0.05,
    blockDecay: 0.75,
    neuronsPerGroup: 1,
    dropout: 0.5,
    batchSize: 32,
    epochs: 40,
    patience: 8,
    augment: { flips: false, rotations: 'none', zoom: 0, noise: 0 },
    baselines: { pixels: true, scratch: chosen !== 'head' },
    learningCurve: true,
  };
}

/** What is learned of a column, and how. */
export interface FinetuneRequest {
  readonly task?: TaskKind;
  readonly options?: Partial<FinetuneOptions>;
}
