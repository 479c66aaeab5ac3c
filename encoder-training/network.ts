import { resample } from '../src/imaging';
import type { GraphBuilder } from '../src/onnx';
import { NetworkBuilder } from '../src/training';
import { EquivariantLayers } from './equivariant';
import { COARSE } from './frame';
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
/** Fields of a fine picture's details, and of its whole; hidden features behind them. */
const FINE_FIELDS = 2;
const FINE_WHOLE = 96;
const FINE_HIDDEN = 512;
/** Stages that get another block for it. */
const FINER_STAGES = 2;
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

/** An image at the resolution of a coarse input, the pixels' light averaged as `resample` does. */
export function coarse(graph: GraphBuilder, image: string): string {
  const side = graph.shape(image)[2];
  if (side === COARSE.input) return image;
  const identity = Float32Array.from({ length: side * side }, (_, i) => (i % (side + 1) === 0 ? 1 : 0));
  // Rows of what is resampled; the other way round for columns.
  const across = graph.constant(resample(identity, side, side, COARSE.input, side, 'hamming'), [side, COARSE.input]);
  const down = graph.constant(resample(identity, side, side, side, COARSE.input, 'hamming'), [COARSE.input, side]);
  return graph.matmul(down, graph.matmul(image, across));
}

/**
 * A residual network that commutes with turns and mirrors, so that what it says of a galaxy does not depend on how the
 * galaxy lies, and without normalisation of its activations (Brock, De, Smith 2021, arXiv:2101.08692): scaled weight
 * standardisation holds the variances, so that inference is convolutions and ReLU alone. 64 -> 32 -> 16 -> 8 -> 4 pixels.
 *
 * Of a finer image it sees the same at 64 pixels, and beside it the details in a branch of few channels,
 * 96 -> 48 -> 16 pixels, further blocks and a larger end. All of these add nothing before they are trained (SkipInit: De and
 * Smith 2020, arXiv:2002.10444), so that a network trained on coarse images goes on as it is.
 */
export function trunk(net: NetworkBuilder, image: string): Trunk {
  const layers = new EquivariantLayers(net);
  const even = { stride: 2, kernel: 4, padding: 1 };
  const fine = net.graph.shape(image)[2] !== COARSE.input;
  const centred = net.graph.sub(coarse(net.graph, image), GREY);
  const stem = layers.lift(centred, FIELDS[0], { stride: 2, kernel: 6, padding: 2, scale: CONTRAST, name: 'stem1' });
  let x = layers.fields(net.relu(stem), FIELDS[1], { ...even, scale: RELU_GAIN, name: 'stem2' });
  if (fine) x = net.add(x, details(net, layers, net.graph.sub(image, GREY)));
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
    if (fine && stage < FINER_STAGES)
      x = block(net, layers, x, fields, RELU_GAIN / Math.sqrt(variance), `${name}.fine`);
    stages.push(net.relu(x));
  });
  const last = stages[stages.length - 1];
  const side = net.graph.shape(last)[2];
  const scale = RELU_GAIN / Math.sqrt(variance);
  const whole = net.relu(layers.fields(last, WHOLE, { kernel: side, padding: 0, scale, name: 'whole' }));
  const pooled = [net.globalAverage(whole), net.globalAverage(last), net.globalMax(last)];
  const invariants = net.concat(pooled.map((map) => layers.invariants(map)));
  const learned = net.linear(invariants, LEARNED, { name: 'embedding' });
  if (!fine) return { learned, stages };
  const finer = net.relu(layers.fields(last, FINE_WHOLE, { kernel: side, padding: 0, scale, name: 'fine.whole' }));
  const all = net.concat([invariants, layers.invariants(net.globalAverage(finer))]);
  const hidden = net.relu(
    net.linear(net.layerNorm(all, { name: 'fine.norm' }), FINE_HIDDEN, { gain: 2, name: 'fine.hidden' }),
  );
  return { learned: net.add(learned, net.linear(hidden, LEARNED, { gain: 0, name: 'fine.embedding' })), stages };
}

/** [N, 3, 96, 96] -> [N, 48, 16, 16], 0 before training. */
function details(net: NetworkBuilder, layers: EquivariantLayers, centred: string): string {
  const stem = { stride: 2, kernel: 6, padding: 2, scale: CONTRAST, name: 'fine.stem' };
  const lifted = layers.lift(centred, FINE_FIELDS, stem);
  const x = block(net, layers, lifted, FINE_FIELDS, RELU_GAIN, 'fine.block', ALPHA);
  const scale = RELU_GAIN / Math.sqrt(1 + ALPHA ** 2);
  // An odd kernel where the stride is odd, for the same grid from both ends.
  const join = { stride: 3, kernel: 5, padding: 1, scale, gain: 0, name: 'fine.join' };
  return layers.fields(net.relu(x), FIELDS[1], join);
}

/** A residual block whose branch is 0 before training, or `gain` times as large. */
function block(
  net: NetworkBuilder,
  layers: EquivariantLayers,
  x: string,
  fields: number,
  scale: number,
  name: string,
  gain = 0,
): string {
  const inner = net.relu(layers.fields(net.relu(x), fields, { scale, name: `${name}1` }));
  return net.add(x, layers.fields(inner, fields, { scale: RELU_GAIN, gain, name: `${name}2` }));
}

/** What heads read: the learned vector [N, LEARNED], and what tells a mirrored image from the image, if anything does. */
interface Seen {
  readonly learned: string;
  readonly handed?: string;
}

/** A head for each kind of answer, under the names of the losses; `prefix` is that of their weights. */
export function answerHeads(net: NetworkBuilder, { learned, handed }: Seen, measures: number, prefix: string): void {
  const normal = net.layerNorm(learned, { name: `${prefix}.norm` });
  const head = (name: string, features: number) =>
    net.output(name, net.linear(normal, features, { name: `${prefix}.${name}` }));
  head('classes', CLASSES.length);
  head('euclid', 1);
  head('answers', QUESTIONS.length);
  head('measures', measures);
  if (handed) net.output('winding', net.linear(handed, WINDINGS.length, { name: `${prefix}.winding`, gain: 0.1 }));
  const projected = net.linear(normal, 256, { name: `${prefix}.projection1`, bias: false });
  const hidden = net.relu(net.layerNorm(projected, { name: `${prefix}.projection.norm` }));
  net.output('projection', net.linear(hidden, 128, { name: `${prefix}.projection2` }));
}

/** The network as it is trained: the trunk and its heads. Input `image`, `side` pixels, in units of its white. */
export function trainingNetwork(seed: number, measures: number, side: number) {
  const net = new NetworkBuilder({ seed });
  const image = net.input('image', [3, side, side]);
  const { learned, stages } = trunk(net, image);
  // What is mirrored must be told from the map: a representation is blind to it.
  const handed = new EquivariantLayers(net).handed(net.globalAverage(stages[2]));
  answerHeads(net, { learned, handed }, measures, 'head');
  return net.model();
}
