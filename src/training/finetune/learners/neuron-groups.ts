import { intOf, type Model, needed, type Node, type Tensor, varyingTensors } from '../../../onnx';
import { Random } from '../../../random';
import { kMeans, Matrix } from '../../../statistics';
import type { SharedGradient } from '../../shared-gradients';
import type { Control } from '../control';
import { type Feeds, runNetwork } from '../data/feeds';
import { isHead } from './network';

/** Operators whose output has a channel a neuron, along axis 1 or, for matrices of tokens, along the last. */
const LAYERS = new Set(['Conv', 'Gemm', 'MatMul']);
/** Operators by whose constants a layer's channels go on. */
const FOLLOWERS = new Set(['Add', 'BatchNormalization']);

/** A layer that is trained: its output, and its weights with the axis along which their neurons lie. */
interface Layer {
  readonly output: string;
  readonly channelAxis: 1 | -1;
  readonly weights: readonly { readonly name: string; readonly axis: number; readonly neurons: number }[];
}

export interface NeuronGrouping {
  /** Neurons of a group, on average; 1 or more. */
  readonly neuronsPerGroup: number;
  readonly seed: number;
  readonly threads: number;
  readonly control: Control;
}

/**
 * Groups of neurons within each trained layer that respond alike to the same galaxies (Yoo et al. 2018, arXiv:1710.02277,
 * section 3.1: neurons of similar activation patterns, by k-means). A neuron's pattern is its rectified activation averaged over the picture,
 * galaxy by galaxy, less its mean and in units of its deviation, so that neurons are together that go up and down together. The paper searches for the number of groups by reinforcement
 * learning; here it is given.
 * @param network whose weights are still those that training begins with
 * @param galaxies what the network reads of the training galaxies, and of no others
 * @returns of each weight of such a layer how its neurons share gradients; the head's are its answers, and share none
 */
export async function groupNeurons(
  network: Model,
  trained: ReadonlySet<string>,
  galaxies: Feeds,
  { neuronsPerGroup, seed, threads, control }: NeuronGrouping,
): Promise<Map<string, SharedGradient>> {
  const layers = trainedLayers(network, trained);
  const shared = new Map<string, SharedGradient>();
  if (layers.length === 0) return shared;
  const patterns = await activationPatterns(network, layers, galaxies, threads, control);
  for (const { output, weights } of layers) {
    const channels = patterns.get(output)!;
    for (const { name, axis, neurons } of weights) {
      if (neurons < 2 || channels.rows % neurons !== 0 || shared.has(name)) continue;
      const count = Math.max(1, Math.round(neurons / neuronsPerGroup));
      const groups = kMeans(standardised(perNeuron(channels, neurons)), count, new Random(seed, 29));
      shared.set(name, { axis, groups });
    }
  }
  return shared;
}

function trainedLayers({ graph }: Model, trained: ReadonlySet<string>): Layer[] {
  const { nodes, initializers } = graph;
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const varying = varyingTensors(graph);
  /** Trained weights out of which a constant is made: kernels that are turned, scaled or normalised first. */
  const sources = (name: string): string[] => {
    if (trained.has(name) && initializers.has(name)) return [name];
    const maker = varying.has(name) ? undefined : makers.get(name);
    return maker ? maker.inputs.flatMap(sources) : [];
  };
  return nodes.flatMap((node) => {
    if (!LAYERS.has(node.op) || !varying.has(node.inputs[0])) return [];
    const along = (name: string) => axisOf(node, initializers.get(name)!);
    const own = [...new Set(node.inputs.slice(1).flatMap(sources))].filter((name) => !isHead(name));
    if (own.length === 0) return [];
    const [output] = node.outputs;
    const next = nodes.filter(({ op, inputs }) => FOLLOWERS.has(op) && inputs.includes(output));
    const after = next.flatMap(({ inputs }) => inputs.filter((name) => trained.has(name) && initializers.get(name)?.dims.length === 1)); // prettier-ignore
    const weights = [
      ...own.map((name) => ({ name, axis: along(name) })),
      ...after.map((name) => ({ name, axis: 0 })),
    ].map(({ name, axis }) => ({ name, axis, neurons: initializers.get(name)!.dims[axis] }));
    return [{ output, channelAxis: node.op === 'Conv' ? 1 : -1, weights }];
  });
}

/** The axis of a layer's neurons: matrices that are not transposed have them last, kernels and biases first. */
function axisOf(node: Node, { dims }: Tensor): number {
  const { op } = node;
  if (dims.length !== 2) return 0;
  const transposed = op === 'Gemm' && intOf(node, 'transB', 0) === 1;
  return op === 'Conv' || transposed ? 0 : 1;
}

/** Channels x galaxies of each layer's output. */
async function activationPatterns(
  network: Model,
  layers: readonly Layer[],
  galaxies: Feeds,
  threads: number,
  control: Control,
): Promise<Map<string, Matrix>> {
  const { graph } = network;
  const { nodes, names } = needed(
    graph,
    layers.map(({ output }) => output),
  );
  const outputs = layers.map(({ output }) => ({ name: output, type: 1, dims: null }));
  const inputs = graph.inputs.filter(({ name }) => names.has(name));
  const own = { ...network, graph: { ...graph, nodes, outputs, valueInfo: [], inputs } };
  const axes = new Map(layers.map(({ output, channelAxis }) => [output, channelAxis]));
  const { shapes, values } = await runNetwork(own, galaxies, threads, control, (some, dims, name) => rectifiedMeans(some, dims, axes.get(name)!)); // prettier-ignore
  return new Map(
    layers.map(({ output }) => {
      const channels = shapes.get(output)![1];
      return [output, transposed(values.get(output)!, channels)];
    }),
  );
}

/** Channels x galaxies, of galaxies x channels. */
function transposed(means: Float32Array, channels: number): Matrix {
  const out = new Matrix(channels, means.length / channels);
  means.forEach((mean, at) => (out.row(at % channels)[Math.floor(at / channels)] = mean));
  return out;
}

/** The mean of max(x, 0) of N x … activations over all axes but the channels: N x channels. */
function rectifiedMeans(values: Float32Array, dims: readonly number[], channelAxis: 1 | -1) {
  const count = dims[0];
  const axis = channelAxis === 1 ? 1 : dims.length - 1;
  const channels = dims[axis];
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const outer = dims.slice(1, axis).reduce((product, dim) => product * dim, 1);
  const out = new Float32Array(count * channels);
  for (let at = 0, n = 0; n < count; n++)
    for (let o = 0; o < outer; o++)
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let i = 0; i < inner; i++, at++) sum += Math.max(0, values[at]);
        out[n * channels + c] += sum / (inner * outer);
      }
  return { values: out, dims: [count, channels] };
}

/** Channels that one neuron gives side by side (a filter's turned and mirrored copies) are one pattern: their mean. */
function perNeuron(channels: Matrix, neurons: number): Matrix {
  const each = channels.rows / neurons;
  const out = new Matrix(neurons, channels.columns);
  for (let c = 0; c < channels.rows; c++) {
    const own = out.row(Math.floor(c / each));
    channels.row(c).forEach((value, i) => (own[i] += value / each));
  }
  return out;
}

/** Rows of mean 0 and length 1; those that never change become 0, and are together. */
function standardised(rows: Matrix): Matrix {
  const out = new Matrix(rows.rows, rows.columns, rows.values.slice());
  for (let i = 0; i < out.rows; i++) {
    const row = out.row(i);
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const length = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    for (let d = 0; d < row.length; d++) row[d] = length > 0 ? (row[d] - mean) / length : 0;
  }
  return out;
}
