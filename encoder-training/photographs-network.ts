import { NetworkBuilder } from '../src/training';
import { efficientNetLite, type FoldedWeights } from './efficientnet-lite';
import { answerHeads, LEARNED } from './network';
import { upright } from './upright';

/** Layers that photographs did not teach. */
export const FRESH = /^galaxy\./;

export interface PhotographsTrunk {
  /** [N, LEARNED] */
  learned: string;
  /** All maps pooled. */
  pooled: string;
}

/** A network that photographs taught, the galaxy laid upright, and what of its maps is made a galaxy's: each map's mean and maximum. */
export function photographsTrunk(net: NetworkBuilder, weights: FoldedWeights, image: string): PhotographsTrunk {
  const maps = efficientNetLite(net.graph, weights, upright(net.graph, image));
  const pooled = net.concat(maps.flatMap((map) => [net.globalAverage(map), net.globalMax(map)]));
  const learned = net.linear(net.layerNorm(pooled, { name: 'galaxy.norm' }), LEARNED, { name: 'galaxy.embedding' });
  return { learned, pooled };
}

/** The network as it is trained: the trunk and its heads. */
export function photographsNetwork(weights: FoldedWeights, seed: number, measures: number, side: number) {
  const net = new NetworkBuilder({ seed });
  const image = net.input('image', [3, side, side]);
  const { learned } = photographsTrunk(net, weights, image);
  answerHeads(net, { learned }, measures, 'galaxy.head');
  return net.model();
}
