import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  DeviceError,
  readEncoder,
  type Accelerator,
  type DeviceSetting,
  type Encoder,
  type Precision,
} from '../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { chooseDevice } from '../../../src/engine/devices/device-choice';
import { deviceKey, DeviceMemory } from '../../../src/engine/devices/device-memory';
import { DeviceTrialProcess } from '../../../src/engine/devices/device-trial-process';
import { ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';

describe('the choice of a device', () => {
  const CPU = 1000;
  let encoder: Encoder;
  let killed: Accelerator[];
  before(async () => (encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER))));
  beforeEach(() => (killed = []));

  /** @param rates cutouts a second of each device; undefined where it cannot be used */
  const choose = (
    setting: DeviceSetting,
    rates: Partial<Record<Accelerator, number | undefined>>,
    {
      signal = new AbortController().signal,
      precision = 'float32',
    }: { signal?: AbortSignal; precision?: Precision } = {},
  ) =>
    chooseDevice(setting, encoder, {
      candidates: Object.keys(rates) as Accelerator[],
      trial: (device) => ({
        start: () => {
          const cutoutsPerSecond = rates[device];
          return cutoutsPerSecond === undefined
            ? Promise.reject(new DeviceError(device, 'no such hardware'))
            : Promise.resolve({
                disagreement: 2e-5,
                nodes: { onDevice: 9, onCpu: 0, heavyOnCpu: [] },
                cutoutsPerSecond,
              });
        },
        measure: () => Promise.resolve({ cutoutsPerSecond: rates[device]!, batch: 128, precision, disagreement: 2e-5 }),
        kill: () => void killed.push(device),
      }),
      undisturbed: (work) => work(),
      cpuThroughput: () => Promise.resolve(CPU),
      signal,
    });

  it('falls on the fastest that is faster than the CPU, and says by how much', async () => {
    const { device, batch, why } = await choose('auto', { cuda: 3100, webgpu: 2000 });
    assert.deepEqual([device, batch], ['cuda', 128]);
    assert.equal(why, 'cuda is 3.1 times as fast as the CPU (3,100 cutouts a second, 1,000 there), and agrees with it to 2e-5'); // prettier-ignore
    const half = await choose('auto', { cuda: 3100 }, { precision: 'float16' });
    assert.equal(half.precision, 'float16');
    assert.match(half.why, /^cuda in float16 is 3.1 times/);
    killed.splice(2);
    assert.deepEqual(killed, ['cuda', 'webgpu'], 'no trial outlives the choice');
    assert.equal((await choose('auto', { cuda: undefined, webgpu: 2000 })).device, 'webgpu');
  });

  it('stays on the CPU where all others are slower or cannot be used, and says so of each', async () => {
    const { device, why } = await choose('auto', { cuda: undefined, webgpu: 250 });
    assert.equal(device, 'cpu');
    assert.equal(why, 'cuda cannot be used: no such hardware; webgpu is slower than the CPU, at 25 % of its speed (250 cutouts a second, 1,000 there), and agrees with it to 2e-5'); // prettier-ignore
    assert.match((await choose('auto', {})).why, /no provider for graphics processors/);
    assert.deepEqual((await choose('cpu', { cuda: 5000 })).device, 'cpu');
  });

  it('follows a named device, be it slower, and says what is wrong where it cannot be had', async () => {
    assert.equal((await choose('webgpu', { cuda: 5000, webgpu: 20 })).device, 'webgpu');
    assert.match(
      (await choose('cuda', { cuda: undefined, webgpu: 5000 })).why,
      /^cuda cannot be used: no such hardware$/,
    );
    assert.match((await choose('dml', { cuda: 5000 })).why, /no provider "dml" in this package \(there is: cuda\)/);
  });

  it('ends when it is cancelled', async () => {
    await assert.rejects(choose('auto', { cuda: 5000 }, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });
});

describe('the trial of a device', () => {
  let folder: string;
  let remove: () => void;
  let encoder: Encoder;
  before(async () => (encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER))));
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('survives a driver that ends its process, and tells what that said', async () => {
    const file = path.join(folder, 'driver.cjs');
    fs.writeFileSync(file, "process.once('message', () => { console.error('device lost'); process.exit(7); });");
    const trial = new DeviceTrialProcess(file, 'webgpu');
    await assert.rejects(trial.start(encoder), (error) => {
      assert.ok(error instanceof DeviceError);
      assert.equal(error.device, 'webgpu');
      assert.match(error.reason, /ended with exit code 7/);
      return true;
    });
  });

  it('is remembered, for the encoder and the threads that it was made with, for a fortnight', async () => {
    const file = path.join(folder, 'new', 'devices.json');
    const memory = new DeviceMemory(file);
    const key = deviceKey(encoder, 2);
    assert.notEqual(key, deviceKey(encoder, 3));
    assert.notEqual(key, deviceKey({ ...encoder, card: { ...encoder.card, sha256: '0'.repeat(64) } }, 2));
    assert.equal(await memory.recall(key), undefined);
    await memory.remember(key, { device: 'webgpu', batch: 32, why: 'fast' });
    await memory.remember('other', { device: 'cpu', batch: 64, why: 'none' });
    assert.equal((await new DeviceMemory(file).recall(key))?.device, 'webgpu');

    const old = fs.readFileSync(file, 'utf8').replace(/"at": "\d{4}/g, '"at": "2001');
    fs.writeFileSync(file, old);
    assert.equal(await memory.recall(key), undefined);
    fs.writeFileSync(file, old.replaceAll('"webgpu"', '"abacus"'));
    assert.equal(await memory.recall(key), undefined, 'what is not understood is tried again');
    fs.writeFileSync(file, '{');
    await memory.remember(key, { device: 'cpu', batch: 64, why: 'slow' });
    assert.equal((await memory.recall(key))?.why, 'slow');
  });
});
