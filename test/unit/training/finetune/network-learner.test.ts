import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { NetworkBuilder } from '../../../../src/training';
import {
  groupNeurons,
  Cancelled,
  Control,
  defaultOptions,
  encoderBlocks,
  type FinetuneOptions,
  type Job,
  obstacle,
  readModel,
  runJob,
  RunMemory,
  type RunProgress,
} from '../../../../src/training/finetune';
import { EncoderSession, readEncoder } from '../../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../../src/encoder/bundled';
import { decodeModel, encodeModel, floatsOf, floatTensor, type Model } from '../../../../src/onnx';
import { Random } from '../../../../src/random';
import { temporaryFolder } from '../../../galaxies';

const [SIZE, GALAXIES, DIMENSIONS] = [8, 96, 6];

function encoder(): Model {
  const net = new NetworkBuilder({ seed: 5 });
  const image = net.input('image', [1, SIZE, SIZE]);
  const stem = net.relu(net.conv(image, 6, { kernel: 3, name: 'stem' }));
  const stage = net.relu(net.conv(stem, 8, { kernel: 3, stride: 2, name: 'stage1' }));
  net.output('embedding', net.linear(net.globalAverage(stage), DIMENSIONS, { name: 'last' }));
  return net.model();
}

/** Pictures with stripes across or along: whether a random network tells them is for training to see to. */
async function job(out: string, options: Partial<FinetuneOptions> = {}): Promise<Job> {
  const model = encoder();
  const random = new Random(6);
  const bytes = encodeModel(model);
  const inputs = new Float32Array(GALAXIES * SIZE * SIZE);
  const targets = new Float64Array(GALAXIES);
  for (let i = 0; i < GALAXIES; i++) {
    const across = random.chance(0.5);
    const phase = random.integer(0, 1);
    targets[i] = Number(across);
    for (let p = 0; p < SIZE * SIZE; p++) {
      const at = across ? Math.floor(p / SIZE) : p % SIZE;
      inputs[i * SIZE * SIZE + p] = Number((at + phase) % 2 === 0) + 0.3 * random.gaussian();
    }
  }
  const session = await ort.InferenceSession.create(bytes);
  const { embedding } = await session.run({ image: new ort.Tensor('float32', inputs, [GALAXIES, 1, SIZE, SIZE]) });
  return {
    galaxies: Array.from({ length: GALAXIES }, (_, i) => ({ path: `g${i}.fits`, hdu: 0 })),
    task: { kind: 'binary', classes: ['along', 'across'] },
    truths: Array.from(targets, (is) => (is ? 'across' : 'along')),
    targets,
    groups: Int32Array.from({ length: GALAXIES }, (_, i) => i),
    representations: Float32Array.from(embedding.data as Float32Array),
    inputs,
    options: {
      ...defaultOptions(GALAXIES, 'all'),
      folds: 0,
      epochs: 6,
      patience: 6,
      batchSize: 16,
      dropout: 0.1,
      learningRate: 0.01,
      learningCurve: false,
      baselines: { pixels: false, scratch: false },
      ...options,
    },
    card: {
      id: 'small',
      name: 'Small',
      licence: 'none',
      source: 'a test',
      model: 'encoder.onnx',
      sha256: '0'.repeat(64),
      input: { name: 'image', channels: 1, size: SIZE },
      preprocessing: [],
      views: 1,
      outputs: { embedding: 'embedding' },
      dimensions: DIMENSIONS,
    },
    encoder: bytes,
    labels: { file: 'labels.csv', column: 'stripes' },
    warnings: [],
    out,
    name: path.basename(out),
    created: '2026-01-01T00:00:00.000Z',
    resume: false,
    fingerprint: 'stripes',
    threads: 1,
  };
}

