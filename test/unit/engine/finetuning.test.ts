import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { readCutouts } from '../../../src/collection';
import { EncoderSession, noise, preprocess, readEncoder, type Encoder } from '../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { writeModel } from '../../../src/encoder/timm/write-model';
import {
  ControlFinetune,
  type EngineClient,
  EstimateFinetune,
  IndexCollection,
  InspectTarget,
  ListModels,
  OpenTable,
  Predict,
  Probe,
  ReadReport,
  RunFinetune,
} from '../../../src/engine';
import { decodeModel } from '../../../src/onnx';
import { ensureBuilt, ROOT } from '../../built';
import { galaxyFits, randomNumbers, temporaryFolder } from '../../galaxies';
import { collectionOf, engineClient } from './harness';

const COUNT = 60;

/** Whether the galaxy of a seed is round: the second number that it is drawn from. */
function isRound(seed: number): boolean {
  const random = randomNumbers(seed);
  random();
  return random() > 0.5;
}

const nameOf = (seed: number) => `g${String(seed).padStart(3, '0')}.fits`;

describe('fine-tuning through the engine', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;
  let labels: string;

  before(async () => {
    ({ folder, remove } = temporaryFolder());
    for (let seed = 0; seed < COUNT; seed++) fs.writeFileSync(path.join(folder, nameOf(seed)), galaxyFits(seed));
    // The same galaxy under another name.
    fs.copyFileSync(path.join(folder, nameOf(0)), path.join(folder, 'twin.fits'));
    labels = path.join(folder, 'labels.csv');
    const rows = Array.from(
      { length: COUNT },
      (_, seed) => `${nameOf(seed)},${isRound(seed) ? 'round' : 'flat'},round`,
    );
    fs.writeFileSync(labels, ['file,shape,same', ...rows, `twin.fits,${isRound(0) ? 'flat' : 'round'},round`, 'gone.fits,flat,round', ''].join('\n')); // prettier-ignore
    engine = engineClient();
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
    await engine.request(OpenTable, { folder, file: labels });
  });
  after(async () => {
    await engine.stop();
    remove();
  });

  it('says what a column offers: classes with pictures, rows without a cutout, copies with different labels', async () => {
    const found = await engine.request(InspectTarget, { folder, file: labels, column: 'shape', examples: 3 });
    assert.deepEqual(found.task, { kind: 'binary', classes: ['flat', 'round'] });
    assert.deepEqual(found.possible, ['binary', 'classes']);
    assert.deepEqual([found.labelled, found.missing, found.unlabelled], [COUNT + 1, 1, 0]);
    assert.deepEqual(found.missingExamples, ['gone.fits']);
    assert.equal(found.classes[0].count + found.classes[1].count, COUNT + 1);
    assert.equal(found.classes[1].examples.length, 3);
    assert.deepEqual(found.warnings.map(({ kind }) => kind).sort(), ['conflict', 'duplicates', 'unmatched']);
    assert.equal(found.trainable, true);
    assert.deepEqual([found.blocks.at(-1), found.headOnlyBecause], ['galaxy + head', undefined]);
  });

  it('refuses a column with one class and one of paths, and says why', async () => {
    const same = await engine.request(InspectTarget, { folder, file: labels, column: 'same', examples: 0 });
    assert.equal(same.trainable, false);
    const run = engine.request(RunFinetune, {
      folder,
      file: labels,
      column: 'same',
      options: {},
      out: path.join(folder, 'm/x'),
    });
    await assert.rejects(run, /nothing can be learned of "same": .*there is nothing to tell apart/);
    await assert.rejects(
      engine.request(InspectTarget, { folder, file: labels, column: 'file', examples: 0 }),
      /holds path, which is nothing to learn/,
    );
  });

  it('trains, lists and predicts; who has been deleted since is left out and named', async () => {
    const out = path.join(folder, 'm/shape');
    fs.rmSync(path.join(folder, nameOf(COUNT - 1)));
    const stages = new Set<string>();
    const result = await engine.request(RunFinetune, { folder, file: labels, column: 'shape', options: {}, out }, { onProgress: ({ stage }) => stages.add(stage) }); // prettier-ignore
    assert.deepEqual([...stages], ['reading', 'training', 'baselines', 'learning curve', 'report']);
    const { report } = result!;
    assert.equal(report.galaxies, COUNT);
    assert.ok(report.groups < report.galaxies);
    assert.ok(report.warnings.some((text) => /1 labelled cutouts could not be read again/.test(text)));
    assert.ok(report.overall['ROC AUC'].mean > 0.8, JSON.stringify(report.overall));
    const [summary] = await engine.request(ListModels, { models: path.join(folder, 'm') });
    assert.deepEqual([summary.name, summary.state, summary.score?.name], ['shape', 'ready', 'balanced accuracy']);
    assert.deepEqual(await engine.request(ReadReport, { model: out }), JSON.parse(JSON.stringify(report)));
    const table = path.join(folder, 'predictions.csv');
    const predicted = await engine.request(Predict, { folder, model: out, out: table });
    assert.deepEqual(predicted!.columns, ['p_flat', 'p_round']);
    assert.equal(predicted!.cutouts.length, COUNT + 1);
    assert.match(fs.readFileSync(table, 'utf8'), /^path,hdu,ra,dec,prediction,p_flat,p_round\r\n/);
  });

  it('stops within a second when it is cancelled, and can then go on', async () => {
    const out = path.join(folder, 'm/deep');
    const params = {
      folder,
      file: labels,
      column: 'shape',
      options: { depth: 2, folds: 0, epochs: 200, patience: 200, learningCurve: false },
      out,
    };
    const cancel = new CancellationTokenSource();
    let asked = 0;
    const run = engine.request(RunFinetune, params, {
      onProgress: ({ epoch }) => {
        if (epoch?.epoch !== 2) return;
        asked = performance.now();
        cancel.cancel();
      },
      token: cancel.token,
    });
    assert.equal(await run, undefined);
    assert.ok(performance.now() - asked < 1000, `${performance.now() - asked} ms`);
    assert.equal(
      (await engine.request(ListModels, { models: path.join(folder, 'm') })).find(({ name }) => name === 'deep')?.state,
      'interrupted',
    );
    const resumed = engine.request(
      RunFinetune,
      { ...params, resume: true },
      {
        onProgress: ({ epoch }) => {
          if (epoch) void engine.request(ControlFinetune, { out, action: 'stop' });
        },
      },
    );
    const { report } = (await resumed)!;
    assert.equal(report.stopped, true);
    assert.ok(report.curves[0].points.length >= 3);
  });

  it('estimates a run and probes the encoder’s blocks', async () => {
    const { seconds, parts } = await engine.request(EstimateFinetune, { folder, file: labels, column: 'shape', options: { depth: 2 } }); // prettier-ignore
    assert.ok(seconds > 0 && parts.some(({ name }) => name === 'training'));
    const probed = await engine.request(Probe, { folder, file: labels, column: 'shape', folds: 3 });
    assert.deepEqual([probed!.blocks[0].block, probed!.blocks.at(-1)!.block], ['pixels', 'representation']);
    assert.ok(probed!.blocks.every(({ score }) => score.low <= score.mean && score.mean <= score.high));
  });

  it('tells what is wrong with a model that is none', async () => {
    await assert.rejects(
      engine.request(Predict, { folder, model: path.join(folder, 'm') }),
      /there is no fine-tuned model/,
    );
    const out = path.join(folder, 'm/shape');
    fs.appendFileSync(path.join(out, 'model.onnx'), 'x');
    await assert.rejects(engine.request(Predict, { folder, model: out }), /not the one of its card/);
  });
});

