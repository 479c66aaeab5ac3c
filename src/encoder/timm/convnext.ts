import type { LayerWriter } from './layers';
import type { BuiltNetwork, Family } from './network';

/**
 * ConvNeXt (Liu et al. 2022, arXiv:2201.03545) as in timm/models/convnext.py: the smaller ones have 1 x 1 convolutions
 * in their blocks, the larger ones linear layers over the channels, which is told by the weights' shapes.
 */
export const CONVNEXT: Family = {
  covers: 'convnext_atto, femto, pico, nano, tiny, small, base, large, xlarge, xxlarge',
  matches: (name) => /^convnext_(atto|femto|pico|nano|tiny|small|base|large|xlarge|xxlarge)$/.test(name),
  firstWeight: 'stem.0.weight',
  classifier: ['head.fc.'],
  build: (layers, image, architecture) => {
    const epsilon = architecture === 'convnext_xxlarge' ? 1e-5 : 1e-6;
    return new ConvNeXt(layers, epsilon).build(image);
  },
};

class ConvNeXt {
  constructor(
    private readonly layers: LayerWriter,
    private readonly epsilon: number,
  ) {}

  build(image: string): BuiltNetwork {
    const { layers, epsilon } = this;
    const { ledger } = layers;
    const blocks = new Map<string, string>();
    let x = layers.conv(image, 'stem.0', { kernel: 4, stride: 4, padding: 'none' });
    x = layers.layerNorm2d(x, 'stem.1', epsilon);
    blocks.set('stem', x);
    const stages = Math.max(1, ledger.countUnder('stages'));
    for (let stage = 0; stage < stages; stage++) blocks.set(`stages.${stage}`, (x = this.stage(x, `stages.${stage}`)));
    return { featureMap: x, embedding: layers.layerNorm(layers.globalAverage(x), 'head.norm', epsilon), blocks };
  }

  private stage(x: string, name: string): string {
    const { layers } = this;
    if (layers.ledger.hasUnder(`${name}.downsample.`)) {
      x = layers.layerNorm2d(x, `${name}.downsample.0`, this.epsilon);
      x = layers.conv(x, `${name}.downsample.1`, { kernel: 2, stride: 2, padding: 'none' });
    }
    const depth = Math.max(1, layers.ledger.countUnder(`${name}.blocks`));
    for (let i = 0; i < depth; i++) x = this.block(x, `${name}.blocks.${i}`);
    return x;
  }

  private block(x: string, name: string): string {
    const { layers } = this;
    const { graph } = layers;
    const channels = layers.channels(x);
    const mixed = layers.conv(x, `${name}.conv_dw`, { groups: channels, channels });
    const normal = layers.layerNorm(layers.channelsLast(mixed), `${name}.norm`, this.epsilon);
    if (layers.ledger.shape(`${name}.mlp.fc1.weight`).length === 4) {
      const hidden = graph.gelu(layers.conv(layers.channelsFirst(normal), `${name}.mlp.fc1`, { kernel: 1 }));
      const y = layers.conv(hidden, `${name}.mlp.fc2`, { kernel: 1, channels });
      return graph.add2(layers.scaleChannels(y, `${name}.gamma`), x);
    }
    const y = layers.linear(graph.gelu(layers.linear(normal, `${name}.mlp.fc1`)), `${name}.mlp.fc2`, channels);
    return graph.add2(layers.channelsFirst(layers.scaleLast(y, `${name}.gamma`)), x);
  }
}
