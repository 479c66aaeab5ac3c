import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import type { CancellationTokenSource } from 'vscode-jsonrpc';
import { EncoderError } from '../../../src/encoder';
import { addEncoder, type AddOptions } from '../../../src/encoder/library';
import { AddEncoder, type EngineClient, EngineError } from '../../../src/engine';
import {
  TRIAL_SECONDS_VARIABLE,
  trialLimits,
  tryOutInProcess,
} from '../../../src/engine/encoders/encoder-trial-process';
import { DIST, ensureBuilt, ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { endlessOnnx } from '../encoder/endless-onnx';
import { smallOnnx } from '../encoder/small-onnx';
import { alive, engineClient, pause, until } from './harness';

describe('an encoder that runs for the first time', function () {
  this.timeout(60_000);
  before(ensureBuilt);
  let folder: string;
  let library: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    library = path.join(folder, 'library');
  });
  afterEach(() => remove());

  const file = (name: string, content: Uint8Array) => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const add = (source: string, options: Partial<AddOptions> = {}) =>
    addEncoder({ source, library, identity: { licence: 'MIT' }, taken: [] }, { threads: 1, ...options });
  const inProcess = (limits: Partial<ReturnType<typeof trialLimits>> = {}) =>
    tryOutInProcess(path.join(DIST, 'encoder-trial-main.js'), { ...trialLimits(), ...limits });
  const left = () => fs.readdirSync(library);
  /** Processes of trials that run. */
  const trials = () =>
    fs
      .readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && alive(Number(pid)))
      .filter((pid) => commandOf(pid).includes('encoder-trial-main') && commandOf(pid).includes(DIST));
  const seesProcesses = (test: Context) => fs.existsSync('/proc/self/cmdline') || test.skip();
  const commandOf = (pid: string) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return ''; // it has ended
    }
  };

  it('answers in a process of its own what it answers here', async () => {
    const here = await add(file('here.onnx', smallOnnx()));
    const there = await add(file('there.onnx', smallOnnx()), { tryOut: inProcess() });
    assert.deepEqual([there.card.dimensions, there.card.centre], [here.card.dimensions, here.card.centre]);
    const refused = add(file('nan.onnx', smallOnnx({ factor: NaN })), { tryOut: inProcess() });
    await assert.rejects(refused, (error) => error instanceof EncoderError && /NaN/.test(error.reason));
    assert.deepEqual(left(), ['here', 'there']);
  });

  it('is ended where it does not end, and not added', async function () {
    seesProcesses(this);
    const endless = add(file('loop.onnx', endlessOnnx(false)), { tryOut: inProcess({ seconds: 3 }) });
    await assert.rejects(endless, (error) => {
      assert.ok(error instanceof EncoderError);
      assert.match(error.reason, /it cannot be used: its first run took longer than 3 s/);
      return true;
    });
    assert.deepEqual(left(), []);
    await until(() => trials().length === 0);
  });

  it('is ended where it takes all memory, and not added', async () => {
    const growing = add(file('grow.onnx', endlessOnnx(true)), { tryOut: inProcess({ memory: 2 ** 30 }) });
    await assert.rejects(growing, /its first run ended with SIGKILL \(it takes more than 1\.0 GiB of memory\)/);
    assert.deepEqual(left(), []);
  });

  it('is ended when it is cancelled, and with whoever asked for it', async function () {
    seesProcesses(this);
    const cancel = new AbortController();
    const endless = add(file('loop.onnx', endlessOnnx(false)), { tryOut: inProcess(), signal: cancel.signal });
    await Promise.all([
      assert.rejects(endless, { name: 'AbortError' }),
      until(() => trials().length === 1)
        .then(() => pause(500))
        .then(() => cancel.abort()),
    ]);
    await until(() => trials().length === 0);
  });

  describe('in the engine', () => {
    let engine: EngineClient;
    beforeEach(() => {
      process.env[TRIAL_SECONDS_VARIABLE] = '10';
      engine = engineClient();
    });
    afterEach(async () => {
      delete process.env[TRIAL_SECONDS_VARIABLE];
      await engine.stop();
    });
    const addThere = (name: string, token?: CancellationTokenSource['token']) =>
      engine.request(AddEncoder, { source: path.join(folder, name), library, bundled: path.join(ROOT, 'media/encoders'), identity: { licence: 'MIT' }, threads: 1 }, { onProgress: () => undefined, token }); // prettier-ignore

    it('does not keep the engine, which says why and adds the next one', async () => {
      file('loop.onnx', endlessOnnx(false));
      file('small.onnx', smallOnnx());
      const { pid } = (await engine.start(), engine);
      await assert.rejects(addThere('loop.onnx'), (error) => {
        assert.ok(error instanceof EngineError);
        assert.match(error.reason, /its first run took longer than 10 s/);
        return true;
      });
      assert.equal((await addThere('small.onnx'))?.dimensions, 3);
      assert.equal(engine.pid, pid);
      assert.deepEqual(left(), ['small']);
    });

    it('ends with the engine', async function () {
      seesProcesses(this);
      file('loop.onnx', endlessOnnx(false));
      process.env[TRIAL_SECONDS_VARIABLE] = '1000';
      await engine.stop();
      engine = engineClient();
      await engine.start();
      const died = assert.rejects(addThere('loop.onnx'));
      await until(() => trials().length === 1);
      await pause(1000);
      process.kill(engine.pid!, 'SIGKILL');
      await died;
      await until(() => trials().length === 0);
    });
  });
});
