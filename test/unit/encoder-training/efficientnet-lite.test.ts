import assert from 'node:assert';
import * as ort from 'onnxruntime-node';
import { efficientNetLite, foldedWeights, weightsWithin } from '../../../encoder-training/efficientnet-lite';
import { encoderGraph } from '../../../encoder-training/encoder-graph';
import { FINE, viewLength } from '../../../encoder-training/frame';
import { trainingNetwork } from '../../../encoder-training/network';
import { photographsNetwork } from '../../../encoder-training/photographs-network';
import { LayerWriter } from '../../../src/encoder/timm/layers';
import { TensorLedger } from '../../../src/encoder/timm/tensor-ledger';
import { encodeModel, GraphBuilder, type Model } from '../../../src/onnx';
import { Random } from '../../../src/random';
import { WeightsError, type WeightsFile } from '../../../src/weights';

/** [channels, blocks, kernel, stride], from the paper's table 1 (its last stages left out). */
const STAGES = [
  [16, 1, 3, 1],
  [24, 2, 3, 2],
  [40, 2, 5, 2],
  [80, 3, 3, 2],
  [112, 3, 5, 1],
  [192, 1, 5, 2],
];

/** Weights as they may be in the published file, drawn from a seed. */
function drawnWeights(without?: string): WeightsFile {
  const random = new Random(8);
  const all = new Map<string, { shape: number[]; values: Float32Array<ArrayBuffer> }>();
  const add = (name: string, shape: number[], value: () => number) => {
    const length = shape.reduce((product, dim) => product * dim, 1);
    if (name !== without) all.set(name, { shape, values: Float32Array.from({ length }, value) });
  };
  const conv = (name: string, norm: string, shape: number[]) => {
    const deviation = Math.sqrt(2 / (shape[1] * shape[2] * shape[3]));
    add(`${name}.weight`, shape, () => deviation * random.gaussian());
    add(`${norm}.weight`, [shape[0]], () => random.uniform(0.5, 1.5));
    add(`${norm}.bias`, [shape[0]], () => 0.3 * random.gaussian());
    add(`${norm}.running_mean`, [shape[0]], () => 0.3 * random.gaussian());
    add(`${norm}.running_var`, [shape[0]], () => random.uniform(0.5, 1.5));
  };
  conv('_conv_stem', '_bn0', [32, 3, 3, 3]);
  let inner = 32;
  let block = 0;
  for (const [channels, blocks, kernel] of STAGES)
    for (let i = 0; i < blocks; i++, block++) {
      const name = `_blocks.${block}`;
      const wide = block === 0 ? inner : 6 * inner;
      if (block > 0) conv(`${name}._expand_conv`, `${name}._bn0`, [wide, inner, 1, 1]);
      conv(`${name}._depthwise_conv`, `${name}._bn1`, [wide, 1, kernel, kernel]);
      conv(`${name}._project_conv`, `${name}._bn2`, [channels, wide, 1, 1]);
      inner = channels;
    }
  return {
    file: 'drawn.pth',
    tensors: new Map([...all].map(([name, { shape }]) => [name, { shape, type: 'F32' }])),
    read: (name) => Promise.resolve(all.get(name)!.values.slice()),
    close: () => Promise.resolve(),
  };
}

