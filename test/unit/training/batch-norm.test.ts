import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import {
  type Attribute,
  decodeModel,
  elements,
  encodeModel,
  float,
  floatTensor,
  GraphBuilder,
  type Model,
} from '../../../src/onnx';
import { Random } from '../../../src/random';
import * as training from '../../../src/training';

const FOLDER = path.join(__dirname, 'networks');

interface Reference {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly rate: number;
  readonly decay: number;
  readonly epsilon: number;
  readonly losses: readonly number[];
  readonly gradients: readonly { name: string; values: number; length: number }[];
  readonly statistics: readonly { name: string; values: number }[];
}

/** Steps of a network that PyTorch trained by the batch's statistics; `networks/make.py` wrote them. */
function read(name: string) {
  const bytes = fs.readFileSync(path.join(FOLDER, `${name}.steps.bin`));
  const end = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, end)) as Reference;
  const numbers = new Float32Array(Uint8Array.from(bytes.subarray(end)).buffer);
  let at = 0;
  const take = (values: number) => numbers.subarray(at, (at += values));
  const images = take(elements(header.input));
  const gradients = header.gradients.map((of) => ({ ...of, sample: take(of.values) }));
  const statistics = header.statistics.map((of) => ({ ...of, running: take(of.values) }));
  const y = take(elements(header.output));
  const model = decodeModel(fs.readFileSync(path.join(FOLDER, `${name}.onnx`)));
  return { model, header, images, gradients, statistics, y };
}

const length = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
const difference = (ours: Float32Array, theirs: Float32Array) => length(ours.map((value, i) => value - theirs[i]));

describe("training by the batch's own statistics", () => {
  for (const name of ['resnet-basic-13', 'resnet-bottleneck-17', 'efficientnet-silu-14', 'efficientnet-hard-17'])
    it(`${name} goes with PyTorch to 1e-4: gradients, five losses, running statistics`, async () => {
      const { model, header, images, gradients, statistics, y } = read(name);
      const [batch, classes] = header.output;
      const trainer = await training.Trainer.create(model, {
        losses: [training.softmaxCrossEntropy({ name: 'class', output: 'y' })],
        inputs: { x: [-1, ...header.input.slice(1)] },
        schedule: training.constantRate(header.rate),
        adamW: { decay: header.decay, epsilon: header.epsilon },
        batchNorm: 'batch',
        keep: ['y'],
        threads: 1,
      });
      const pixels = elements(header.input.slice(1));
      const target = Float32Array.from(y, (_, i) => (i % classes === Math.floor(i / classes) % classes ? 1 : 0));
      const batchOf = (step: number) => ({
        x: images.slice(step * pixels, (step + batch) * pixels),
        'class/target': target,
        'class/weight': new Float32Array(batch).fill(1),
      });
      const greatest = { gradient: 0, loss: 0, statistic: 0, output: 0 };
      const { gradients: ours } = await trainer.gradientsOf(batchOf(0));
      const longest = Math.max(...gradients.map(({ length }) => length));
      assert.deepEqual([...ours.keys()].sort(), gradients.map((of) => of.name).sort());
      for (const { name, values, sample, length: whole } of gradients) {
        // A part of the gradient is in the file: its length is that of the whole in proportion, or small in the network.
        const expected = Math.max(whole * Math.sqrt(values / ours.get(name)!.length), 1e-3 * longest);
        greatest.gradient = Math.max(
          greatest.gradient,
          difference(ours.get(name)!.subarray(0, values), sample) / expected,
        );
      }
      for (const [step, loss] of header.losses.entries()) {
        const report = await trainer.train(batchOf(step));
        greatest.loss = Math.max(greatest.loss, Math.abs(report.loss - loss) / loss);
      }
      const running = trainer.runningStatistics();
      assert.deepEqual([...running.keys()].sort(), statistics.map((of) => of.name).sort());
      for (const { name, running: theirs } of statistics)
        greatest.statistic = Math.max(greatest.statistic, difference(running.get(name)!, theirs) / length(theirs));
      const { outputs } = await trainer.evaluate(batchOf(0));
      greatest.output = difference(outputs.y, y) / length(y);
      for (const [what, error] of Object.entries(greatest)) assert.ok(error < 1e-4, `${what}: ${error}`);
      await trainer.release();
    });
});

/** A node that a test may change. */
interface Norm {
  readonly name: string;
  readonly inputs: string[];
  readonly attributes: Map<string, Attribute>;
}

