import { type Attribute, DataType, floatTensor, type Model, type Node, type Tensor } from '../../../onnx';
import { Random } from '../../../random';
import { Matrix } from '../../../statistics';
import type { LinearHead } from '../../heads/linear-head';

/** Names in a network for training, none of which encoders use. */
export const DROPOUT_INPUT = 'finetune.dropout';
export const LOGITS = 'finetune.logits';
const HEAD = 'finetune.head';
export const isHead = (name: string): boolean => name.startsWith(`${HEAD}.`);
const weightName = (layer: number) => `${HEAD}.${layer}.weight`;
const biasName = (layer: number) => `${HEAD}.${layer}.bias`;

/** How a head sees the embedding: (embedding - mean) / deviation, constants of the network. */
export interface Standardised {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** Mean and inverse deviation of features; columns of one value throughout are left out. */
export function standardisation(features: Matrix): Standardised {
  const mean = features.mean();
  const squares = new Float64Array(features.columns);
  for (let i = 0; i < features.rows; i++)
    features.row(i).forEach((value, d) => (squares[d] += (value - mean[d]) ** 2 / features.rows));
  const most = Math.max(...squares);
  return { mean, scale: squares.map((square) => (square > 1e-12 * most ? 1 / Math.sqrt(square) : 0)) };
}

/** A head over raw features as one over standardised ones, and back. */
export function standardisedHead({ weights, bias }: LinearHead, { mean, scale }: Standardised): LinearHead {
  const out = new Matrix(weights.rows, weights.columns);
  const shifted = bias.slice();
  for (let k = 0; k < weights.rows; k++) {
    weights.row(k).forEach((w, d) => {
      out.row(k)[d] = scale[d] > 0 ? w / scale[d] : 0;
      shifted[k] += w * mean[d];
    });
  }
  return { weights: out, bias: shifted };
}

export function rawHead({ weights, bias }: LinearHead, { mean, scale }: Standardised): LinearHead {
  const out = new Matrix(weights.rows, weights.columns);
  const shifted = bias.slice();
  for (let k = 0; k < weights.rows; k++) {
    weights.row(k).forEach((w, d) => {
      out.row(k)[d] = w * scale[d];
      shifted[k] -= w * scale[d] * mean[d];
    });
  }
  return { weights: out, bias: shifted };
}

/** Layers drawn from a seed: hidden ones after He et al. 2015, the last at zero. */
export function freshLayers(inputs: number, hidden: number, outputs: number, seed: number): LinearHead[] {
  const random = new Random(seed, 21);
  const sizes = hidden > 0 ? [inputs, hidden, outputs] : [inputs, outputs];
  return sizes.slice(1).map((rows, layer) => {
    const weights = new Matrix(rows, sizes[layer]);
    const last = layer === sizes.length - 2;
    const deviation = last ? 0.01 : Math.sqrt(2 / sizes[layer]);
    for (let i = 0; i < weights.values.length; i++) weights.values[i] = deviation * random.gaussian();
    return { weights, bias: new Float64Array(rows) };
  });
}

/**
 * A network for training: the encoder, its embedding standardised, an input that leaves values out (dropout, [N, dimensions],
 * drawn by the host so that runs can be repeated), and a head.
 */
export function trainingNetwork(
  encoder: Model,
  embedding: string,
  { mean, scale }: Standardised,
  layers: readonly LinearHead[],
): Model {
  const nodes: Node[] = [];
  const initializers = new Map<string, Tensor>();
  const floats = (name: string, values: ArrayLike<number>, dims: readonly number[]) => {
    initializers.set(name, floatTensor(name, Float32Array.from(values), dims));
    return name;
  };
  const node = (op: string, inputs: readonly string[], output: string, attributes: [string, Attribute][] = []) => {
    nodes.push({ name: output, op, domain: '', inputs, outputs: [output], attributes: new Map(attributes) });
    return output;
  };
  const dimensions = mean.length;
  const centred = node('Sub', [embedding, floats('finetune.mean', mean, [dimensions])], 'finetune.centred');
  const scaled = node('Mul', [centred, floats('finetune.scale', scale, [dimensions])], 'finetune.scaled');
  let x = node('Mul', [scaled, DROPOUT_INPUT], 'finetune.dropped');
  layers.forEach(({ weights, bias }, layer) => {
    const w = floats(weightName(layer), weights.values, [weights.rows, weights.columns]);
    const b = floats(biasName(layer), bias, [bias.length]);
    const last = layer === layers.length - 1;
    x = node('Gemm', [x, w, b], last ? LOGITS : `finetune.layer${layer}`, [['transB', { kind: 'int', value: 1 }]]);
    if (!last) x = node('Relu', [x], `finetune.relu${layer}`);
  });
  const outputs = layers.at(-1)!.weights.rows;
  const { graph } = encoder;
  return {
    ...encoder,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...nodes],
      initializers: new Map([...graph.initializers, ...initializers]),
      inputs: [...graph.inputs, { name: DROPOUT_INPUT, type: DataType.float32, dims: ['N', dimensions] }],
      outputs: [{ name: LOGITS, type: DataType.float32, dims: ['N', outputs] }],
    },
  };
}

/** The head and the encoder's weights of a trained network. */
export function takeApart(
  trained: ReadonlyMap<string, Float32Array>,
  layers: readonly LinearHead[],
  standardised: Standardised,
): { layers: LinearHead[]; weights: Map<string, Float32Array> } {
  const learned = layers.map(({ weights }, layer): LinearHead => ({
    weights: new Matrix(weights.rows, weights.columns, Float64Array.from(trained.get(weightName(layer))!)),
    bias: Float64Array.from(trained.get(biasName(layer))!),
  }));
  return {
    layers: [rawHead(learned[0], standardised), ...learned.slice(1)],
    weights: new Map([...trained].filter(([name]) => !isHead(name))),
  };
}
