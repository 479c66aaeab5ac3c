import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readEncoder, type Encoder } from '../../../src/encoder';
import { addEncoder } from '../../../src/encoder/library';
import { DeviceMarks } from '../../../src/engine/devices/device-marks';
import { deviceKey, DeviceMemory } from '../../../src/engine/devices/device-memory';
import { DeviceUse } from '../../../src/engine/devices/device-use';
import { InferencePool } from '../../../src/engine/indexing/inference-pool';
import { settleDevice } from '../../../src/engine/devices/settle-device';
import { ensureBuilt, ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { smallOnnx } from '../encoder/small-onnx';
import { engineClient, pause, until } from './harness';

const KEY = 'auto 0123456789abcdef';

describe('marks on devices in use', () => {
  let folder: string;
  let remove: () => void;
  let file: string;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    file = path.join(folder, 'new', 'devices.json');
  });
  afterEach(() => remove());
  const marks = () => fs.readdirSync(path.dirname(file)).filter((name) => name.startsWith('devices.in-use.'));
  const rewrite = (change: (text: string) => string) => {
    for (const name of marks()) {
      const mark = path.join(path.dirname(file), name);
      fs.writeFileSync(mark, change(fs.readFileSync(mark, 'utf8')));
    }
  };
  const died = spawnSync(process.execPath, ['-e', '']).pid;
  const ofDead = (text: string) => text.replace(/"pid":\d+/, `"pid":${died}`);

  it('tell of processes that have died, once, and of no others', () => {
    const found = new DeviceMarks(file);
    assert.equal(found.takeDied(KEY), undefined, 'there is not even a folder');
    found.set(KEY, 'webgpu');
    assert.equal(found.takeDied(KEY), undefined, 'this process is alive');
    rewrite(ofDead);
    assert.equal(found.takeDied('auto another'), undefined);
    assert.equal(found.takeDied(KEY), 'webgpu');
    assert.equal(found.takeDied(KEY), undefined);
    assert.deepEqual(marks(), []);
    found.set(KEY, 'webgpu');
    found.clear(KEY);
    assert.deepEqual(marks(), []);
  });

  it('tell nothing of a machine that was switched off, of another machine, of what was ended from outside, or of damage', () => {
    const found = new DeviceMarks(file);
    const changes: [string, (text: string) => string][] = [
      ['an older start', (text) => ofDead(text).replace(/"at":"\d{4}/, '"at":"2001')],
      ['another machine', (text) => ofDead(text).replace(/"host":"/, '"host":"another-')],
      ['damage', () => '{"key":'],
    ];
    for (const [what, change] of changes) {
      found.set(KEY, 'webgpu');
      rewrite(change);
      assert.equal(found.takeDied(KEY), undefined, what);
    }
    found.set(KEY, 'webgpu');
    rewrite(ofDead);
    found.forgive(died);
    assert.equal(found.takeDied(KEY), undefined);
  });

  it('begin before work does, and end when there has been none for a while', async () => {
    const said: string[] = [];
    const use = new DeviceUse(() => said.push('begins'), () => said.push('ends'), 50); // prettier-ignore
    const work = (name: string) => use.during(() => Promise.resolve(said.push(name)));
    await Promise.all([work('a'), work('b')]);
    await work('c');
    assert.deepEqual(said, ['begins', 'a', 'b', 'c']);
    await until(() => said.length === 5);
    await assert.rejects(
      use.during(() => Promise.reject(new Error('lost'))),
      /lost/,
    );
    use.stop();
    use.stop();
    await pause(80);
    assert.deepEqual(said.slice(4), ['ends', 'begins', 'ends']);
  });
});

/** Answers with zeros; on another device than the CPU its driver ends the process at the third batch. */
const CRASHING_WORKER = `
const { parentPort } = require('node:worker_threads');
let left = Infinity;
parentPort.on('message', (call) => {
  if (call === 'stop') return parentPort.close();
  const { id, method, params } = call;
  if (method === 'load' && params.placement.device !== 'cpu') left = 2;
  if (method === 'embed' && left-- === 0) process.kill(process.pid, 'SIGABRT');
  parentPort.postMessage({ id, result: new Float32Array(1) });
});
`;

/** An engine's use of a device that has passed its trial: settles it, and encodes. */
const USER = `
const { readEncoder } = require(process.env.SRC + '/encoder');
const { InferencePool } = require(process.env.SRC + '/engine/indexing/inference-pool');
const { settleDevice } = require(process.env.SRC + '/engine/devices/settle-device');
(async () => {
  const [encoderFolder, worker, memory] = process.argv.slice(2);
  const encoder = await readEncoder(encoderFolder);
  const pool = new InferencePool(worker, 1);
  await pool.load(encoder);
  const options = { setting: 'auto', memory, threads: 1, trialFile: '', log: console.error, notice: console.error };
  await (await settleDevice(pool, encoder, options, new AbortController().signal)).settled;
  console.log(pool.status.device);
  for (let batch = 1; batch < 99; batch++) {
    await pool.embed(new Float32Array(3 * 8 * 8));
    console.log(batch);
  }
  process.exit(0);
})();
`;

describe('a device that ends the engine while it encodes', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  let encoderFolder: string;
  let encoder: Encoder;
  let worker: string;
  let memory: string;
  before(ensureBuilt);
  beforeEach(async () => {
    ({ folder, remove } = temporaryFolder());
    const source = path.join(folder, 'small.onnx');
    fs.writeFileSync(source, smallOnnx());
    const library = path.join(folder, 'library');
    const { card } = await addEncoder({ source, library, identity: { licence: 'MIT' }, taken: [] }, { threads: 1 });
    encoderFolder = path.join(library, card.id);
    encoder = await readEncoder(encoderFolder);
    worker = path.join(folder, 'worker.cjs');
    fs.writeFileSync(worker, CRASHING_WORKER);
    memory = path.join(folder, 'devices.json');
  });
  afterEach(() => remove());

  const settle = async () => {
    const told: string[] = [];
    const pool = new InferencePool(worker, 1);
    try {
      await pool.load(encoder);
      const common = { setting: 'auto', memory, threads: 1, trialFile: '' } as const;
      const options = { ...common, log: () => undefined, notice: (message: string) => told.push(message) };
      await (
        await settleDevice(pool, encoder, options, new AbortController().signal)
      ).settled;
      await pool.embed(new Float32Array(3 * 8 * 8));
      return { told, ...pool.status, marked: marked() };
    } finally {
      await pool.stop();
    }
  };
  const marked = () => fs.readdirSync(folder).filter((name) => name.startsWith('devices.in-use.')).length;
  const passedItsTrial = () =>
    new DeviceMemory(memory).remember(`auto ${deviceKey(encoder, 1)}`, { device: 'webgpu', batch: 4, why: 'fast' });

  it('is not taken again: the CPU is, with one message', async () => {
    await passedItsTrial();
    const script = path.join(folder, 'user.cjs');
    fs.writeFileSync(script, USER);
    const args = ['--require', require.resolve('tsx/cjs'), script, encoderFolder, worker, memory];
    const env = { ...process.env, SRC: path.join(ROOT, 'src') };
    const { signal, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', cwd: ROOT });
    assert.deepEqual([signal, stdout.trim().split('\n')], ['SIGABRT', ['webgpu', '1', '2']], stderr);
    assert.equal(marked(), 1);
    const why = 'the engine ended while it encoded on webgpu';
    const then = await settle();
    assert.deepEqual(then, { told: [`The encoder runs on the CPU from now on: ${why}.`], device: 'cpu', why, marked: 0 }); // prettier-ignore
    assert.deepEqual(await settle(), { told: [], device: 'cpu', why, marked: 0 }, 'said once, and known from then on');
  });

  it('is marked while it works, and not when it has ended as it should', async () => {
    await passedItsTrial();
    assert.deepEqual(await settle(), { told: [], device: 'webgpu', why: 'fast', marked: 1 });
    assert.equal(marked(), 0);
  });

  it('had no part in it where somebody ended the engine', async () => {
    for (const [signal, left] of [['SIGKILL', 0], ['SIGABRT', 1]] as const) {
      let died: string | undefined;
      const engine = engineClient({ encoderFolder, deviceMemory: memory, onDied: (reason) => (died = reason) });
      await engine.start();
      const mark = { key: KEY, device: 'webgpu', host: os.hostname(), pid: engine.pid, at: new Date().toISOString() };
      fs.writeFileSync(path.join(folder, `devices.in-use.${engine.pid}.x`), JSON.stringify(mark));
      process.kill(engine.pid!, signal);
      await until(() => died !== undefined);
      assert.deepEqual([died, marked()], [signal, left]);
      await engine.stop();
    } // prettier-ignore
  });
});