describe('training blocks of an encoder', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('knows its blocks by the names of weights, and what has no gradient', () => {
    const model = encoder();
    const blocks = encoderBlocks(model, 'embedding');
    assert.deepEqual(
      blocks.map(({ name }) => name),
      ['stem', 'stage1', 'last'],
    );
    assert.equal(obstacle(model, 'embedding', blocks), undefined);
    const { graph } = model;
    const rounded: Model = {
      ...model,
      graph: {
        ...graph,
        nodes: [
          ...graph.nodes.map((node) => (node.outputs.includes('embedding') ? { ...node, outputs: ['before'] } : node)),
          { name: 'r', op: 'Round', domain: '', inputs: ['before'], outputs: ['embedding'], attributes: new Map() },
        ],
      },
    };
    assert.match(obstacle(rounded, 'embedding', blocks)!, /no weight of the model/);
    // A graph that is not well formed is an obstacle, too, and no failure of whoever asks.
    const broken = graph.nodes.map((node) => (node.outputs.includes('embedding') ? { ...node, inputs: [] } : node));
    assert.match(obstacle({ ...model, graph: { ...graph, nodes: broken } }, 'embedding', blocks)!, /missing/);
  });

  it('lowers the validation loss; the saved file says in ONNX Runtime what was tested', async () => {
    const out = path.join(folder, 'm');
    const one = await job(out, { epochs: 15, patience: 15 });
    const epochs: number[] = [];
    const report = await runJob(one, new Control(), ({ epoch }: RunProgress) => epoch && epochs.push(epoch.epoch));
    const { points } = report.curves[0];
    assert.deepEqual(epochs, points.slice(1).map(({ epoch }) => epoch)); // prettier-ignore
    const { epoch = 0 } = report.folds[0];
    assert.ok(epoch > 0, 'no epoch was better than the start');
    assert.ok(points[epoch].validationLoss < points[0].validationLoss);
    const { card } = await readModel(out);
    assert.equal(card.head.encoderUnchanged, false);
    const session = await ort.InferenceSession.create(fs.readFileSync(path.join(out, 'model.onnx')));
    const image = new ort.Tensor('float32', one.inputs!, [GALAXIES, 1, SIZE, SIZE]);
    const p = (await session.run({ image })).probabilities.data as Float32Array;
    const lines = fs.readFileSync(path.join(out, 'test-predictions.csv'), 'utf8').trimEnd().split('\n').slice(1);
    for (const line of lines) {
      const cells = line.split(',');
      const i = Number(/\d+/.exec(cells[0])![0]);
      assert.ok(Math.abs(p[2 * i + 1] - Number(cells.at(-1))) < 1e-5, line);
    }
  });

  it('trains the last block on what the frozen ones give once, to the same weights as through all of them', async () => {
    const [cut, whole] = [path.join(folder, 'cut'), path.join(folder, 'whole')];
    await runJob(await job(cut, { depth: 1 }), new Control(), () => undefined);
    // Noise too small for float32 forbids the cache and changes no pixel.
    const augment = { flips: false, rotations: 'none', zoom: 0, noise: 1e-30 } as const;
    await runJob(await job(whole, { depth: 1, augment }), new Control(), () => undefined);
    const losses = (out: string) =>
      (JSON.parse(fs.readFileSync(path.join(out, 'metrics.json'), 'utf8')) as { curves: { points: { validationLoss: number }[] }[] }).curves[0].points.map((point) => point.validationLoss); // prettier-ignore
    losses(cut).forEach((loss, i) => assert.ok(Math.abs(loss - losses(whole)[i]) < 1e-4, `${i}`));
  });

  it('goes on after an interruption to the same model, bit for bit', async () => {
    const [a, b] = [path.join(folder, 'a/m'), path.join(folder, 'b/m')];
    await runJob(await job(a), new Control(), () => undefined);
    const control = new Control();
    const interrupted = runJob(await job(b), control, ({ epoch }) => {
      if (epoch?.epoch === 3) control.cancel();
    });
    await assert.rejects(interrupted, Cancelled);
    assert.ok(!fs.existsSync(b));
    const seen: number[] = [];
    await runJob({ ...(await job(b)), resume: true }, new Control(), ({ epoch }) => epoch && seen.push(epoch.epoch));
    assert.deepEqual(seen, [4, 5, 6]);
    assert.deepEqual(fs.readFileSync(path.join(b, 'model.onnx')), fs.readFileSync(path.join(a, 'model.onnx')));
    assert.ok(!fs.existsSync(RunMemory.folderOf(b)));
  });

  it('does not go on with other labels', async () => {
    const out = path.join(folder, 'm');
    const control = new Control();
    const run = runJob(await job(out), control, ({ epoch }) => epoch && control.cancel());
    await assert.rejects(run, Cancelled);
    const other = { ...(await job(out)), resume: true, fingerprint: 'others' };
    await assert.rejects(
      runJob(other, new Control(), () => undefined),
      /other labels or options/,
    );
    assert.ok(fs.existsSync(RunMemory.folderOf(out)));
  });

  it('keeps the best and writes the report when it is stopped', async () => {
    const out = path.join(folder, 'm');
    const control = new Control();
    const report = await runJob(await job(out, { epochs: 50, patience: 50 }), control, ({ epoch }) => {
      if (epoch?.epoch === 2) control.stop();
    });
    assert.equal(report.stopped, true);
    assert.equal(report.curves[0].points.length, 3);
    assert.ok(fs.existsSync(path.join(out, 'model.onnx')));
  });

  it('trains from scratch beside it, and a head with hidden units on representations alone', async () => {
    const out = path.join(folder, 'm');
    const one = await job(out, { baselines: { pixels: false, scratch: true }, epochs: 2 });
    const { baselines } = await runJob(one, new Control(), () => undefined);
    assert.deepEqual(baselines.map(({ name }) => name), ['from scratch']); // prettier-ignore
    const hidden = { ...(await job(out, { depth: 'head', hiddenUnits: 8 })), inputs: undefined };
    await runJob(hidden, new Control(), () => undefined);
    assert.equal((await readModel(out)).card.head.encoderUnchanged, true);
  });

  it('gives an encoder to search with: of an id and a centre of its own', async () => {
    const out = path.join(folder, 'm');
    const one = await job(out, { epochs: 3 });
    const centre = [0.3, 0, -0.2, 0, 0.1, 0];
    const representations = one.representations.map((value, i) => value - centre[i % DIMENSIONS]);
    await runJob({ ...one, representations, card: { ...one.card, centre } }, new Control(), () => undefined);
    const found = await readEncoder(out);
    assert.match(found.card.id, /^m-[0-9a-f]{8}$/);
    assert.notDeepEqual(found.card.centre, centre);
    const session = await EncoderSession.load(found, 1);
    const embedded = await session.embed(one.inputs!);
    for (let d = 0; d < DIMENSIONS; d++) {
      const mean = (of: Float32Array) => of.reduce((sum, value, i) => (i % DIMENSIONS === d ? sum + value : sum), 0) / GALAXIES; // prettier-ignore
      assert.ok(Math.abs(mean(embedded) - mean(representations)) < 1e-5, `dimension ${d}`);
    }
  });

  it('lets neurons that respond alike learn as one, and compares with each for itself', async () => {
    const out = path.join(folder, 'm');
    const one = await job(out, { neuronsPerGroup: 2, epochs: 4, patience: 4 });
    const stages: string[] = [];
    const { baselines, options } = await runJob(one, new Control(), ({ stage, what }) => stages.push(`${stage}: ${what}`)); // prettier-ignore
    assert.equal(options.neuronsPerGroup, 2);
    assert.deepEqual(baselines.map(({ name }) => name), ['without grouping']); // prettier-ignore
    assert.ok(stages.includes('baselines: without grouping, training part'));
    assert.ok(!stages.some((text) => text.startsWith('training: without grouping')));
    const { graph } = decodeModel(fs.readFileSync(path.join(out, 'model.onnx')));
    const before = encoder().graph.initializers;
    const changes = (name: string) => {
      const [now, then] = [graph.initializers, before].map((of) => floatsOf(of.get(name)!));
      return then.map((value, i) => now[i] - value);
    };
    const ways = new Set(Array.from(changes('stage1.bias'), (change) => change.toFixed(5))).size;
    assert.ok(ways > 1 && ways <= 4, `8 neurons changed in ${ways} ways`);
  });
});