describe('fine-tuning an encoder whose weights are in a file of their own', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;
  let labels: string;
  let encoderFolder: string;

  before(async () => {
    ({ folder, remove } = temporaryFolder());
    encoderFolder = path.join(folder, 'encoder');
    fs.mkdirSync(encoderFolder);
    // The bundled one, stored as those are whose weights no graph can hold.
    const { card, modelFile } = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER));
    const files = await writeModel(decodeModel(fs.readFileSync(modelFile)), encoderFolder, 100_000);
    fs.writeFileSync(path.join(encoderFolder, 'card.json'), JSON.stringify({ ...card, ...files, id: 'large' }));
    const galaxies = path.join(folder, 'galaxies');
    fs.mkdirSync(galaxies);
    for (let seed = 0; seed < COUNT; seed++) fs.writeFileSync(path.join(galaxies, nameOf(seed)), galaxyFits(seed));
    labels = path.join(galaxies, 'labels.csv');
    const rows = Array.from({ length: COUNT }, (_, seed) => `${nameOf(seed)},${isRound(seed) ? 'round' : 'flat'}`);
    fs.writeFileSync(labels, ['file,shape', ...rows, ''].join('\n'));
    folder = galaxies;
    engine = engineClient({ encoderFolder });
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
    await engine.request(OpenTable, { folder, file: labels });
  });
  after(async () => {
    await engine.stop();
    remove();
  });

  const why = /the network is so large that its weights are in a file of their own, encoder\.onnx\.data/;
  const target = () => ({ folder, file: labels, column: 'shape' });

  it('offers the head alone, and says why', async () => {
    const found = await engine.request(InspectTarget, { ...target(), examples: 0 });
    assert.deepEqual([found.trainable, found.blocks], [true, []]);
    assert.match(found.headOnlyBecause!, why);
    const out = path.join(folder, 'm/deep');
    await assert.rejects(engine.request(RunFinetune, { ...target(), options: { depth: 1 }, out }), why);
    const scratch = { baselines: { pixels: false, scratch: true } };
    await assert.rejects(
      engine.request(RunFinetune, { ...target(), options: scratch, out }),
      /cannot be trained from scratch/,
    );
    await assert.rejects(engine.request(EstimateFinetune, { ...target(), options: { depth: 'all' } }), why);
    await assert.rejects(engine.request(Probe, { ...target(), folds: 3 }), why);
    assert.equal(fs.existsSync(out), false);
    assert.ok((await engine.request(EstimateFinetune, { ...target(), options: {} })).seconds > 0);
  });

  it('trains the head; the model brings the weights along, and answers as its layers do', async () => {
    const out = path.join(folder, 'm/head');
    const { report } = (await engine.request(RunFinetune, { ...target(), options: { learningCurve: false }, out }))!;
    assert.ok(report.overall['ROC AUC'].mean > 0.7, JSON.stringify(report.overall));
    const predicted = (await engine.request(Predict, { folder, model: out }))!;
    const model = await readEncoder(out);
    assert.deepEqual(fs.readFileSync(model.weightsFile!), fs.readFileSync(path.join(encoderFolder, 'encoder.onnx.data'))); // prettier-ignore

    const inputs = noise(model, 2);
    const represented = async (encoder: Encoder) => (await EncoderSession.load(encoder, 1)).embed(inputs);
    assert.deepEqual(await represented(model), await represented(await readEncoder(encoderFolder)));
    // The whole file in ONNX Runtime, on a picture that was prepared as its card says.
    const { card } = model;
    const name = predicted.cutouts[0].path;
    const [{ picture, kind }] = (await readCutouts(fs.readFileSync(path.join(folder, name)), name)).cutouts;
    const image = new Float32Array(card.input.channels * card.input.size ** 2);
    preprocess(picture, kind, card, image);
    const session = await ort.InferenceSession.create(model.modelFile);
    const { probabilities } = await session.run({
      [card.input.name]: new ort.Tensor('float32', image, [1, card.input.channels, card.input.size, card.input.size]),
    });
    const [, round] = probabilities.data as Float32Array;
    // Stored representations are of half precision.
    assert.ok(Math.abs(round - predicted.values[1]) < 0.02, `${round}, ${predicted.values[1]}`);
  });
});
