import type { LayerWriter } from './layers';
import type { BuiltNetwork, Family } from './network';

const EPSILON = 1e-5;

/**
 * ResNet (He et al. 2016, arXiv:1512.03385) and ResNeXt as in timm/models/resnet.py, with basic blocks or bottlenecks, which
 * the tensors tell; a bottleneck strides in its 3 x 3 convolution. Variants with another stem or another downsampling
 * (`resnet50d`, `resnetaa50`) are other networks under some of the same names.
 */
export const RESNET: Family = {
  covers: 'resnet18, 26, 34, 50, 101, 152, 200, wide_resnet and resnext',
  matches: (name) =>
    /^((tv_)?resnet(18|26|34|50|101|152|200)|wide_resnet(50|101)_2|(tv_)?resnext(50|101)_\d+x\d+d)$/.test(name),
  firstWeight: 'conv1.weight',
  classifier: ['fc.'],
  build: (layers, image) => new ResNet(layers).build(image),
};

class ResNet {
  constructor(private readonly layers: LayerWriter) {}

  build(image: string): BuiltNetwork {
    const { layers } = this;
    const { graph, ledger } = layers;
    const blocks = new Map<string, string>();
    let x = this.relu(this.convNorm(image, 'conv1', 'bn1', { kernel: 7, stride: 2 }));
    x = graph.op('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
    blocks.set('stem', x);
    for (let stage = 1; stage === 1 || ledger.hasUnder(`layer${stage}.`); stage++) {
      const name = `layer${stage}`;
      const depth = Math.max(1, ledger.countUnder(name));
      for (let i = 0; i < depth; i++) x = this.block(x, `${name}.${i}`, stage > 1 && i === 0 ? 2 : 1);
      blocks.set(name, x);
    }
    return { featureMap: x, embedding: layers.globalAverage(x), blocks };
  }

  private relu(x: string): string {
    return this.layers.graph.unary('Relu', x);
  }

  private convNorm(x: string, conv: string, norm: string, options: Parameters<LayerWriter['conv']>[2]): string {
    return this.layers.batchNorm(this.layers.conv(x, conv, options), norm, EPSILON);
  }

  private block(x: string, name: string, stride: number): string {
    const { graph, ledger } = this.layers;
    const part = (at: string, i: number, options: Parameters<LayerWriter['conv']>[2]) =>
      this.convNorm(at, `${name}.conv${i}`, `${name}.bn${i}`, options);
    const bottleneck = ledger.has(`${name}.conv3.weight`);
    let y: string;
    if (bottleneck) {
      y = this.relu(part(x, 1, { kernel: 1 }));
      y = this.relu(part(y, 2, { kernel: 3, stride, groups: null }));
      y = part(y, 3, { kernel: 1 });
    } else {
      y = this.relu(part(x, 1, { kernel: 3, stride }));
      y = part(y, 2, { kernel: 3 });
    }
    const shortcut = ledger.hasUnder(`${name}.downsample.`)
      ? this.convNorm(x, `${name}.downsample.0`, `${name}.downsample.1`, {
          kernel: 1,
          stride,
          channels: this.layers.channels(y),
        })
      : x;
    return this.relu(graph.add2(y, shortcut));
  }
}
