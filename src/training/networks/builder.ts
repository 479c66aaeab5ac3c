import { float, floatTensor, GraphBuilder, type Model, type Shape } from '../../onnx';
import { Random } from '../../random';

/** Options of a convolution. */
export interface ConvOptions {
  /** Side of the kernel; 1 by default. */
  readonly kernel?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  /** Zeros at each edge; by default so many that a stride of 1 keeps the size. */
  readonly padding?: number;
  readonly bias?: boolean;
  /** Scaled weight standardisation (Brock et al. 2021, arXiv:2101.08692): no normalisation of the image is needed. */
  readonly standardise?: boolean;
  /** Name of the weights; numbered by default. */
  readonly name?: string;
}

const EPSILON = 1e-6;

/**
 * Writes forward networks: each method adds a layer with its weights, drawn from the seed, and gives the name of its output.
 * Images are [N, channels, height, width], vectors [N, features]; the batch N is dynamic.
 */
export class NetworkBuilder {
  readonly graph: GraphBuilder;
  private readonly random: Random;
  private layers = 0;

  constructor({ seed, opset = 17 }: { readonly seed: number; readonly opset?: number }) {
    this.graph = new GraphBuilder(opset);
    this.random = new Random(seed, 4);
  }

  /** An input [N, ...shape]. */
  input(name: string, shape: Shape): string {
    return this.graph.input(name, [-1, ...shape]);
  }

  output(name: string, x: string): void {
    this.graph.output(name, x);
  }

  model(): Model {
    this.graph.prune();
    return this.graph.model();
  }

  /** A weight with given values, to be trained. */
  weight(name: string, dims: readonly number[], value: (index: number) => number): string {
    const length = dims.reduce((product, dim) => product * dim, 1);
    return this.graph.initializer(
      floatTensor(
        name,
        Float32Array.from({ length }, (_, i) => value(i)),
        dims,
      ),
    );
  }

  /** Normal weights of variance gain / fanIn (He et al. 2015, arXiv:1502.01852, for gain 2). */
  private normal(name: string, dims: readonly number[], fanIn: number, gain: number): string {
    const deviation = Math.sqrt(gain / fanIn);
    return this.weight(name, dims, () => deviation * this.random.gaussian());
  }

  private nameOf(kind: string, name?: string): string {
    return name ?? `${kind}${this.layers++}`;
  }

