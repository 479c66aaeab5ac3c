import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type EngineClient, IndexCollection, OpenTable, Predict, RunFinetune } from '../../../src/engine';
import { WASM_SWITCH } from '../../../src/runtime';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder } from '../../galaxies';
import { collectionOf, engineClient } from '../engine/harness';

const COUNT = 24;

describe('the engine on ONNX Runtime as WebAssembly', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;
  const notices: string[] = [];
  before(ensureBuilt);
  before(() => {
    ({ folder, remove } = temporaryFolder());
    const rows = Array.from({ length: COUNT }, (_, i) => {
      fs.writeFileSync(path.join(folder, `g${i}.fits`), galaxyFits(i));
      return `g${i}.fits,${i % 3 === 0 ? 'a' : 'b'}`;
    });
    fs.writeFileSync(path.join(folder, 'labels.csv'), ['file,class', ...rows, ''].join('\n'));
    // Its process takes it from here.
    process.env[WASM_SWITCH] = 'wasm';
    engine = engineClient({ threads: 2, device: 'cuda', onNotice: (message) => notices.push(message) });
  });
  after(async () => {
    await engine.stop();
    remove();
  });
  after(() => delete process.env[WASM_SWITCH]);

  it('says what the encoder runs on and why, and that a named device is not to be had', async () => {
    const { device, deviceWhy } = await engine.open(collectionOf(folder));
    const why = "ONNX Runtime's WebAssembly build, since MORPHOSCOPE_RUNTIME says so: slower, and on the CPU alone";
    assert.deepEqual([device, deviceWhy], ['cpu', why]);
    assert.deepEqual(notices, [`The encoder runs on the CPU, not on "cuda": ${why}.`]);
    const { new: indexed, device: by } = await engine.request(IndexCollection, { folder });
    assert.deepEqual([indexed, by], [COUNT, 'cpu']);
  });

  it('fine-tunes blocks of the encoder, with several threads', async () => {
    const file = path.join(folder, 'labels.csv');
    await engine.request(OpenTable, { folder, file });
    const options = { depth: 1, folds: 0, epochs: 1, learningCurve: false, baselines: { pixels: false, scratch: false } } as const; // prettier-ignore
    const out = path.join(folder, 'm/wasm');
    const { report } = (await engine.request(RunFinetune, { folder, file, column: 'class', options, out }))!;
    assert.equal(report.galaxies, COUNT);
    assert.ok(fs.statSync(path.join(out, 'model.onnx')).size > 100_000);
    // The head of a model whose blocks were trained needs its own encoder, on a session of WebAssembly again.
    const { predictions } = (await engine.request(Predict, { folder, model: out }))!;
    assert.ok(predictions.length === COUNT && predictions.every((name) => name === 'a' || name === 'b'));
  });
});