/** The same network with its normalisations apart, by what writes timm's networks. */
async function unfolded(side: number): Promise<{ model: Model; maps: string[] }> {
  const layers = new LayerWriter(await TensorLedger.read(drawnWeights(), () => false));
  const { graph } = layers;
  const step = (x: string, conv: string, norm: string, stride: number, groups: number, linear: boolean) => {
    const y = layers.batchNorm(layers.conv(x, conv, { stride, groups, padding: 'same' }), norm, 1e-3);
    return linear ? y : graph.op('Clip', [y, graph.constant(0), graph.constant(6)]);
  };
  let x = step(graph.input('image', [-1, 3, side, side]), '_conv_stem', '_bn0', 2, 1, false);
  const maps: string[] = [];
  let block = 0;
  STAGES.forEach(([, blocks, , stride], stage) => {
    for (let i = 0; i < blocks; i++, block++) {
      const name = `_blocks.${block}`;
      const wide = block === 0 ? x : step(x, `${name}._expand_conv`, `${name}._bn0`, 1, 1, false);
      const deep = step(wide, `${name}._depthwise_conv`, `${name}._bn1`, i ? 1 : stride, layers.channels(wide), false);
      const y = step(deep, `${name}._project_conv`, `${name}._bn2`, 1, 1, true);
      x = i ? graph.add2(x, y) : y;
    }
    if (stage > 2) maps.push(x);
  });
  maps.forEach((map, i) => graph.output(`map${i}`, map));
  return { model: graph.model(), maps: maps.map((_, i) => `map${i}`) };
}

async function run(model: Model, image: Float32Array, side: number): Promise<ort.InferenceSession.ReturnType> {
  const session = await ort.InferenceSession.create(encodeModel(model));
  const said = await session.run({ image: new ort.Tensor('float32', image, [image.length / (3 * side * side), 3, side, side]) }); // prettier-ignore
  await session.release();
  return said;
}

describe('the network that photographs taught', function () {
  this.timeout(60_000);
  const side = FINE.input;
  const random = new Random(3);
  const image = Float32Array.from({ length: viewLength(FINE) }, () => random.uniform());

  for (const pixels of [side, 75])
    it(`is the published one with each normalisation in its convolution, at ${pixels} pixels`, async () => {
      const galaxy = image.subarray(0, 3 * pixels * pixels);
      const { model, maps } = await unfolded(pixels);
      const photograph = galaxy.map((value) => 1.8 * value - 0.9);
      const theirs = await run(model, photograph, pixels);
      const graph = new GraphBuilder(17);
      const weights = await foldedWeights(drawnWeights());
      efficientNetLite(graph, weights, graph.input('image', [-1, 3, pixels, pixels])).forEach((map, i) =>
        graph.output(`map${i}`, map),
      );
      const ours = await run(graph.model(), galaxy, pixels);
      for (const map of maps) {
        const [a, b] = [theirs[map].data as Float32Array, ours[map].data as Float32Array];
        assert.deepEqual(ours[map].dims, theirs[map].dims);
        const size = Math.max(...a.map(Math.abs));
        assert.ok(size > 0.1, `${map} is no more than ${size}`);
        const worst = Math.max(...a.map((value, i) => Math.abs(value - b[i])));
        assert.ok(worst < 2e-5 * size, `${map}: ${worst} of ${size}`);
      }
    });

  it('is refused where the file has not all of it', async () => {
    const missing = '_blocks.7._project_conv.weight';
    await assert.rejects(foldedWeights(drawnWeights(missing)), (error: unknown) => {
      assert.ok(error instanceof WeightsError);
      assert.match(error.reason, /_blocks\.7\._project_conv\.weight/);
      return true;
    });
  });

  it('stands in an encoder beside the equivariant one, each with its own weights', async () => {
    const weights = await foldedWeights(drawnWeights());
    const coarse = trainingNetwork(2, 9, 64);
    const fine = photographsNetwork(weights, 2, 9, side);
    const initializers = new Map([...coarse.graph.initializers, ...fine.graph.initializers]);
    const both = { ...coarse, graph: { ...coarse.graph, initializers } };
    assert.throws(() => encoderGraph(coarse, 2, FINE), /no weights fine/);
    const said = await run(encoderGraph(both, 2, FINE), image, side);
    assert.deepEqual(said.detailed.dims, [1, 128]);
    assert.deepEqual(said.learned.dims, [1, 128]);
    assert.deepEqual(weightsWithin(both)!.get('blocks.4.expand')!.weight, weights.get('blocks.4.expand')!.weight);
    assert.equal(weightsWithin(coarse), undefined);
    const first = said.detailed.data as Float32Array;
    assert.ok(first.some((value) => Math.abs(value) > 1e-3));
  });
});