describe('alike neurons', () => {
  it('are found in layers whose filters are copies, whatever their weights’ axis', async () => {
    const net = new NetworkBuilder({ seed: 5 });
    const image = net.input('image', [1, SIZE, SIZE]);
    const stem = net.relu(net.conv(image, 4, { kernel: 3, name: 'stem' }));
    net.output('embedding', net.linear(net.globalAverage(stem), 4, { name: 'last' }));
    const model = net.model();
    const copied = new Map(model.graph.initializers);
    // The third filter is the first times a positive factor, the second and fourth are as they were drawn.
    const kernel = floatsOf(copied.get('stem.weight')!).slice();
    kernel.set(kernel.slice(0, 9).map((value) => 1.5 * value), 18); // prettier-ignore
    copied.set('stem.weight', floatTensor('stem.weight', kernel, copied.get('stem.weight')!.dims));
    const random = new Random(7);
    const values = Float32Array.from({ length: 40 * SIZE * SIZE }, () => random.gaussian());
    const galaxies = { shapes: new Map([['image', [-1, 1, SIZE, SIZE]]]), values: new Map([['image', values]]) };
    const trained = new Set([...copied.keys()]);
    const shared = await groupNeurons(
      { ...model, graph: { ...model.graph, initializers: copied } },
      trained,
      galaxies,
      {
        neuronsPerGroup: 4 / 3,
        seed: 1,
        threads: 1,
        control: new Control(),
      },
    );
    const { axis, groups } = shared.get('stem.weight')!;
    assert.equal(axis, 0);
    assert.equal(groups[0], groups[2]);
    assert.equal(new Set(groups).size, 3);
    assert.deepEqual(shared.get('stem.bias')?.groups, groups);
    assert.ok(shared.has('last.weight'));
  });

  it('of the bundled encoder are fields: eight channels side by side that turn into one another', async () => {
    const file = path.join(__dirname, '../../../../media/encoders', BUNDLED_ENCODER, 'encoder.onnx');
    const model = decodeModel(fs.readFileSync(file));
    const [{ name, dims }] = model.graph.inputs;
    const shape = [-1, ...dims!.slice(1).map(Number)];
    const length = shape.slice(1).reduce((product, dim) => product * dim, 1);
    const random = new Random(8);
    const values = Float32Array.from({ length: 6 * length }, () => random.uniform());
    const trained = new Set(encoderBlocks(model, 'embedding').flatMap(({ weights }) => weights));
    const shared = await groupNeurons(model, trained, { shapes: new Map([[name, shape]]), values: new Map([[name, values]]) }, { neuronsPerGroup: 2, seed: 1, threads: 1, control: new Control() }); // prettier-ignore
    for (const [weight, fields] of [
      ['stem2', 6],
      ['stage3.conv1', 32],
      ['whole', 48],
    ] as const) {
      // prettier-ignore
      const { groups } = shared.get(`${weight}.weight`)!;
      assert.equal(groups.length, fields);
      assert.ok(Math.max(...groups) < fields / 2);
      assert.deepEqual(shared.get(`${weight}.gain`)!.groups, groups);
      assert.deepEqual(shared.get(`${weight}.bias`)!.groups, groups);
    }
  });
});