  conv(x: string, channels: number, options: ConvOptions = {}): string {
    const { kernel = 1, stride = 1, dilation = 1, groups = 1, bias = true, standardise = false } = options;
    const { padding = Math.floor((dilation * (kernel - 1)) / 2) } = options;
    const name = this.nameOf('conv', options.name);
    const inner = this.graph.shape(x)[1] / groups;
    const fanIn = inner * kernel ** 2;
    const dims = [channels, inner, kernel, kernel];
    const weight = standardise ? this.standardisedWeight(name, dims) : this.normal(`${name}.weight`, dims, fanIn, 2);
    const inputs = bias ? [x, weight, this.weight(`${name}.bias`, [channels], () => 0)] : [x, weight];
    return this.graph.op('Conv', inputs, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      dilations: [dilation, dilation],
      pads: [padding, padding, padding, padding],
      group: groups,
    });
  }

  /**
   * Weights of a convolution [channels, inner, height, width], standardised: (w - mean) / sqrt(variance fanIn + epsilon)
   * times a gain (`initial` at first), statistics and gain for each output channel.
   */
  standardisedWeight(name: string, dims: readonly number[], initial = 1): string {
    const { graph } = this;
    const channels = dims[0];
    const fanIn = dims[1] * dims[2] * dims[3];
    const weight = this.normal(`${name}.weight`, dims, fanIn, 2);
    const gain = this.weight(`${name}.gain`, [channels, 1, 1, 1], () => initial);
    const centred = graph.sub(weight, graph.mean(weight, [1, 2, 3]));
    const variance = graph.mean(graph.mul(centred, centred), [1, 2, 3]);
    const deviation = graph.unary('Sqrt', graph.add2(graph.mul(variance, fanIn), EPSILON));
    return graph.mul(graph.div(centred, deviation), gain);
  }

  /** x W + b of vectors; `gain` 1 keeps the variance, 2 that behind a ReLU, 0 starts at zero. */
  linear(
    x: string,
    features: number,
    options: { readonly bias?: boolean; readonly gain?: number; readonly name?: string } = {},
  ): string {
    const { bias = true, gain = 1 } = options;
    const name = this.nameOf('linear', options.name);
    const inner = this.graph.shape(x).at(-1)!;
    const weight = this.normal(`${name}.weight`, [features, inner], inner, gain);
    const inputs = bias ? [x, weight, this.weight(`${name}.bias`, [features], () => 0)] : [x, weight];
    return this.graph.op('Gemm', inputs, { transB: 1 });
  }

  /** Layer normalisation over the last axis. */
  layerNorm(x: string, options: { readonly epsilon?: number; readonly name?: string } = {}): string {
    const name = this.nameOf('norm', options.name);
    const features = this.graph.shape(x).at(-1)!;
    const inputs = [
      x,
      this.weight(`${name}.weight`, [features], () => 1),
      this.weight(`${name}.bias`, [features], () => 0),
    ];
    return this.graph.op('LayerNormalization', inputs, { axis: -1, epsilon: float(options.epsilon ?? 1e-5) });
  }

  /**
   * Batch normalisation of [N, channels, ...]; `momentum` is the share of a running statistic that a step keeps. Trainers
   * leave the statistics as they are, mean 0 and variance 1, unless told `batchNorm: 'batch'`.
   */
  batchNorm(
    x: string,
    options: { readonly epsilon?: number; readonly momentum?: number; readonly name?: string } = {},
  ): string {
    const { epsilon = 1e-5, momentum = 0.9 } = options;
    const name = this.nameOf('batchNorm', options.name);
    const channels = [this.graph.shape(x)[1]];
    const inputs = [
      x,
      this.weight(`${name}.weight`, channels, () => 1),
      this.weight(`${name}.bias`, channels, () => 0),
      this.weight(`${name}.mean`, channels, () => 0),
      this.weight(`${name}.variance`, channels, () => 1),
    ];
    return this.graph.op('BatchNormalization', inputs, { epsilon: float(epsilon), momentum: float(momentum) });
  }

  /** A trained factor of the whole branch, SkipInit (De and Smith 2020, arXiv:2002.10444). */
  skipGain(x: string, initial = 0, name?: string): string {
    return this.graph.mul(
      x,
      this.weight(`${this.nameOf('skip', name)}.gain`, [1], () => initial),
    );
  }

  relu(x: string): string {
    return this.graph.unary('Relu', x);
  }

  silu(x: string): string {
    return this.graph.silu(x);
  }

  gelu(x: string): string {
    return this.graph.gelu(x);
  }

  add(a: string, b: string): string {
    return this.graph.add2(a, b);
  }

  scale(x: string, factor: number): string {
    return this.graph.mul(x, factor);
  }

  averagePool(x: string, size: number, stride = size): string {
    return this.graph.op('AveragePool', [x], { kernel_shape: [size, size], strides: [stride, stride] });
  }

  maxPool(x: string, size: number, stride = size, padding = 0): string {
    const pads = [padding, padding, padding, padding];
    return this.graph.op('MaxPool', [x], { kernel_shape: [size, size], strides: [stride, stride], pads });
  }

  /** [N, C, H, W] -> [N, C], the mean over the pixels. */
  globalAverage(x: string): string {
    return this.graph.op('Flatten', [this.graph.op('GlobalAveragePool', [x])], { axis: 1 });
  }

  /** [N, C, H, W] -> [N, C], the maximum over the pixels. */
  globalMax(x: string): string {
    return this.graph.op('Flatten', [this.graph.op('GlobalMaxPool', [x])], { axis: 1 });
  }

  concat(parts: readonly string[]): string {
    return this.graph.concat(parts, 1);
  }
}
