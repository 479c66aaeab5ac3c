import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readEncoder, type DeviceSetting, type Encoder } from '../../../src/encoder';
import { addEncoder } from '../../../src/encoder/library';
import {
  type EngineClient,
  ExportRepresentations,
  IndexCollection,
  OpenTable,
  Predict,
  RunFinetune,
} from '../../../src/engine';
import { deviceKey, DeviceMemory } from '../../../src/engine/devices/device-memory';
import { DeviceTrialProcess } from '../../../src/engine/devices/device-trial-process';
import { InferencePool } from '../../../src/engine/indexing/inference-pool';
import { encodeModel } from '../../../src/onnx';
import { NetworkBuilder } from '../../../src/training';
import { DIST, ensureBuilt } from '../../built';
import { randomNumbers, temporaryFolder, writeGalaxies } from '../../galaxies';
import { softwareVulkan } from '../../software-vulkan';
import { smallOnnx } from '../encoder/small-onnx';
import { collectionOf, engineClient, until } from './harness';

const COUNT = 40;

let folder: string;
let remove: () => void;
let encoderFolder: string;
const setUp = async () => {
  ({ folder, remove } = temporaryFolder());
  const source = path.join(folder, 'small.onnx');
  fs.writeFileSync(source, smallOnnx());
  const library = path.join(folder, 'library');
  const { card } = await addEncoder({ source, library, identity: { licence: 'MIT' }, taken: [] }, { threads: 1 });
  encoderFolder = path.join(library, card.id);
};

/** An encoder with blocks that can be trained: 1 x 8 x 8 to 6 numbers. */
function trainableOnnx(): Uint8Array {
  const net = new NetworkBuilder({ seed: 5 });
  const stem = net.relu(net.conv(net.input('image', [1, 8, 8]), 8, { kernel: 3, name: 'stem' }));
  const stage = net.relu(net.conv(stem, 8, { kernel: 3, stride: 2, name: 'stage1' }));
  net.output('embedding', net.linear(net.globalAverage(stage), 6, { name: 'last' }));
  return encodeModel(net.model());
}

describe('an encoder on a graphics processor (in software)', function () {
  this.timeout(60_000);
  const vulkan = softwareVulkan();
  const before_ = { ...process.env };
  const engines: EngineClient[] = [];
  before(function () {
    ensureBuilt();
    if (!vulkan) {
      console.log("      skipped: there is no Vulkan in software (Debian's chromium brings one)");
      this.skip();
    }
    // For the processes that are started from here.
    Object.assign(process.env, vulkan);
  });
  after(() => {
    for (const name of ['VK_ICD_FILENAMES', 'LD_LIBRARY_PATH']) {
      if (before_[name] === undefined) delete process.env[name];
      else process.env[name] = before_[name];
    }
  });
  beforeEach(setUp);
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.stop()));
    remove();
  });

  const open = async (device: DeviceSetting, store: string = device) => {
    const told: string[] = [];
    const states: string[] = [];
    const engine = engineClient({
      encoderFolder,
      device,
      deviceMemory: path.join(folder, 'devices.json'),
      onNotice: (message) => told.push(message),
      onCollectionChanged: (_, state) => states.push(`${state.device}: ${state.deviceWhy}`),
    });
    engines.push(engine);
    const galaxies = path.join(folder, 'galaxies');
    writeGalaxies(galaxies, COUNT, 16);
    const state = await engine.open(collectionOf(galaxies, path.join(folder, store)));
    return { engine, state, told, states, galaxies };
  };
  const representations = async (device: DeviceSetting) => {
    const { engine, galaxies, told } = await open(device);
    const summary = await engine.request(IndexCollection, { folder: galaxies });
    const out = path.join(folder, `${device}.npy`);
    await engine.request(ExportRepresentations, { folder: galaxies, out });
    return { summary, told, bytes: fs.readFileSync(out) };
  };
  const floats = (npy: Buffer) => new Float32Array(new Uint8Array(npy.subarray(10 + npy.readUInt16LE(8))).buffer);

  it('answers what the CPU answers there, in a trial that says how fast', async () => {
    const encoder = await readEncoder(encoderFolder);
    const trial = new DeviceTrialProcess(path.join(DIST, 'device-trial-main.js'), 'webgpu');
    try {
      const { disagreement, nodes } = await trial.start(encoder);
      assert.ok(disagreement <= 1e-3, String(disagreement));
      assert.ok(nodes.onDevice > 0);
      const { batch, cutoutsPerSecond } = await trial.measure();
      assert.ok([16, 32, 64, 128, 256].includes(batch), String(batch));
      assert.ok(cutoutsPerSecond > 0);
    } finally {
      trial.kill();
    }
  });

  it('indexes a folder there when it is asked to, with the representations of the CPU', async () => {
    const there = await representations('webgpu');
    assert.equal(there.summary.device, 'webgpu');
    assert.deepEqual([there.summary.new, there.told], [COUNT, []]);
    const here = await representations('cpu');
    assert.equal(here.summary.device, 'cpu');
    const expected = floats(here.bytes);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(largest > 0);
    floats(there.bytes).forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= 1e-3 * largest));
  });

  it('so does a model that was trained from it, which is tried there, too', async () => {
    const galaxies = path.join(folder, 'galaxies');
    writeGalaxies(galaxies, COUNT, 16);
    const source = path.join(folder, 'trainable.onnx');
    fs.writeFileSync(source, trainableOnnx());
    const library = path.join(folder, 'library');
    const { card } = await addEncoder({ source, library, identity: { licence: 'MIT' }, taken: [] }, { threads: 1 });
    const labels = path.join(folder, 'labels.csv');
    const names = fs.readdirSync(galaxies);
    fs.writeFileSync(
      labels,
      ['file,kind', ...names.map((name, i) => `${name},${i % 2 ? 'odd' : 'even'}`), ''].join('\n'),
    );
    const memory = path.join(folder, 'devices.json');
    const trainable = await readEncoder(path.join(library, card.id));
    await new DeviceMemory(memory).remember(`webgpu ${deviceKey(trainable, 1)}`, { device: 'webgpu', batch: 16, why: 'known' }); // prettier-ignore
    const model = path.join(folder, 'models', 'm');
    const predicted = async (device: DeviceSetting) => {
      const told: string[] = [];
      const onNotice = (message: string) => told.push(message);
      const engine = engineClient({
        encoderFolder: path.join(library, card.id),
        device,
        deviceMemory: memory,
        onNotice,
      });
      engines.push(engine);
      await engine.open(collectionOf(galaxies, path.join(folder, 'store')));
      if (!fs.existsSync(model)) {
        await engine.request(IndexCollection, { folder: galaxies });
        await engine.request(OpenTable, { folder: galaxies, file: labels });
        const options = { depth: 1, folds: 0, epochs: 1, learningCurve: false };
        await engine.request(RunFinetune, { folder: galaxies, file: labels, column: 'kind', options, out: model });
      }
      const { values, failures } = (await engine.request(Predict, { folder: galaxies, model }))!;
      assert.deepEqual([values.length, failures, told], [2 * COUNT, [], []]);
      return values;
    };
    const expected = await predicted('cpu');
    const values = await predicted('webgpu');
    values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= 2e-3, `${value}, ${expected[i]}`));
    const { outcomes } = JSON.parse(fs.readFileSync(memory, 'utf8')) as {
      outcomes: Record<string, { device: string }>;
    };
    assert.deepEqual(Object.values(outcomes).map((one) => one.device), ['webgpu', 'webgpu'], 'encoder and model'); // prettier-ignore
  });

  it('is not chosen by itself where the CPU is faster; that is said, and remembered', async () => {
    const { states, told, engine, galaxies } = await open('auto');
    await until(() => states.some((state) => state.startsWith('cpu: ') && /webgpu/.test(state)));
    assert.match(states.at(-1)!, /webgpu is slower than the CPU, at .* %.* and agrees with it to/);
    assert.equal((await engine.request(IndexCollection, { folder: galaxies })).device, 'cpu');
    assert.deepEqual(told, [], 'nobody is disturbed for that');
    const again = await open('auto', 'again');
    assert.match(again.state.deviceWhy, /webgpu is slower than the CPU/, 'known at once');
  });
});

