import { float, GraphBuilder } from '../../onnx';
import type { TensorLedger } from './tensor-ledger';

export interface ConvOptions {
  /** Side of the kernel; any where it is not given. */
  readonly kernel?: number;
  readonly stride?: number;
  /** Channels of the output; any where they are not given. */
  readonly channels?: number;
  /** 1 by default; a number of groups that the weights' shape decides where null. */
  readonly groups?: number | null;
  /** `symmetric` by default: (stride - 1 + kernel - 1) / 2 zeros at each edge, or TensorFlow's, more of them at the far edges. */
  readonly padding?: 'none' | 'symmetric' | 'same';
}

/**
 * Writes layers with their weights from a ledger, each by the name of its PyTorch module, and gives the name of the output.
 * Images are [N, channels, height, width], or where it says so channels last.
 */
export class LayerWriter {
  readonly graph = new GraphBuilder(17);

  constructor(readonly ledger: TensorLedger) {}

  private weight(name: string, wanted: readonly (number | null)[]): string {
    return this.graph.initializer(this.ledger.take(name, wanted));
  }

  channels(x: string): number {
    return this.graph.shape(x)[1];
  }

  /** A convolution, with a bias where the file has one. @throws WeightsError as `TensorLedger.take`. */
  conv(x: string, name: string, options: ConvOptions = {}): string {
    const { graph, ledger } = this;
    const { stride = 1, kernel = null, channels = null, padding = 'symmetric' } = options;
    const inputs = this.channels(x);
    const inner = ledger.shape(`${name}.weight`)[1];
    const groups = options.groups === null ? Math.max(1, Math.floor(inputs / inner)) : (options.groups ?? 1);
    const weight = this.weight(`${name}.weight`, [channels, inputs / groups, kernel, kernel]);
    const [outputs, , ...sides] = graph.shape(weight);
    const bias = ledger.has(`${name}.bias`) ? [this.weight(`${name}.bias`, [outputs])] : [];
    return graph.op('Conv', [x, weight, ...bias], {
      kernel_shape: sides,
      strides: [stride, stride],
      pads: pads(graph.shape(x).slice(2), sides, stride, padding),
      group: groups,
    });
  }

  /** Batch normalisation by the running statistics. */
  batchNorm(x: string, name: string, epsilon: number): string {
    const channels = [this.channels(x)];
    const inputs = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      this.weight(`${name}.${part}`, channels),
    );
    return this.graph.op('BatchNormalization', [x, ...inputs], { epsilon: float(epsilon) });
  }

  /** Layer normalisation over the last axis. */
  layerNorm(x: string, name: string, epsilon: number): string {
    const features = [this.graph.shape(x).at(-1)!];
    const inputs = [x, this.weight(`${name}.weight`, features), this.weight(`${name}.bias`, features)];
    return this.graph.op('LayerNormalization', inputs, { axis: -1, epsilon: float(epsilon) });
  }

  /** Layer normalisation of each pixel over its channels (LayerNorm2d). */
  layerNorm2d(x: string, name: string, epsilon: number): string {
    return this.channelsFirst(this.layerNorm(this.channelsLast(x), name, epsilon));
  }

  /** x W^T + b over the last axis, with a bias where the file has one. */
  linear(x: string, name: string, features: number | null = null): string {
    const { graph, ledger } = this;
    const shape = graph.shape(x);
    const inner = shape.at(-1)!;
    const weight = this.weight(`${name}.weight`, [features, inner]);
    const [outputs] = graph.shape(weight);
    const bias = ledger.has(`${name}.bias`) ? [this.weight(`${name}.bias`, [outputs])] : [];
    const rows = shape.slice(0, -1).reduce((product, dim) => product * dim, 1);
    const y = graph.op('Gemm', [graph.reshape(x, [rows, inner]), weight, ...bias], { transB: 1 });
    return graph.reshape(y, [...shape.slice(0, -1), outputs]);
  }

  /** A factor for each channel of an image, [channels] in the file. */
  scaleChannels(x: string, name: string): string {
    const factor = this.weight(name, [this.channels(x)]);
    return this.graph.mul(x, this.graph.reshape(factor, [this.channels(x), 1, 1]));
  }

  /** A factor for each entry of the last axis. */
  scaleLast(x: string, name: string): string {
    return this.graph.mul(x, this.weight(name, [this.graph.shape(x).at(-1)!]));
  }

  /** A table of numbers as the file has it. */
  table(name: string, wanted: readonly (number | null)[]): string {
    return this.weight(name, wanted);
  }

  /** [N, channels, height, width] -> [N, channels], the mean over the pixels. */
  globalAverage(x: string): string {
    return this.graph.op('Flatten', [this.graph.op('GlobalAveragePool', [x])], { axis: 1 });
  }

  channelsLast(x: string): string {
    return this.graph.transpose(x, [0, 2, 3, 1]);
  }

  channelsFirst(x: string): string {
    return this.graph.transpose(x, [0, 3, 1, 2]);
  }

  /** Squeeze and excitation (Hu et al. 2018, arXiv:1709.01507) by the two 1 x 1 convolutions `reduce` and `expand`. */
  squeezeExcite(x: string, reduce: string, expand: string, activation: (x: string) => string): string {
    const { graph } = this;
    const squeezed = activation(this.conv(graph.op('GlobalAveragePool', [x]), reduce, { kernel: 1 }));
    const gates = this.conv(squeezed, expand, { kernel: 1, channels: this.channels(x) });
    return graph.mul(x, graph.unary('Sigmoid', gates));
  }
}

/** Zeros before each axis of an image, then those after; `same` is TensorFlow's. */
export function pads(
  image: readonly number[],
  kernel: readonly number[],
  stride: number,
  padding: 'none' | 'symmetric' | 'same',
): number[] {
  if (padding === 'none') return [...kernel, ...kernel].map(() => 0);
  if (padding === 'symmetric') return [...kernel, ...kernel].map((side) => Math.floor((stride - 1 + side - 1) / 2));
  const total = kernel.map((side, axis) => {
    const outputs = Math.ceil(image[axis] / stride);
    return Math.max(0, (outputs - 1) * stride + side - image[axis]);
  });
  return [...total.map((pad) => Math.floor(pad / 2)), ...total.map((pad) => Math.ceil(pad / 2))];
}
