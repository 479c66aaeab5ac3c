import { EncoderError } from '../errors';
import type { ConvOptions, LayerWriter } from './layers';
import type { BuiltNetwork, Family } from './network';
import { partitionAttention } from './partition-attention';
import { RelativePosition } from './relative-position';

/** Differences between the MaxViT of timm (`rw`) and of TensorFlow (`tf`) that the tensors do not reveal. */
interface Variant {
  readonly convEpsilon: number;
  readonly attentionEpsilon: number;
  readonly padding: ConvOptions['padding'];
  readonly headFirst: boolean;
  readonly convActivation: 'silu' | 'gelu-tanh';
  readonly attentionActivation: 'gelu' | 'gelu-tanh';
}

const RW: Variant = {
  convEpsilon: 1e-5,
  attentionEpsilon: 1e-6,
  padding: 'symmetric',
  headFirst: true,
  convActivation: 'silu',
  attentionActivation: 'gelu',
};
const TF: Variant = {
  convEpsilon: 1e-3,
  attentionEpsilon: 1e-5,
  padding: 'same',
  headFirst: false,
  convActivation: 'gelu-tanh',
  attentionActivation: 'gelu-tanh',
};

/** Windows are a 32nd of the image: seven pixels of the last map's at 224 (timm's `partition_ratio`). */
const PARTITION = 32;

/**
 * MaxViT (Tu et al. 2022, arXiv:2204.01697) as in timm/models/maxxvit.py: each block a convolution, attention within windows,
 * and attention within grids. Positions are a table's or a small network's (`rmlp`), which the tensors tell.
 */
export const MAXVIT: Family = {
  covers: 'maxvit_..._rw, maxvit_rmlp_..._rw and maxvit_..._tf',
  matches: (name) =>
    /^maxvit_((rmlp_)?(pico|nano|tiny|small|base)_rw|(tiny|small|base|large|xlarge)_tf)_\d+$/.test(name),
  firstWeight: 'stem.conv1.weight',
  classifier: ['head.fc.'],
  build: (layers, image, architecture) =>
    new MaxVit(layers, image, /_tf_\d+$/.test(architecture) ? TF : RW).build(image),
};

class MaxVit {
  private readonly position: RelativePosition;

  constructor(
    private readonly layers: LayerWriter,
    image: string,
    private readonly variant: Variant,
  ) {
    const size = layers.graph.shape(image)[2];
    if (size % PARTITION !== 0) {
      throw new EncoderError(layers.ledger.file, `MaxViT works at multiples of ${PARTITION} pixels, not at ${size}`);
    }
    this.position = new RelativePosition(layers, size / PARTITION);
  }

  build(image: string): BuiltNetwork {
    const { layers } = this;
    const { ledger } = layers;
    const blocks = new Map<string, string>();
    let x = this.normed(this.conv(image, 'stem.conv1', { kernel: 3, stride: 2 }), 'stem.norm1');
    x = this.conv(x, 'stem.conv2', { kernel: 3 });
    blocks.set('stem', x);
    const stages = Math.max(1, ledger.countUnder('stages'));
    for (let stage = 0; stage < stages; stage++) {
      const name = `stages.${stage}`;
      const depth = Math.max(1, ledger.countUnder(`${name}.blocks`));
      for (let i = 0; i < depth; i++) x = this.block(x, `${name}.blocks.${i}`, i === 0 ? 2 : 1);
      blocks.set(name, x);
    }
    return { ...this.head(x), blocks };
  }

  private block(x: string, name: string, stride: number): string {
    const { layers, position, variant } = this;
    const options = {
      epsilon: variant.attentionEpsilon,
      activation: (y: string) => this.activate(y, variant.attentionActivation),
      headFirst: variant.headFirst,
      position,
    };
    let y = layers.channelsLast(this.mbConv(x, `${name}.conv`, stride));
    y = partitionAttention(layers, y, `${name}.attn_block`, 'window', options);
    y = partitionAttention(layers, y, `${name}.attn_grid`, 'grid', options);
    return layers.channelsFirst(y);
  }

  /** A normalisation, 1 x 1 that widens, depthwise, squeeze and excitation, 1 x 1 that narrows. */
  private mbConv(x: string, name: string, stride: number): string {
    const { layers } = this;
    const { graph } = layers;
    let y = layers.batchNorm(x, `${name}.pre_norm`, this.variant.convEpsilon);
    y = this.normed(this.conv(y, `${name}.conv1_1x1`, { kernel: 1 }), `${name}.norm1`);
    const channels = layers.channels(y);
    y = this.conv(y, `${name}.conv2_kxk`, { kernel: 3, stride, groups: channels, channels });
    y = this.normed(y, `${name}.norm2`);
    y = layers.squeezeExcite(y, `${name}.se.fc1`, `${name}.se.fc2`, (z) => graph.silu(z));
    y = this.conv(y, `${name}.conv3_1x1`, { kernel: 1 });
    return graph.add2(y, this.shortcut(x, name, stride));
  }

  private shortcut(x: string, name: string, stride: number): string {
    if (stride === 1) return x;
    const pooled = this.layers.graph.op('AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
    const expand = `${name}.shortcut.expand`;
    return this.layers.ledger.has(`${expand}.weight`) ? this.conv(pooled, expand, { kernel: 1 }) : pooled;
  }

  /** A normalisation of the map and its mean; or the mean, its normalisation, a linear layer and tanh. */
  private head(x: string): Pick<BuiltNetwork, 'featureMap' | 'embedding'> {
    const { layers, variant } = this;
    const { graph, ledger } = layers;
    if (!ledger.hasUnder('head.')) {
      const featureMap = layers.layerNorm2d(x, 'norm', variant.attentionEpsilon);
      return { featureMap, embedding: layers.globalAverage(featureMap) };
    }
    const normal = layers.layerNorm(layers.globalAverage(x), 'head.norm', variant.attentionEpsilon);
    return { featureMap: x, embedding: graph.unary('Tanh', layers.linear(normal, 'head.pre_logits.fc')) };
  }

  private conv(x: string, name: string, options: ConvOptions): string {
    return this.layers.conv(x, name, { ...options, padding: this.variant.padding });
  }

  private normed(x: string, name: string): string {
    return this.activate(this.layers.batchNorm(x, name, this.variant.convEpsilon), this.variant.convActivation);
  }

  private activate(x: string, activation: 'silu' | 'gelu' | 'gelu-tanh'): string {
    const { graph } = this.layers;
    if (activation === 'silu') return graph.silu(x);
    return activation === 'gelu' ? graph.gelu(x) : graph.geluTanh(x);
  }
}
