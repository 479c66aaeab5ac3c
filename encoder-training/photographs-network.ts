import { NetworkBuilder } from '../src/training';
import { efficientNetLite, type FoldedWeights } from './efficientnet-lite';
import { CLASSES, LEARNED, WINDINGS } from './network';
import { QUESTIONS } from './synthetic/questions';

/** Layers that photographs did not teach. */
export const FRESH = /^galaxy\./;

export interface PhotographsTrunk {
  /** [N, LEARNED] */
  learned: string;
  /** All maps pooled. */
  pooled: string;
  maps: string[];
}

/** A network that photographs taught, and what of its maps is made a galaxy's: each map's mean and maximum. */
export function photographsTrunk(net: NetworkBuilder, weights: FoldedWeights, image: string): PhotographsTrunk {
  const maps = efficientNetLite(net.graph, weights, image);
  const pooled = net.concat(maps.flatMap((map) => [net.globalAverage(map), net.globalMax(map)]));
  const learned = net.linear(net.layerNorm(pooled, { name: 'galaxy.norm' }), LEARNED, { name: 'galaxy.embedding' });
  return { learned, pooled, maps };
}

/** The network as it is trained: the trunk and a head for each kind of answer. */
export function photographsNetwork(weights: FoldedWeights, seed: number, measures: number, side: number) {
  const net = new NetworkBuilder({ seed });
  const image = net.input('image', [3, side, side]);
  const { learned, pooled } = photographsTrunk(net, weights, image);
  const normal = net.layerNorm(learned, { name: 'galaxy.head.norm' });
  const head = (name: string, features: number) =>
    net.output(name, net.linear(normal, features, { name: `galaxy.head.${name}` }));
  head('classes', CLASSES.length);
  head('euclid', 1);
  head('answers', QUESTIONS.length);
  head('measures', measures);
  net.output('winding', net.linear(pooled, WINDINGS.length, { name: 'galaxy.head.winding', gain: 0.1 }));
  const hidden = net.relu(
    net.layerNorm(net.linear(normal, 256, { name: 'galaxy.head.projection1', bias: false }), {
      name: 'galaxy.head.projection.norm',
    }),
  );
  net.output('projection', net.linear(hidden, 128, { name: 'galaxy.head.projection2' }));
  return net.model();
}
