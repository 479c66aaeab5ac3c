import { NetworkBuilder } from '../src/training';
import { EquivariantLayers } from './equivariant';
import { INPUT } from './frame';
import { QUESTIONS } from './synthetic/questions';

/** Length of the learned part of a representation. */
export const LEARNED = 128;
/** Galaxy Zoo 1 classes, the two windings of spirals together. */
export const CLASSES = ['elliptical', 'spiral', 'edge-on', 'merger', 'artefact'] as const;
/** Winding of a spiral's arms as seen; it follows a mirror. */
export const WINDINGS = ['clockwise', 'anticlockwise'] as const;

/** Fields of each stage, of eight orientations: 24, 48, 112 and 256 channels. */
const FIELDS = [3, 6, 14, 32];
/** Fields of the whole galaxy, beside those of its parts. */
const WHOLE = 48;
/** Variance-preserving gain of ReLU (Brock et al. 2021, arXiv:2101.08692, sec. 3). */
const RELU_GAIN = 1.7139;
/** Scale of each residual branch. */
const ALPHA = 0.5;
/** What an image is multiplied by, so that its variance is about 1. */
const CONTRAST = 3;
const GREY = 0.2;

/** Names of tensors in the encoder's graph. */
export interface Trunk {
  learned: string;
  /** Maps of the stages: [N, 48, 16, 16], [N, 112, 8, 8], [N, 256, 4, 4]. */
  stages: string[];
}

/**
 * A residual network that commutes with turns and mirrors, so that what it says of a galaxy does not depend on how the
 * galaxy lies, and without normalisation of its activations (Brock, De, Smith 2021, arXiv:2101.08692): scaled weight
 * standardisation holds the variances, so that inference is convolutions and ReLU alone. 64 -> 32 -> 16 -> 8 -> 4 pixels.
 */
export function trunk(net: NetworkBuilder, image: string): Trunk {
  const layers = new EquivariantLayers(net);
  const even = { stride: 2, kernel: 4, padding: 1 };
  const centred = net.graph.sub(image, GREY);
  const stem = layers.lift(centred, FIELDS[0], { stride: 2, kernel: 6, padding: 2, scale: CONTRAST, name: 'stem1' });
  let x = layers.fields(net.relu(stem), FIELDS[1], { ...even, scale: RELU_GAIN, name: 'stem2' });
  let variance = 1;
  const stages: string[] = [];
  FIELDS.slice(1).forEach((fields, stage) => {
    const name = `stage${stage + 1}`;
    const down = stage > 0;
    const scale = RELU_GAIN / Math.sqrt(variance);
    const active = down ? net.averagePool(net.relu(x), 2) : net.relu(x);
    const shortcut = down ? layers.fields(active, fields, { kernel: 1, scale, name: `${name}.shortcut` }) : x;
    const inner = net.relu(layers.fields(active, fields, { scale, name: `${name}.conv1` }));
    x = net.add(shortcut, layers.fields(inner, fields, { scale: RELU_GAIN * ALPHA, name: `${name}.conv2` }));
    variance = (down ? 1 : variance) + ALPHA ** 2;
    stages.push(net.relu(x));
  });
  const last = stages[stages.length - 1];
  const side = net.graph.shape(last)[2];
  const scale = RELU_GAIN / Math.sqrt(variance);
  const whole = net.relu(layers.fields(last, WHOLE, { kernel: side, padding: 0, scale, name: 'whole' }));
  const pooled = [net.globalAverage(whole), net.globalAverage(last), net.globalMax(last)];
  const invariants = net.concat(pooled.map((map) => layers.invariants(map)));
  return { learned: net.linear(invariants, LEARNED, { name: 'embedding' }), stages };
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
  // What is mirrored must be told from the map: a representation is blind to it.
  const handed = new EquivariantLayers(net).handed(net.globalAverage(stages[2]));
  net.output('winding', net.linear(handed, WINDINGS.length, { name: 'head.winding', gain: 0.1 }));
  const hidden = net.relu(
    net.layerNorm(net.linear(normal, 256, { name: 'head.projection1', bias: false }), { name: 'head.projection.norm' }),
  );
  net.output('projection', net.linear(hidden, 128, { name: 'head.projection2' }));
  return net.model();
}