/** Convolutions with normalisations, a residual block, and two heads, of which one has a normalisation of its own. */
function network(): Model {
  const net = new training.NetworkBuilder({ seed: 3 });
  const image = net.input('image', [2, 6, 6]);
  let x = net.silu(net.batchNorm(net.conv(image, 6, { kernel: 3, bias: false }), { name: 'stem' }));
  x = net.add(x, net.batchNorm(net.conv(net.relu(x), 6, { kernel: 3, bias: false }), { name: 'block', momentum: 0.7 }));
  const embedding = net.globalAverage(x);
  net.output('logits', net.linear(net.batchNorm(embedding, { name: 'vector' }), 3));
  net.output('other', net.linear(net.batchNorm(embedding, { name: 'idle' }), 3));
  return net.model();
}

const options: training.TrainerOptions = {
  losses: [training.softmaxCrossEntropy({ name: 'class', output: 'logits' })],
  schedule: training.constantRate(1e-2),
  batchNorm: 'batch',
  keep: ['logits', 'other'],
  threads: 1,
};

function batchOf(step: number, images = 8): training.Batch {
  const random = new Random(11, step);
  return {
    image: Float32Array.from({ length: images * 72 }, () => 2 + random.gaussian()),
    'class/target': Float32Array.from({ length: images * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0)),
    'class/weight': new Float32Array(images).fill(1),
  };
}

async function steps(trainer: training.Trainer, until: number): Promise<number[]> {
  const curve: number[] = [];
  while (trainer.step < until) curve.push((await trainer.train(batchOf(trainer.step))).loss);
  return curve;
}