describe('an encoder without the device that is asked for', function () {
  this.timeout(60_000);
  before(ensureBuilt);
  beforeEach(setUp);
  afterEach(() => remove());

  it('runs on the CPU, and says why once', async () => {
    const device = process.platform === 'linux' ? 'dml' : 'cuda';
    const told: string[] = [];
    const engine = engineClient({ encoderFolder, device, onNotice: (message) => told.push(message) });
    try {
      assert.deepEqual(await engine.start(), { encoder: 'small', device: 'cpu' });
      assert.equal(told.length, 1);
      assert.match(told[0], new RegExp(`on the CPU, not on "${device}": there is no provider "${device}"`));
    } finally {
      await engine.stop();
    }
  });
});

/** Answers each input with its first number: on the CPU always, on another device as often as it is told to. */
const FAILING_WORKER = `
const { parentPort } = require('node:worker_threads');
let left = Infinity;
let length;
parentPort.on('message', (call) => {
  if (call === 'stop') return parentPort.close();
  const { id, method, params } = call;
  if (method === 'load') {
    const { channels, size } = params.encoder.card.input;
    length = channels * size * size;
    if (params.placement.device !== 'cpu') left = 2;
    return parentPort.postMessage({ id });
  }
  if (left-- === 0) {
    left = 0;
    return parentPort.postMessage({ id, error: { name: 'DeviceError', message: 'webgpu: lost', reason: 'the device is lost' } });
  }
  const result = Float32Array.from({ length: params.inputs.length / length }, (_, i) => params.inputs[i * length]);
  parentPort.postMessage({ id, result });
});
`;

describe('a device that fails while it encodes', () => {
  beforeEach(setUp);
  afterEach(() => remove());

  it('is left for the CPU with one message, and no cutout is lost or mistaken for another', async () => {
    const encoder: Encoder = await readEncoder(encoderFolder);
    const file = path.join(folder, 'worker.cjs');
    fs.writeFileSync(file, FAILING_WORKER);
    const told: string[] = [];
    const pool = new InferencePool(file, 2, { moved: () => undefined, failed: (message) => told.push(message) });
    try {
      await pool.load(encoder);
      await pool.moveTo({ device: 'webgpu', batch: 4 }, 'for the test');
      assert.deepEqual(pool.status, { device: 'webgpu', why: 'for the test' });
      const random = randomNumbers(1);
      const length = 3 * 8 * 8;
      const batches = Array.from({ length: 12 }, (_, i) =>
        Float32Array.from({ length: ((i % 3) + 1) * length }, random),
      );
      const expected = batches.map((inputs) => inputs.filter((_, i) => i % length === 0));
      const answers = await Promise.all(batches.map((inputs) => pool.embed(inputs)));
      assert.deepEqual(answers, expected);
      assert.equal(told.length, 1);
      assert.match(told[0], /goes on with the CPU: webgpu failed \(the device is lost\)/);
      assert.deepEqual(pool.status, { device: 'cpu', why: 'webgpu failed: the device is lost' });
      assert.deepEqual(await pool.embed(new Float32Array(length).fill(3)), Float32Array.of(3));
    } finally {
      await pool.stop();
    }
  });
});
