import { pads } from '../src/encoder/timm/layers';
import { floatsOf, floatTensor, type GraphBuilder, type Model } from '../src/onnx';
import { WeightsError, type WeightsFile } from '../src/weights';

/** A convolution and the normalisation behind it as one convolution. */
export interface FoldedConv {
  readonly dims: readonly number[];
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** By the name of the convolution. */
export type FoldedWeights = ReadonlyMap<string, FoldedConv>;

/** Of blocks that follow each other: how many, side of the depthwise kernel, stride of the first, how much they widen. */
interface Stage {
  readonly blocks: number;
  readonly kernel: number;
  readonly stride: number;
  readonly expand: number;
}

/**
 * EfficientNet-Lite0 up to the first block of 192 channels: what is behind it are the classes of photographs, and a map
 * of 3 x 3 pixels has no more to find (efficientnet_lite_builder.py; Tan and Le 2019, arXiv:1905.11946).
 */
const STAGES: readonly Stage[] = [
  { blocks: 1, kernel: 3, stride: 1, expand: 1 },
  { blocks: 2, kernel: 3, stride: 2, expand: 6 },
  { blocks: 2, kernel: 5, stride: 2, expand: 6 },
  { blocks: 3, kernel: 3, stride: 2, expand: 6 },
  { blocks: 3, kernel: 5, stride: 1, expand: 6 },
  { blocks: 1, kernel: 5, stride: 2, expand: 6 },
];
/** Stages whose maps are looked at: of 80, 112 and 192 channels. */
const SEEN_FROM = 3;
/** Of the batch normalisations. */
const EPSILON = 1e-3;
/** What an image of a galaxy, from 0 (the sky) to about 1, is to photographs from -1 to 1. */
const [CONTRAST, SKY] = [1.8, 0.9];
const PREFIX = 'lite';

interface Part {
  readonly name: string;
  /** Of the convolution and its normalisation, in the file. */
  readonly conv: string;
  readonly norm: string;
  readonly kernel: number;
  readonly stride: number;
  readonly depthwise: boolean;
  readonly linear: boolean;
}

const STEM: Part = {
  name: 'stem',
  conv: '_conv_stem',
  norm: '_bn0',
  kernel: 3,
  stride: 2,
  depthwise: false,
  linear: false,
};

/** The convolutions of a block, the wide ones first. */
function partsOf(block: number, { kernel, expand }: Stage, stride: number): Part[] {
  const part = (
    name: string,
    conv: string,
    norm: string,
    rest: Pick<Part, 'kernel' | 'stride' | 'depthwise' | 'linear'>,
  ) => ({
    name: `blocks.${block}.${name}`,
    conv: `_blocks.${block}.${conv}`,
    norm: `_blocks.${block}.${norm}`,
    ...rest,
  });
  const one = { kernel: 1, stride: 1, depthwise: false };
  return [
    ...(expand > 1 ? [part('expand', '_expand_conv', '_bn0', { ...one, linear: false })] : []),
    part('depthwise', '_depthwise_conv', '_bn1', { kernel, stride, depthwise: true, linear: false }),
    part('project', '_project_conv', '_bn2', { ...one, linear: true }),
  ];
}

/** The blocks of all stages in their order. */
const BLOCKS = STAGES.flatMap((stage, s) =>
  Array.from({ length: stage.blocks }, (_, i) => ({ stage, s, first: i === 0, last: i === stage.blocks - 1 })),
).map(({ stage, s, first, last }, block) => ({
  parts: partsOf(block, stage, first ? stage.stride : 1),
  s,
  first,
  last,
}));

const ALL = [STEM, ...BLOCKS.flatMap(({ parts }) => parts)];

/** The weights of the network within a model that holds it, by the names that `efficientNetLite` gives them; undefined where it holds none. */
export function weightsWithin({ graph }: Model): FoldedWeights | undefined {
  const folded = new Map<string, FoldedConv>();
  for (const { name } of ALL) {
    const [weight, bias] = ['weight', 'bias'].map((part) => graph.initializers.get(`${PREFIX}.${name}.${part}`));
    if (!weight || !bias) return undefined;
    folded.set(name, { dims: weight.dims, weight: floatsOf(weight), bias: floatsOf(bias) });
  }
  return folded;
}

/**
 * The weights of the network, each normalisation taken into the convolution before it.
 * @throws WeightsError where one is missing.
 */
export async function foldedWeights(file: WeightsFile): Promise<FoldedWeights> {
  const folded = new Map<string, FoldedConv>();
  for (const { name, conv, norm } of ALL) {
    const stored = file.tensors.get(`${conv}.weight`);
    if (!stored) throw new WeightsError(file.file, `there is no tensor "${conv}.weight"`);
    const weight = await file.read(`${conv}.weight`);
    const [gain, bias, mean, variance] = await Promise.all(
      ['weight', 'bias', 'running_mean', 'running_var'].map((part) => file.read(`${norm}.${part}`)),
    );
    const scale = gain.map((value, c) => value / Math.sqrt(variance[c] + EPSILON));
    const each = weight.length / scale.length;
    folded.set(name, {
      dims: stored.shape,
      weight: weight.map((value, i) => value * scale[Math.floor(i / each)]),
      bias: bias.map((value, c) => value - mean[c] * scale[c]),
    });
  }
  return folded;
}

/**
 * Writes the network.
 * @param image [N, 3, side, side], the sky at 0.
 * @returns the maps of the later stages: of 96 pixels [N, 80, 6, 6], [N, 112, 6, 6] and [N, 192, 3, 3].
 */
export function efficientNetLite(graph: GraphBuilder, weights: FoldedWeights, image: string): string[] {
  let x = conv(graph, weights, graph.sub(graph.mul(image, CONTRAST), SKY), STEM);
  const maps: string[] = [];
  for (const { parts, s, first, last } of BLOCKS) {
    const y = parts.reduce((map, part) => conv(graph, weights, map, part), x);
    x = first ? y : graph.add2(x, y);
    if (last && s >= SEEN_FROM) maps.push(x);
  }
  return maps;
}

/** A convolution, padded as TensorFlow does: more at the far edges; and, where it is not linear, the activation from 0 to 6. */
function conv(graph: GraphBuilder, weights: FoldedWeights, x: string, part: Part): string {
  const { name, kernel, stride, depthwise, linear } = part;
  const { dims, weight, bias } = weights.get(name)!;
  const initial = (what: string, values: Float32Array, shape: readonly number[]) =>
    graph.initializer(floatTensor(`${PREFIX}.${name}.${what}`, values, shape));
  const inputs = [x, initial('weight', weight, dims), initial('bias', bias, [bias.length])];
  const y = graph.op('Conv', inputs, {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: pads(graph.shape(x).slice(2), [kernel, kernel], stride, 'same'),
    group: depthwise ? dims[0] : 1,
  });
  return linear ? y : graph.op('Clip', [y, graph.constant(0), graph.constant(6)]);
}
