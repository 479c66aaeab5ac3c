import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { galaxySet, sharedData } from '../../shared-data';
import { mountDisk, unmountDisk } from '../../small-disk';
import { indexJson, morphoscope } from './run-cli';

const encoderBytes = () =>
  fs.statSync(path.join(__dirname, '../../../media/encoders', BUNDLED_ENCODER, 'encoder.onnx')).size;

interface FinetuneJson {
  galaxies: number;
  folds: { test: number; measures: Record<string, number> }[];
  overall: Record<string, { mean: number; low: number; high: number }>;
  out: string;
  test_predictions: { path: string; label: string; prediction: string; p_0: number; p_1: number }[];
}

describe('morphoscope finetune, predict and probe', function () {
  this.timeout(240_000);
  before(ensureBuilt);

  it('learn rings from forum tags as well as was measured', async function () {
    const labels = sharedData(this, 'rings/labels.csv');
    const { folder, remove } = temporaryFolder();
    try {
      const data = path.dirname(labels);
      const store = ['--store', path.join(folder, 'store')];
      const target = ['--labels', labels, '--column', 'ring'];
      await indexJson(data, ...store);
      const run = async (out: string) => {
        const { code, stdout, stderr } = await morphoscope(['finetune', data, ...store, ...target, '--no-learning-curve', '--no-pixels', '--json', '--out', out]); // prettier-ignore
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout) as FinetuneJson;
      };
      const a = path.join(folder, 'models/a');
      const report = await run(a);
      assert.equal(report.galaxies, 243);
      assert.equal(report.folds.reduce((sum, { test }) => sum + test, 0), 243); // prettier-ignore
      console.log(`      balanced accuracy ${report.overall['balanced accuracy'].mean.toFixed(3)}`);
      assert.ok(report.overall['balanced accuracy'].mean > 0.66);
      const lines = fs.readFileSync(path.join(report.out, 'test-predictions.csv'), 'utf8').trimEnd().split('\r\n');
      assert.equal(lines.length, 244);
      assert.equal(report.test_predictions.length, 243);
      assert.ok(report.test_predictions.every(({ p_0: no, p_1: yes }) => Math.abs(no + yes - 1) < 1e-9));
      assert.equal(lines[0], 'path,hdu,ra,dec,fold,label,prediction,p_0,p_1');
      const out = path.join(folder, 'p.parquet');
      const predicted = await morphoscope(['predict', data, ...store, '--model', a, '--out', out]);
      assert.equal(predicted.stdout, `243 predictions in ${out}\n`);
      assert.equal(fs.readFileSync(out).toString('latin1', 0, 4), 'PAR1');
    } finally {
      remove();
    }
  });

  it('say what is wrong: no such column, no index', async function () {
    const labels = path.join(galaxySet('rings'), 'labels.csv');
    const { folder, remove } = temporaryFolder();
    try {
      const args = ['--labels', labels, '--column', 'ring', '--store', path.join(folder, 's')];
      const { code, stderr } = await morphoscope(['finetune', path.dirname(labels), ...args, '--out', path.join(folder, 'm')]); // prettier-ignore
      assert.equal(code, 1);
      assert.match(stderr, /has no index yet/);
    } finally {
      remove();
    }
  });

  it('keep the model that was there where the disk is full, and leave nothing half', async function () {
    const { folder, remove } = temporaryFolder();
    const models = path.join(folder, 'models');
    fs.mkdirSync(models);
    try {
      // Room for one model, which is somewhat larger than the encoder, and not for two.
      mountDisk(this, models, `size=${Math.round(1.6 * encoderBytes())}`);
      const data = path.join(folder, 'data');
      writeGalaxies(data, 24);
      const labels = path.join(folder, 'labels.csv');
      const names = fs.readdirSync(data).sort();
      fs.writeFileSync(labels, `path,kind\n${names.map((name, i) => `${name},${i % 2 ? 'a' : 'b'}\n`).join('')}`);
      await indexJson(data);
      const out = path.join(models, 'kind');
      const args = ['finetune', data, '--labels', labels, '--column', 'kind', '--no-learning-curve', '--no-pixels', '--out', out]; // prettier-ignore
      const first = await morphoscope(args);
      assert.equal(first.code, 0, first.stderr);
      const [files, model] = [fs.readdirSync(out), fs.readFileSync(path.join(out, 'model.onnx'))];
      const second = await morphoscope([...args, '--seed', '2']);
      assert.equal(second.code, 1);
      assert.match(second.stderr, /the disk is full; free some space and run it again/);
      assert.doesNotMatch(second.stderr, /\n\s+at /, 'no stack');
      assert.deepEqual(fs.readdirSync(out), files);
      assert.ok(model.equals(fs.readFileSync(path.join(out, 'model.onnx'))));
      assert.deepEqual(fs.readdirSync(models), ['kind']);
    } finally {
      unmountDisk(models);
      remove();
    }
  });
});
