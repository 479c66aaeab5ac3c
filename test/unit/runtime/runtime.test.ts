import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readCutouts } from '../../../src/collection';
import { EncoderSession, importTimmEncoder, noise, preprocess, readEncoder, type Encoder } from '../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { encodeModel } from '../../../src/onnx';
import { createSession, nativeMarks, nativeProviders, runtime, Tensor } from '../../../src/runtime';
import { loadNative } from '../../../src/runtime/choice';
import * as training from '../../../src/training';
import { ROOT } from '../../built';
import { randomNumbers, temporaryFolder } from '../../galaxies';
import { galaxySet, referenceEncoder } from '../../shared-data';
import { asWebAssembly } from '../../web-assembly';

const CUTOUTS = 12;

describe('ONNX Runtime as WebAssembly', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const embed = async (encoder: Encoder, inputs: Float32Array) => {
    const session = await EncoderSession.load(encoder, 1);
    try {
      return await session.embed(inputs);
    } finally {
      await session.release();
    }
  };

  it('represents real galaxies as the native one does, and is another build', async function () {
    const set = galaxySet('gz2');
    const encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER));
    const length = encoder.card.input.channels * encoder.card.input.size ** 2;
    const inputs = new Float32Array(CUTOUTS * length);
    const files = fs.readdirSync(set).filter((name) => name.endsWith('.jpg')).slice(0, CUTOUTS); // prettier-ignore
    for (const [i, name] of files.entries()) {
      const file = path.join(set, name);
      const [{ picture, kind }] = (await readCutouts(fs.readFileSync(file), file)).cutouts;
      preprocess(picture, kind, encoder.card, inputs.subarray(i * length, (i + 1) * length));
    }
    const native = await embed(encoder, inputs);
    const wasm = await asWebAssembly(() => embed(encoder, inputs));
    const difference = largestDifference(native, wasm);
    assert.ok(difference < 1e-4, `${difference} of the largest number`);
    assert.ok(difference > 0, 'two builds add in different orders');
  });

  it('reads weights that lie outside the graph', async function () {
    const source = referenceEncoder(this, 'convnext_linear_mlp');
    const target = path.join(folder, 'encoder');
    const identity = { id: 'outside', name: 'Outside', licence: 'mit', source: 'timm' };
    const encoder = await importTimmEncoder(source, target, identity, { size: 96, maxInside: 100_000 });
    assert.ok(encoder.weightsFile !== undefined && fs.statSync(encoder.modelFile).size < 100_000);
    const inputs = noise(encoder, 2);
    const native = await embed(encoder, inputs);
    assert.ok(largestDifference(native, await asWebAssembly(() => embed(encoder, inputs))) < 1e-4);
  });

  it('trains to the losses and the answers of the native one', async () => {
    const net = new training.NetworkBuilder({ seed: 3 });
    const image = net.input('image', [2, 8, 8]);
    const x = net.silu(net.conv(image, 8, { kernel: 3, standardise: true, name: 'stem' }));
    net.output('logits', net.linear(net.layerNorm(net.globalAverage(x)), 3, { name: 'head' }));
    const model = net.model();
    const random = randomNumbers(1);
    const target = new Float32Array(24);
    for (let i = 0; i < 8; i++) target[3 * i + (i % 3)] = 1;
    const batch = {
      image: Float32Array.from({ length: 8 * 128 }, () => random()),
      'class/target': target,
      'class/weight': new Float32Array(8).fill(1),
    };
    const learn = async () => {
      const losses = [training.softmaxCrossEntropy({ name: 'class', output: 'logits' })];
      const options = { losses, schedule: training.constantRate(1e-2), keep: ['logits'], threads: 1, seed: 2 };
      const trainer = await training.Trainer.create(model, options);
      const curve: number[] = [];
      for (let step = 0; step < 5; step++) curve.push((await trainer.train(batch)).loss);
      const { outputs } = await trainer.evaluate(batch);
      await trainer.release();
      return { curve, logits: outputs.logits };
    };
    const native = await learn();
    const wasm = await asWebAssembly(learn);
    native.curve.forEach((loss, i) => assert.ok(Math.abs(loss - wasm.curve[i]) < 1e-4 * loss, `step ${i}`));
    assert.ok(wasm.curve[4] < wasm.curve[0], 'it learns');
    assert.ok(largestDifference(native.logits, wasm.logits) < 1e-3);
  });

  it('writes into the tensors that it is given, as the native one does', async () => {
    const net = new training.NetworkBuilder({ seed: 1 });
    net.output('out', net.linear(net.input('x', [4]), 2, { name: 'out' }));
    const bytes = encodeModel(net.model());
    const run = async () => {
      const session = await createSession(bytes, { intraOpNumThreads: 1 });
      const into = new Float32Array(2);
      const answer = await session.run(
        { x: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [1, 4]) },
        { out: new Tensor('float32', into, [1, 2]) },
      );
      assert.deepEqual(answer.out.data, into);
      assert.deepEqual([session.inputNames, session.outputNames], [['x'], ['out']]);
      await session.release();
      return into;
    };
    const native = await run();
    assert.ok(native.some((value) => value !== 0));
    assert.ok(largestDifference(native, await asWebAssembly(run)) < 1e-6);
  });

  it('knows no devices, and says why it runs', async () => {
    assert.ok(nativeMarks().length > 1);
    await asWebAssembly(() => {
      assert.deepEqual(runtime(), { kind: 'wasm', why: 'MORPHOSCOPE_RUNTIME says so' });
      assert.deepEqual([nativeProviders(), nativeMarks()], [[], []]);
      return Promise.resolve();
    });
  });

  it('stands in where there is no native library, or one that this system cannot load, with the reason', () => {
    const here = `${process.platform}-${process.arch}`;
    const from = () => createRequire(path.join(folder, 'here.js'));
    assert.deepEqual(loadNative(from()), { why: `there is no native one for ${here}` });
    const module = path.join(folder, 'node_modules/onnxruntime-node');
    fs.mkdirSync(module, { recursive: true });
    fs.writeFileSync(path.join(module, 'index.js'), "require('./binding.node');");
    fs.writeFileSync(path.join(module, 'binding.node'), 'no library');
    const loaded = loadNative(from());
    assert.ok('why' in loaded);
    assert.match(loaded.why, /^the native one cannot be loaded \(.*binding\.node/);
  });
});

/** Of the largest number in `reference`. */
function largestDifference(reference: Float32Array, answer: Float32Array): number {
  assert.equal(answer.length, reference.length);
  const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return reference.reduce((most, value, i) => Math.max(most, Math.abs(value - answer[i])), 0) / largest;
}
