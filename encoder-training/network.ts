import { NetworkBuilder } from '../src/training';
import { INPUT } from './frame';
import { QUESTIONS } from './synthetic/questions';

/** Length of the learned part of a representation. */
export const LEARNED = 128;
/** Galaxy Zoo 1 classes, the two windings of spirals together. */
export const CLASSES = ['elliptical', 'spiral', 'edge-on', 'merger', 'artefact'] as const;
/** Winding of a spiral's arms as seen; it follows a mirror. */
export const WINDINGS = ['clockwise', 'anticlockwise'] as const;

const WIDTHS = [24, 56, 112, 224];
/** Variance-preserving gain of ReLU (Brock et al. 2021, arXiv:2101.08692, sec. 3). */
const RELU_GAIN = 1.7139;
/** Scale of each residual branch. */
const ALPHA = 0.5;

/** Names of tensors in the encoder's graph. */
export interface Trunk {
  learned: string;
  /** Last feature map, [N, 224, 8, 8]... by stage. */
  stages: string[];
}

/**
 * A residual network without normalisation of its activations (Brock, De, Smith 2021, arXiv:2101.08692): scaled weight
 * standardisation holds the variances, so that inference is convolutions and ReLU alone. 64 -> 32 -> 16 -> 8 -> 4 pixels.
 */
export function trunk(net: NetworkBuilder, image: string): Trunk {
  const relu = (x: string) => net.scale(net.relu(x), RELU_GAIN);
  const conv = (x: string, channels: number, kernel: number, stride: number, name: string) =>
    net.conv(x, channels, { kernel, stride, standardise: true, name });
  const scaled = net.scale(net.graph.sub(image, 0.2), 3);
  let x = conv(relu(conv(scaled, WIDTHS[0], 5, 2, 'stem1')), WIDTHS[1], 3, 2, 'stem2');
  let variance = 1;
  const stages: string[] = [];
  WIDTHS.slice(1).forEach((width, stage) => {
    const name = `stage${stage + 1}`;
    const active = relu(net.scale(x, 1 / Math.sqrt(variance)));
    const down = stage > 0;
    const shortcut = down ? conv(net.averagePool(active, 2), width, 1, 1, `${name}.shortcut`) : x;
    const branch = conv(relu(conv(active, width, 3, down ? 2 : 1, `${name}.conv1`)), width, 3, 1, `${name}.conv2`);
    x = net.add(shortcut, net.skipGain(net.scale(branch, ALPHA), 1, `${name}.skip`));
    variance = (down ? 1 : variance) + ALPHA ** 2;
    stages.push(relu(net.scale(x, 1 / Math.sqrt(variance))));
  });
  const last = stages[stages.length - 1];
  const pooled = net.concat([net.globalAverage(last), net.globalMax(last)]);
  return { learned: net.linear(pooled, LEARNED, { name: 'embedding' }), stages };
}

/** The network as it is trained: the trunk and a head for each kind of answer. Input `image`, in units of its white. */
export function trainingNetwork(seed: number, measures: number) {
  const net = new NetworkBuilder({ seed });
  const image = net.input('image', [3, INPUT, INPUT]);
  const { learned, stages } = trunk(net, image);
  const normal = net.layerNorm(learned, { name: 'head.norm' });
  const head = (name: string, features: number) =>
    net.output(name, net.linear(normal, features, { name: `head.${name}` }));
  head('classes', CLASSES.length);
  head('euclid', 1);
  head('answers', QUESTIONS.length);
  head('measures', measures);
  // What is mirrored must be told from the map: a representation is to be blind to it.
  net.output('winding', net.linear(net.globalMax(stages[2]), WINDINGS.length, { name: 'head.winding', gain: 0.1 }));
  const hidden = net.relu(
    net.layerNorm(net.linear(normal, 256, { name: 'head.projection1', bias: false }), { name: 'head.projection.norm' }),
  );
  net.output('projection', net.linear(hidden, 128, { name: 'head.projection2' }));
  return net.model();
}
