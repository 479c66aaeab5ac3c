import type { Model } from '../../onnx';
import { WeightsError } from '../../weights';
import { LayerWriter } from './layers';
import type { Family } from './network';
import type { TensorLedger } from './tensor-ledger';

export const INPUT = 'image';
export const EMBEDDING = 'embedding';
export const FEATURE_MAP = 'feature_map';

export interface EncoderGraph {
  readonly model: Model;
  readonly dimensions: number;
  /** Names of the outputs that are pooled blocks, [N, channels]. */
  readonly blocks: readonly string[];
}

/**
 * The graph of an encoder: an image [N, channels, size, size] in, the embedding, the last feature map and each block's mean
 * over its pixels out.
 * @param embeddingLength of the embedding, where the config says it
 * @throws WeightsError for a tensor that is missing, left over or of the wrong shape
 */
export function buildGraph(
  family: Family,
  architecture: string,
  ledger: TensorLedger,
  input: { readonly channels: number; readonly size: number },
  embeddingLength?: number,
): EncoderGraph {
  const layers = new LayerWriter(ledger);
  const { graph } = layers;
  const image = graph.input(INPUT, [-1, input.channels, input.size, input.size]);
  const { embedding, featureMap, blocks } = family.build(layers, image, architecture);
  ledger.finish();
  const dimensions = graph.shape(embedding)[1];
  if (embeddingLength !== undefined && dimensions !== embeddingLength) {
    const lengths = `${dimensions} numbers, the config says ${embeddingLength}`;
    throw new WeightsError(ledger.file, `the weights make embeddings of ${lengths}`);
  }
  graph.output(EMBEDDING, embedding);
  graph.output(FEATURE_MAP, featureMap);
  for (const [name, x] of blocks) graph.output(name, layers.globalAverage(x));
  graph.prune();
  return { model: graph.model(), dimensions, blocks: [...blocks.keys()] };
}
