import assert from 'node:assert/strict';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { BUNDLED_ENCODER } from '../../../../src/encoder/bundled';
import { decodeModel, floatTensor } from '../../../../src/onnx';
import { NetworkBuilder } from '../../../../src/training';
import { encoderBlocks } from '../../../../src/training/finetune';
import { ROOT } from '../../../built';

const names = (net: NetworkBuilder) => encoderBlocks(net.model(), 'embedding').map(({ name }) => name);

describe('blocks of an encoder', () => {
  let net: NetworkBuilder;
  let image: string;
  beforeEach(() => {
    net = new NetworkBuilder({ seed: 1 });
    image = net.input('image', [1, 8, 8]);
  });
  const conv = (x: string, name: string) => net.relu(net.conv(x, 4, { kernel: 3, name }));
  const embedding = (...maps: string[]) =>
    net.output('embedding', net.concat(maps.map((map) => net.globalAverage(map))));

  it('follow each other as they are computed, whatever skips some of them', () => {
    const first = conv(image, 'stem');
    const second = conv(first, 'stages.0.conv');
    const third = conv(net.graph.add2(conv(second, 'stages.1.conv'), first), 'stages.2.conv');
    embedding(first, second, third);
    assert.deepEqual(names(net), ['stem', 'stages.0', 'stages.1', 'stages.2']);
  });

  it('of networks beside each other end together', () => {
    const long = ['a.0.x', 'a.1.x', 'a.2.x', 'a.3.x'].reduce(conv, image);
    const short = ['b.0.x', 'b.1.x'].reduce(conv, image);
    embedding(long, short);
    assert.deepEqual(names(net), ['a.0', 'a.1', 'a.2 + b.0', 'a.3 + b.1']);
  });

  it('are known where weights are changed by formulas before they are used', () => {
    const first = conv(image, 'stem');
    const weight = net.graph.mul(net.graph.initializer(floatTensor('turned.weight', new Float32Array(12), [3, 4])), 2);
    net.output('embedding', net.graph.matmul(net.linear(net.globalAverage(first), 3, { name: 'middle' }), weight));
    assert.deepEqual(names(net), ['stem', 'middle', 'turned']);
  });

  it('stay in the order of their weights where names go in a circle', () => {
    embedding(['a.0.x', 'b.0.x', 'a.0.y'].reduce(conv, image));
    assert.deepEqual(names(net), ['a.0', 'b.0']);
  });

  it('of the bundled encoder train the ends of both its networks', () => {
    const file = path.join(ROOT, 'media/encoders', BUNDLED_ENCODER, 'encoder.onnx');
    const [before, last] = encoderBlocks(decodeModel(readFileSync(file)), 'embedding').slice(-2);
    assert.deepEqual([before.name, last.name], ['lite.blocks.11 + embedding', 'galaxy + head']);
  });
});
