import type { Model } from '../src/onnx';
import { openTorchFile } from '../src/weights';
import { foldedWeights, weightsWithin } from './efficientnet-lite';
import { withWeights } from './encoder-graph';
import { meanOf } from './mean-of-networks';
import { readNetwork } from './narrow';
import { trainingNetwork } from './network';
import { photographsNetwork } from './photographs-network';
import type { Recipe } from './recipe';

/** What an encoder's file has no weights for: the finer layers, and answers that nobody is given. */
const BEGUN = /^(fine|head|galaxy\.head)\.|\.fine\d\./;

/** The network of a recipe before its training. */
export type Begin = (recipe: Recipe, measures: number) => Promise<Model>;

/** @param start ONNX files of trained networks or encoders to begin with, if any; of several, their mean. */
export function equivariant(start: readonly string[]): Begin {
  return ({ seed, input }, measures) => {
    const untrained = trainingNetwork(seed, measures, input);
    return Promise.resolve(start.length > 0 ? withWeights(untrained, trainedBy(start), BEGUN) : untrained);
  };
}

/** @param file weights of the network that photographs taught, as they were published. */
export function taughtByPhotographs(file: string): Begin {
  return async ({ seed, input }, measures) => {
    const weights = await openTorchFile(file);
    try {
      return photographsNetwork(await foldedWeights(weights), seed, measures, input);
    } finally {
      await weights.close();
    }
  };
}

/** @param files ONNX files of networks that have learned galaxies since, as runs leave them, or encoders that have them; of several, their mean. */
export function taughtByGalaxies(files: readonly string[]): Begin {
  return ({ seed, input }, measures) => {
    const trained = trainedBy(files);
    const weights = weightsWithin(trained);
    if (!weights) return Promise.reject(new Error(`${files.join()} holds no network that photographs taught`));
    return Promise.resolve(withWeights(photographsNetwork(weights, seed, measures, input), trained, BEGUN));
  };
}

const trainedBy = (files: readonly string[]) => meanOf(files.map(readNetwork));
