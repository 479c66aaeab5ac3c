import { WeightsError } from '../../weights';
import type { ConvOptions, LayerWriter } from './layers';
import type { BuiltNetwork, Family } from './network';

/**
 * Strides of the stages by their number: all networks shrink the image 32-fold, those of five stages (timm's
 * `test_efficientnet`), of six (EfficientNetV2-S and B) and of seven.
 */
const STRIDES: Readonly<Record<number, readonly number[]>> = {
  5: [1, 2, 2, 2, 2],
  6: [1, 2, 2, 2, 1, 2],
  7: [1, 2, 2, 2, 1, 2, 1],
};

/**
 * EfficientNet (Tan and Le 2019, arXiv:1905.11946) and EfficientNetV2 (arXiv:2104.00298) as in timm/models/efficientnet.py.
 * Which block is which the tensors tell. Those that were ported from TensorFlow (`tf_`) pad as it does, and have its epsilon.
 */
export const EFFICIENTNET: Family = {
  covers: 'efficientnet_b0 to b8 and l2, efficientnetv2_s, m, l, xl, b0 to b3, rw_t, rw_s, rw_m, and the same with tf_',
  matches: (name) => /^(tf_)?efficientnet(_(b[0-8]|l2)|v2_(s|m|l|xl|b[0-3]|rw_[tsm]))$/.test(name),
  firstWeight: 'conv_stem.weight',
  classifier: ['classifier.'],
  build: (layers, image, architecture) => new EfficientNet(layers, architecture.startsWith('tf_')).build(image),
};

class EfficientNet {
  private readonly padding: ConvOptions['padding'];
  private readonly epsilon: number;

  constructor(
    private readonly layers: LayerWriter,
    fromTensorFlow: boolean,
  ) {
    this.padding = fromTensorFlow ? 'same' : 'symmetric';
    this.epsilon = fromTensorFlow ? 1e-3 : 1e-5;
  }

  build(image: string): BuiltNetwork {
    const { layers } = this;
    const { ledger } = layers;
    const blocks = new Map<string, string>();
    let x = this.silu(this.convNorm(image, 'conv_stem', 'bn1', { kernel: 3, stride: 2 }));
    blocks.set('stem', x);
    const strides = STRIDES[ledger.countUnder('blocks')];
    if (!strides)
      throw new WeightsError(ledger.file, `an EfficientNet of ${ledger.countUnder('blocks')} stages is not known`);
    for (const [stage, stride] of strides.entries()) {
      const name = `blocks.${stage}`;
      const depth = Math.max(1, ledger.countUnder(name));
      for (let i = 0; i < depth; i++) x = this.block(x, `${name}.${i}`, i === 0 ? stride : 1);
      blocks.set(name, x);
    }
    x = this.silu(this.convNorm(x, 'conv_head', 'bn2', { kernel: 1 }));
    return { featureMap: x, embedding: layers.globalAverage(x), blocks };
  }

  private silu(x: string): string {
    return this.layers.graph.silu(x);
  }

  private convNorm(x: string, conv: string, norm: string, options: ConvOptions): string {
    return this.layers.batchNorm(this.layers.conv(x, conv, { ...options, padding: this.padding }), norm, this.epsilon);
  }

  private block(x: string, name: string, stride: number): string {
    const { graph, ledger } = this.layers;
    const has = (part: string) => ledger.has(`${name}.${part}.weight`);
    const y = has('conv_exp')
      ? this.edgeResidual(x, name, stride)
      : has('conv_pwl')
        ? this.invertedResidual(x, name, stride)
        : has('conv_pw')
          ? this.depthwiseSeparable(x, name, stride)
          : this.silu(this.convNorm(x, `${name}.conv`, `${name}.bn1`, { stride }));
    const same = stride === 1 && this.layers.channels(x) === this.layers.channels(y);
    return same ? graph.add2(y, x) : y;
  }

  /** A full convolution that widens, and a linear 1 x 1 one that narrows (Fused-MBConv). */
  private edgeResidual(x: string, name: string, stride: number): string {
    const y = this.silu(this.convNorm(x, `${name}.conv_exp`, `${name}.bn1`, { stride }));
    return this.convNorm(this.excite(y, name), `${name}.conv_pwl`, `${name}.bn2`, { kernel: 1 });
  }

  /** 1 x 1 that widens, depthwise, a linear 1 x 1 that narrows (MBConv). */
  private invertedResidual(x: string, name: string, stride: number): string {
    const wide = this.silu(this.convNorm(x, `${name}.conv_pw`, `${name}.bn1`, { kernel: 1 }));
    const y = this.depthwise(wide, name, 'bn2', stride);
    return this.convNorm(this.excite(y, name), `${name}.conv_pwl`, `${name}.bn3`, { kernel: 1 });
  }

  private depthwiseSeparable(x: string, name: string, stride: number): string {
    const y = this.excite(this.depthwise(x, name, 'bn1', stride), name);
    return this.convNorm(y, `${name}.conv_pw`, `${name}.bn2`, { kernel: 1 });
  }

  private depthwise(x: string, name: string, norm: string, stride: number): string {
    const channels = this.layers.channels(x);
    return this.silu(this.convNorm(x, `${name}.conv_dw`, `${name}.${norm}`, { stride, groups: channels, channels }));
  }

  private excite(x: string, name: string): string {
    const { layers } = this;
    if (!layers.ledger.hasUnder(`${name}.se.`)) return x;
    return layers.squeezeExcite(x, `${name}.se.conv_reduce`, `${name}.se.conv_expand`, (y) => this.silu(y));
  }
}
