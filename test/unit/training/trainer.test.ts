import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { decodeModel, encodeModel, floatTensor, GraphBuilder, type Model } from '../../../src/onnx';
import { Random } from '../../../src/random';
import * as training from '../../../src/training';

const CLASSES = 3;
const SAMPLES = 24;

/** A small residual network with two heads. */
function network(): Model {
  const net = new training.NetworkBuilder({ seed: 3 });
  const image = net.input('image', [2, 8, 8]);
  let x = net.silu(net.conv(image, 8, { kernel: 3, standardise: true, name: 'stem' }));
  x = net.add(x, net.skipGain(net.conv(net.relu(x), 8, { kernel: 3, standardise: true, name: 'block' }), 0.5));
  const embedding = net.layerNorm(net.concat([net.globalAverage(x), net.globalMax(x)]));
  net.output('embedding', embedding);
  net.output('logits', net.linear(embedding, CLASSES, { name: 'head' }));
  net.output('size', net.linear(embedding, 1, { name: 'size' }));
  return net.model();
}

const samples = Array.from({ length: SAMPLES }, (_, i) => {
  const random = new Random(7, i);
  const label = i % CLASSES;
  return {
    label,
    image: Float32Array.from({ length: 128 }, (_, p) => random.gaussian() + (p % CLASSES === label ? 1 : 0)),
  };
});

function batchOf({ samples: chosen, random }: training.BatchPlan): training.Batch {
  const target = new Float32Array(chosen.length * CLASSES);
  chosen.forEach((index, row) => (target[row * CLASSES + samples[index].label] = 1));
  return {
    image: Float32Array.from(
      [...chosen].flatMap((index) => [...samples[index].image].map((v) => v + 0.1 * random.gaussian())),
    ),
    'class/target': target,
    'class/weight': new Float32Array(chosen.length).fill(1),
    'size/target': Float32Array.from(chosen, (index) => samples[index].label / 2),
    'size/mask': new Float32Array(chosen.length).fill(1),
  };
}

const plan = { samples: SAMPLES, batchSize: 8, seed: 5 };
const losses = [
  training.softmaxCrossEntropy({ name: 'class', output: 'logits' }),
  training.huber({ name: 'size', output: 'size', weight: 0.5 }),
];
const options: training.TrainerOptions = {
  losses,
  schedule: training.cosineRate({ peak: 1e-2, warmUp: 3, steps: 30 }),
  clipNorm: 1,
  averageDecay: 0.9,
  stochasticDepth: 0.2,
  keep: ['logits'],
  threads: 1,
  seed: 2,
};

async function curve(trainer: training.Trainer, steps: number): Promise<number[]> {
  const curve: number[] = [];
  for await (const { batch } of training.batches({ ...plan, fromStep: trainer.step, steps }, batchOf))
    curve.push((await trainer.train(batch)).loss);
  return curve;
}

