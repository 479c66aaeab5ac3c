import type { ModelCard } from '../../../encoder';
import type { Model } from '../../../onnx';
import { Matrix } from '../../../statistics';
import type { Control } from '../control';
import { type Feeds, runNetwork } from './feeds';

/** The inputs of all galaxies, galaxies x channels x size x size, as an encoder reads them. */
export function imagesOf({ input: { name, channels, size } }: ModelCard, inputs: Float32Array): Feeds {
  return { shapes: new Map([[name, [-1, channels, size, size]]]), values: new Map([[name, inputs]]) };
}

/** What an encoder says of galaxies, nothing subtracted: galaxies x dimensions. @throws Cancelled */
export async function embeddingsOf(
  encoder: Model,
  card: ModelCard,
  inputs: Float32Array,
  threads: number,
  control: Control,
): Promise<Matrix> {
  const { embedding } = card.outputs;
  const outputs = encoder.graph.outputs.filter(({ name }) => name === embedding);
  const alone = { ...encoder, graph: { ...encoder.graph, outputs } };
  const { values } = await runNetwork(alone, imagesOf(card, inputs), threads, control);
  const all = Float64Array.from(values.get(embedding)!);
  return new Matrix(all.length / card.dimensions, card.dimensions, all);
}
