import type { ModelCard } from '../../../encoder';
import type { Model } from '../../../onnx';
import type { Matrix } from '../../../statistics';
import type { Control } from '../control';
import { embeddingsOf } from './embeddings';

/**
 * The centre of an encoder whose weights were trained further. The galaxies over which the card's centre was taken are not
 * at hand: it is moved as far as the labelled ones have moved on average, so that cosines about it go on meaning likeness.
 * @param model with the trained weights
 * @param inputs galaxies x channels x size x size
 * @param representations galaxies x dimensions, by the weights before, the card's centre subtracted
 */
export async function movedCentre(
  model: Model,
  card: ModelCard,
  inputs: Float32Array,
  representations: Matrix,
  threads: number,
  control: Control,
): Promise<number[]> {
  const now = (await embeddingsOf(model, card, inputs, threads, control)).mean();
  const before = representations.mean();
  return Array.from(now, (mean, d) => mean - before[d]);
}