describe('Trainer', () => {
  let folder: string;
  before(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'trainer-'))));
  after(() => fs.rm(folder, { recursive: true, force: true }));

  it('learns', async () => {
    const trainer = await training.Trainer.create(network(), options);
    const losses = await curve(trainer, 30);
    assert.ok(losses.at(-1)! < 0.5 * losses[0], losses.join(' '));
    await trainer.release();
  });

  it('goes on from a checkpoint to the same curve bit for bit', async () => {
    const file = path.join(folder, 'run.checkpoint');
    const whole = await training.Trainer.create(network(), options);
    const expected = await curve(whole, 14);
    const first = await training.Trainer.create(network(), options);
    const start = await curve(first, 6);
    await first.checkpoint(file);
    const second = await training.Trainer.create(network(), options);
    await second.resume(file);
    assert.equal(second.step, 6);
    assert.deepEqual([...start, ...(await curve(second, 14))], expected);
    for (const averaged of [true, false])
      assert.deepEqual(second.trainedWeights(averaged), whole.trainedWeights(averaged));
    assert.deepEqual(await fs.readdir(folder), ['run.checkpoint']);
    for (const trainer of [whole, first, second]) await trainer.release();
  });

  it('refuses a checkpoint that is broken, or of another network', async () => {
    const file = path.join(folder, 'other.checkpoint');
    const trainer = await training.Trainer.create(network(), options);
    await trainer.checkpoint(file);
    const bytes = await fs.readFile(file);
    await fs.writeFile(file, bytes.subarray(0, bytes.length - 4));
    await assert.rejects(trainer.resume(file), /is broken/);
    await fs.writeFile(file, 'something else altogether');
    await assert.rejects(trainer.resume(file), /is not a checkpoint/);
    await fs.writeFile(file, bytes);
    const part = await training.Trainer.create(network(), {
      ...options,
      trainable: ({ name }) => name.startsWith('head'),
      losses: losses.slice(0, 1),
    });
    await assert.rejects(part.resume(file), /of another network/);
    for (const each of [trainer, part]) await each.release();
  });

  it('exports a model that gives what the trainer evaluates, the average or the last weights', async () => {
    const trainer = await training.Trainer.create(network(), options);
    await curve(trainer, 4);
    const batch = batchOf(training.planBatches(plan).next().value as training.BatchPlan);
    for (const averaged of [true, false]) {
      const bytes = encodeModel(decodeModel(encodeModel(trainer.exportModel(averaged))));
      const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
      const { logits } = await session.run({ image: new ort.Tensor('float32', batch.image, [8, 2, 8, 8]) });
      const { outputs } = await trainer.evaluate(batch, averaged);
      const values = logits.data as Float32Array;
      outputs.logits.forEach((value, i) => assert.ok(Math.abs(value - values[i]) < 1e-5));
      await session.release();
    }
    await trainer.release();
  });

  it('leaves weights that no loss depends on as they are', async () => {
    const trainer = await training.Trainer.create(network(), { ...options, losses: losses.slice(0, 1) });
    assert.ok(trainer.graph.parameters.some(({ name }) => name === 'head.weight'));
    assert.ok(!trainer.graph.parameters.some(({ name }) => name === 'size.weight'));
    await trainer.release();
  });

  it('unties weights that an exporter merged because they were equal', async () => {
    const graph = new GraphBuilder(17);
    graph.input('x', [-1, 2]);
    graph.initializer(floatTensor('a', Float32Array.of(1, 1), [2]));
    graph.add({ name: 'tie', op: 'Identity', domain: '', inputs: ['a'], outputs: ['b'], attributes: new Map() });
    graph.output('y', graph.mul(graph.add2('x', 'a'), 'b'));
    const loss = training.meanSquare({ name: 'fit', output: 'y' });
    const trainer = await training.Trainer.create(graph.model(), {
      losses: [loss],
      schedule: training.constantRate(0.1),
    });
    await trainer.train({
      x: Float32Array.of(1, 2),
      'fit/target': Float32Array.of(0, 0),
      'fit/mask': Float32Array.of(1, 1),
    });
    const weights = trainer.trainedWeights();
    assert.deepEqual([...weights.keys()], ['a', 'b']);
    const { initializers, nodes } = trainer.exportModel().graph;
    assert.deepEqual(
      [...initializers.keys()].filter((name) => weights.has(name)),
      ['a', 'b'],
    );
    assert.ok(!nodes.some(({ name }) => name === 'tie'));
    await trainer.release();
  });

  it('names the operator and the node that have no gradient, before anything runs', async () => {
    const graph = new GraphBuilder(17);
    graph.input('x', [-1, 4]);
    graph.initializer(floatTensor('w', new Float32Array(16), [4, 4]));
    graph.add({
      name: 'odd one',
      op: 'Selu',
      domain: '',
      inputs: [graph.matmul('x', 'w')],
      outputs: ['y'],
      attributes: new Map(),
    });
    graph.output('y');
    const loss = training.meanSquare({ name: 'fit', output: 'y' });
    await assert.rejects(
      training.Trainer.create(graph.model(), { losses: [loss] }),
      (error: Error) => error instanceof training.TrainingError && /Selu \("odd one"\)/.test(error.message),
    );
  });

  it('says what is wrong with a batch', async () => {
    const trainer = await training.Trainer.create(network(), options);
    const batch = batchOf(training.planBatches(plan).next().value as training.BatchPlan);
    await assert.rejects(trainer.train({ ...batch, wrong: new Float32Array(1) }), /no input wrong/);
    await assert.rejects(
      trainer.train({ ...batch, 'class/weight': new Float32Array(3) }),
      /class\/weight has 3 values/,
    );
    const { image, ...rest } = batch;
    assert.ok(image.length > 0);
    await assert.rejects(trainer.train(rest), /lacks the input image/);
    await assert.rejects(trainer.train({ ...batch, image: batch.image.map(() => NaN) }), /loss is NaN/);
    assert.equal(trainer.step, 0);
    await trainer.release();
  });
});