describe('running statistics', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'batch-norm-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('go on from a checkpoint to the same curve bit for bit', async () => {
    const file = path.join(folder, 'run.checkpoint');
    const create = () =>
      training.Trainer.create(network(), {
        ...options,
        averageDecay: 0.9,
        stochasticDepth: 0.3,
        seed: 2,
        clipNorm: 0.1,
      });
    const [whole, first, second] = [await create(), await create(), await create()];
    const expected = await steps(whole, 9);
    const start = await steps(first, 4);
    await first.checkpoint(file);
    await second.resume(file);
    assert.deepEqual([...start, ...(await steps(second, 9))], expected);
    for (const averaged of [true, false]) {
      assert.deepEqual(second.trainedWeights(averaged), whole.trainedWeights(averaged));
      assert.deepEqual(second.runningStatistics(averaged), whole.runningStatistics(averaged));
    }
    const frozen = await training.Trainer.create(network(), { ...options, averageDecay: 0.9, batchNorm: 'frozen' });
    await assert.rejects(frozen.resume(file), /or other statistics of it move/);
    for (const trainer of [whole, first, second, frozen]) await trainer.release();
  });

  it('are in the exported model, which gives what the trainer evaluates', async () => {
    const trainer = await training.Trainer.create(network(), { ...options, averageDecay: 0.9 });
    await steps(trainer, 5);
    const batch = batchOf(100);
    for (const averaged of [true, false]) {
      const bytes = encodeModel(decodeModel(encodeModel(trainer.exportModel(averaged))));
      const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
      const results = await session.run({ image: new ort.Tensor('float32', batch.image, [8, 2, 6, 6]) });
      const { outputs } = await trainer.evaluate(batch, averaged);
      for (const name of ['logits', 'other']) {
        const values = results[name].data as Float32Array;
        outputs[name].forEach((value, i) => assert.ok(Math.abs(value - values[i]) < 1e-5));
      }
      await session.release();
    }
    await trainer.release();
  });

  it('move by momentum alone: neither rate, decay nor clipping touches them', async () => {
    const create = (more: Partial<training.TrainerOptions>) =>
      training.Trainer.create(network(), { ...options, ...more });
    const still = { schedule: training.constantRate(0) };
    const plain = await create(still);
    const clipped = await create({ ...still, clipNorm: 1e-6, adamW: { decay: 1 }, decays: () => true });
    await steps(plain, 2);
    await steps(clipped, 2);
    assert.deepEqual(plain.runningStatistics(), clipped.runningStatistics());
    assert.deepEqual(
      [...plain.runningStatistics().keys()].filter((name) => name.startsWith('idle')),
      [],
    );
    for (const trainer of [plain, clipped]) await trainer.release();
  });

  it('are averaged as the weights are', async () => {
    const trainer = await training.Trainer.create(network(), { ...options, averageDecay: 0.9 });
    await steps(trainer, 1);
    const [average, last] = [true, false].map((averaged) => trainer.runningStatistics(averaged).get('block.mean')!);
    // The initial mean is 0, and the first step's decay (1 + 0) / (10 + 0).
    average.forEach((value, i) => assert.ok(Math.abs(value - 0.9 * last[i]) < 1e-6));
    assert.ok(last.some((value) => Math.abs(value) > 1e-2));
    await trainer.release();
  });

  it('stay as they are by default', async () => {
    const trainer = await training.Trainer.create(network(), { ...options, batchNorm: undefined });
    const { initializers } = network().graph;
    await steps(trainer, 1);
    assert.equal(trainer.runningStatistics().size, 0);
    assert.deepEqual(trainer.exportModel().graph.initializers.get('block.mean'), initializers.get('block.mean'));
    await trainer.release();
  });

  it('do not move by a batch of one value a channel', async () => {
    const trainer = await training.Trainer.create(network(), options);
    const before = trainer.trainedWeights();
    await assert.rejects(trainer.train(batchOf(0, 1)), /a channel needs two values or more/);
    assert.deepEqual(trainer.trainedWeights(), before);
    assert.equal(trainer.step, 0);
    await trainer.release();
  });

  it('move apart where an exporter merged them because they were equal', async () => {
    const model = network();
    const initializers = new Map(model.graph.initializers);
    initializers.delete('block.mean');
    const tie = { name: 'tie', op: 'Identity', domain: '', inputs: ['stem.mean'], outputs: ['block.mean'] };
    const nodes = [{ ...tie, attributes: new Map() }, ...model.graph.nodes];
    const merged = { ...model, graph: { ...model.graph, nodes, initializers } };
    const [apart, tied] = [
      await training.Trainer.create(model, options),
      await training.Trainer.create(merged, options),
    ];
    await steps(apart, 2);
    await steps(tied, 2);
    const [expected, actual] = [apart, tied].map((trainer) => trainer.runningStatistics());
    for (const [name, values] of expected) assert.deepEqual(actual.get(name), values);
    assert.notDeepEqual(actual.get('block.mean'), actual.get('stem.mean'));
    for (const trainer of [apart, tied]) await trainer.release();
  });

  it('keep the variance of a channel far from zero', async () => {
    const graph = new GraphBuilder(17);
    graph.input('x', [-1, 1]);
    for (const [name, value] of Object.entries({ gamma: 1, beta: 0, mean: 0, variance: 1 }))
      graph.initializer(floatTensor(name, Float32Array.of(value), [1]));
    const inputs = ['x', 'gamma', 'beta', 'mean', 'variance'];
    graph.output('y', graph.op('BatchNormalization', inputs, { momentum: float(0) }));
    const losses = [training.meanSquare({ name: 'fit', output: 'y' })];
    const trainer = await training.Trainer.create(graph.model(), { losses, batchNorm: 'batch' });
    // In float32 the squares of these have no digits left for a variance of 2/3.
    const x = Float32Array.of(9999, 10000, 10001, 9999, 10000, 10001);
    await trainer.train({ x, 'fit/target': new Float32Array(6), 'fit/mask': new Float32Array(6).fill(1) });
    const running = trainer.runningStatistics();
    assert.equal(running.get('mean')![0], 10000);
    assert.ok(Math.abs(running.get('variance')![0] - 4 / 5) < 1e-6);
    await trainer.release();
  });

  const refusals: Readonly<Record<string, [change: (norms: Norm[]) => Norm, reason: RegExp]>> = {
    shared: [([a, b]) => ((b.inputs[3] = a.inputs[3]), a), /stem\.mean is read by other nodes too/],
    'one tensor for both': [([a]) => ((a.inputs[4] = a.inputs[3]), a), /are the same tensor stem\.mean/],
    computed: [([a, b]) => ((b.inputs[4] = a.inputs[0]), b), /is not a float32 initializer/],
    'of a node in training mode': [
      ([a]) => (a.attributes.set('training_mode', { kind: 'int', value: 1 }), a),
      /export the model/,
    ],
  };
  for (const [what, [change, reason]] of Object.entries(refusals))
    it(`are refused where they are ${what}, with the node's name and the reason`, async () => {
      const model = network();
      const nodes = model.graph.nodes.map((node) => ({
        ...node,
        inputs: [...node.inputs],
        attributes: new Map(node.attributes),
      }));
      const { name } = change(nodes.filter(({ op }) => op === 'BatchNormalization'));
      await assert.rejects(
        training.Trainer.create({ ...model, graph: { ...model.graph, nodes } }, options),
        (error: Error) =>
          error instanceof training.TrainingError && error.message.includes(name) && reason.test(error.message),
      );
    });
});
