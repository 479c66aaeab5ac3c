import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { decodeModel } from '../../../../src/onnx';
import { Random } from '../../../../src/random';
import { Matrix } from '../../../../src/statistics';
import {
  applyLayers,
  Cancelled,
  Control,
  layersOf,
  predictionsOf,
  readModel,
  readReport,
  runJob,
  type Task,
} from '../../../../src/training/finetune';
import { temporaryFolder } from '../../../galaxies';
import { DIMENSIONS, GALAXIES, SIZE, smallJob } from './small-job';

const TASKS: readonly { task: Task; measure: string; least: number; output: string }[] = [
  {
    task: { kind: 'binary', classes: ['no', 'yes'] },
    measure: 'balanced accuracy',
    least: 0.85,
    output: 'probabilities',
  },
  { task: { kind: 'classes', classes: ['a', 'b', 'c'] }, measure: 'balanced accuracy', least: 0.75, output: 'probabilities' }, // prettier-ignore
  {
    task: { kind: 'labels', classes: ['bar', 'ring'] },
    measure: 'balanced accuracy',
    least: 0.85,
    output: 'probabilities',
  },
  { task: { kind: 'number' }, measure: 'R squared', least: 0.95, output: 'value' },
  {
    task: { kind: 'votes', questions: [{ question: 'smooth', answers: ['yes', 'no'] }] },
    measure: 'R squared of vote fractions',
    least: 0.8,
    output: 'fractions',
  },
];

describe('a fine-tuning run', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  for (const { task, measure, least, output } of TASKS) {
    it(`learns and tests ${task.kind}; its file says in ONNX Runtime what its layers say`, async () => {
      const out = path.join(folder, 'models', task.kind);
      const one = smallJob(task, out);
      const report = await runJob(one, new Control(), () => undefined);
      assert.ok(report.overall[measure].mean > least, JSON.stringify(report.overall));
      assert.ok(report.overall[measure].low <= report.overall[measure].mean);
      assert.equal(report.folds.reduce((sum, { test }) => sum + test, 0), GALAXIES); // prettier-ignore
      assert.deepEqual(JSON.parse(JSON.stringify(report)), await readReport(out));
      const markdown = fs.readFileSync(path.join(out, 'report.md'), 'utf8');
      for (const { penalty, featuresScaled } of report.folds) {
        const scaled = featuresScaled === 'together' ? 'together' : 'each by itself';
        assert.ok(markdown.includes(`| penalty ${penalty}, dimensions scaled ${scaled} |`));
      }
      const { card } = await readModel(out);
      const bytes = fs.readFileSync(path.join(out, 'model.onnx'));
      const session = await ort.InferenceSession.create(bytes);
      const random = new Random(8);
      const image = Float32Array.from({ length: 3 * SIZE * SIZE }, () => random.uniform());
      const answer = await session.run({ image: new ort.Tensor('float32', image, [3, 1, SIZE, SIZE]) });
      const centred = Float64Array.from(
        answer.embedding.data as Float32Array,
        (x, i) => x - card.centre![i % DIMENSIONS],
      );
      const layers = layersOf(decodeModel(bytes), card);
      const { values, columns } = predictionsOf(card, applyLayers(layers, new Matrix(3, DIMENSIONS, centred)));
      const shown = columns.flatMap((name, k) => (/_(low|high)$|^(low|high)$/.test(name) ? [] : [k]));
      const found = answer[output].data as Float32Array;
      const expected = [0, 1, 2].flatMap((i) => shown.map((k) => values.row(i)[k]));
      assert.equal(found.length, expected.length);
      expected.forEach((value, i) => assert.ok(Math.abs(value - found[i]) < 1e-4 * Math.max(1, Math.abs(value))));
    });
  }

  it('gives the same report, bit for bit, with the same seed', async () => {
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
    const task: Task = { kind: 'binary', classes: ['no', 'yes'] };
    await runJob(smallJob(task, a), new Control(), () => undefined);
    await runJob(smallJob(task, b), new Control(), () => undefined);
    const strip = (file: string) => fs.readFileSync(file, 'utf8').replace(/"(seconds|name)": [^\n]+/g, '');
    assert.equal(strip(path.join(a, 'metrics.json')), strip(path.join(b, 'metrics.json')));
    assert.deepEqual(fs.readFileSync(path.join(a, 'model.onnx')), fs.readFileSync(path.join(b, 'model.onnx')));
  });

  it('tests on galaxies apart where there are no folds, and deploys what was tested', async () => {
    const out = path.join(folder, 'm');
    const report = await runJob(
      smallJob({ kind: 'binary', classes: ['no', 'yes'] }, out, { folds: 0, testShare: 0.25 }),
      new Control(),
      () => undefined,
    );
    assert.equal(report.folds.length, 1);
    assert.deepEqual([report.folds[0].train, report.folds[0].test], [90, 30]);
    assert.equal(fs.readFileSync(path.join(out, 'test-predictions.csv'), 'utf8').trimEnd().split('\n').length, 31);
  });

  it('finds no skill in labels without any: intervals hold one half', async () => {
    const one = smallJob({ kind: 'binary', classes: ['no', 'yes'] }, path.join(folder, 'm'));
    const random = new Random(12);
    one.targets.forEach((_, i) => (one.targets[i] = Number(random.chance(0.5))));
    const { overall } = await runJob(one, new Control(), () => undefined);
    assert.ok(overall['ROC AUC'].low < 0.5 && overall['ROC AUC'].high > 0.5, JSON.stringify(overall));
  });

  it('writes nothing when it is cancelled, and leaves the earlier model', async () => {
    const out = path.join(folder, 'm');
    const task: Task = { kind: 'binary', classes: ['no', 'yes'] };
    await runJob(smallJob(task, out), new Control(), () => undefined);
    const before = fs.readFileSync(path.join(out, 'metrics.json'));
    const control = new Control();
    const run = runJob(smallJob(task, out, { seed: 2 }), control, ({ stage }) => {
      if (stage === 'learning curve') control.cancel();
    });
    await assert.rejects(run, Cancelled);
    assert.deepEqual(fs.readFileSync(path.join(out, 'metrics.json')), before);
    assert.deepEqual(fs.readdirSync(folder), ['m']);
  });

  it('refuses a folder that holds something else', async () => {
    const out = path.join(folder, 'data');
    fs.mkdirSync(out);
    fs.writeFileSync(path.join(out, 'important.txt'), 'kept');
    await assert.rejects(
      runJob(smallJob({ kind: 'number' }, out), new Control(), () => undefined),
      /holds other files than a model/,
    );
    assert.equal(fs.readFileSync(path.join(out, 'important.txt'), 'utf8'), 'kept');
  });

  it('writes names of a label file as text, not as markup', async () => {
    const out = path.join(folder, 'm');
    await runJob(
      smallJob({ kind: 'classes', classes: ['<script>', 'b|c', '![x](y)'] }, out),
      new Control(),
      () => undefined,
    );
    assert.ok(!fs.readFileSync(path.join(out, 'confusion.svg'), 'utf8').includes('<script>'));
    assert.ok(!/\| <script>/.test(fs.readFileSync(path.join(out, 'report.md'), 'utf8')));
  });
});
