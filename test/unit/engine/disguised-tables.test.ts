import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DecideDuplicates, EditLabels, type EngineClient, IndexCollection, OpenTable } from '../../../src/engine';
import { DECISIONS_FILE } from '../../../src/similarity';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { collectionOf, engineClient } from './harness';

const SHELL = '# greets\necho hello\n';

describe('files that are no label tables', function () {
  this.timeout(60_000);
  let root: string;
  let folder: string;
  let home: string;
  let remove: () => void;
  let engine: EngineClient;

  before(ensureBuilt);
  beforeEach(async () => {
    ({ folder: root, remove } = temporaryFolder());
    root = fs.realpathSync(root);
    [folder, home] = [path.join(root, 'workspace'), path.join(root, 'home')];
    writeGalaxies(folder, 2, 16);
    fs.mkdirSync(home);
    engine = engineClient();
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
  });
  afterEach(async () => {
    await engine.stop();
    remove();
  });

  /** One rating, into a file of the workspace. */
  const rate = async (name: string, target?: string) => {
    const file = path.join(folder, name);
    const { editable } = await engine.request(OpenTable, { folder, file });
    const edit = { kind: 'set', paths: ['g000.fits'], column: 'interest', value: 5 } as const;
    await assert.rejects(engine.request(EditLabels, { folder, file, edit, save: true, target }), (error: Error) => {
      told = error.message;
      return error.name === 'EngineError';
    });
    return editable;
  };
  let told: string;

  it('are not written to where their names are none of tables', async () => {
    fs.writeFileSync(path.join(folder, 'profile'), SHELL);
    assert.equal(await rate('profile'), false);
    assert.match(told, /its name does not end in \.csv, \.tsv/);
    assert.equal(fs.readFileSync(path.join(folder, 'profile'), 'utf8'), SHELL);
  });

  it('are not written to where a link with the name of a table leads to them', async () => {
    fs.writeFileSync(path.join(home, '.profile'), SHELL);
    fs.symlinkSync(path.join(home, '.profile'), path.join(folder, 'labels.csv'));
    await rate('labels.csv');
    assert.match(told, /it leads to .*home.\.profile, whose name does not end in/);
    assert.equal(fs.readFileSync(path.join(home, '.profile'), 'utf8'), SHELL);
  });

  it('are not written to where a link leads elsewhere than it did when it was allowed', async () => {
    fs.writeFileSync(path.join(home, 'other.csv'), 'path,interest\n');
    fs.symlinkSync(path.join(home, 'other.csv'), path.join(folder, 'labels.csv'));
    await rate('labels.csv', path.join(folder, 'real.csv'));
    assert.match(told, /it is a link that leads to .*other\.csv now/);
    assert.equal(fs.readFileSync(path.join(home, 'other.csv'), 'utf8'), 'path,interest\n');
  });

  it('get no rows where no row is about a galaxy and no column names files', async () => {
    const text = 'date,amount\n2026-01-01,5\n';
    fs.writeFileSync(path.join(folder, 'expenses.csv'), text);
    await rate('expenses.csv');
    assert.match(told, /g000\.fits has no row, and none is added: no row of the table is about a galaxy of the folder/);
    assert.equal(fs.readFileSync(path.join(folder, 'expenses.csv'), 'utf8'), text);
  });

  it('are not waited for: a FIFO that is called a table', async () => {
    const file = path.join(folder, 'labels.csv');
    assert.equal(spawnSync('mkfifo', [file]).status, 0);
    await assert.rejects(engine.request(OpenTable, { folder, file }), /it is a FIFO, not a file/);
  });

  it('have beside them what a killed process left, which is swept away unless nothing is to be written', async () => {
    const file = path.join(folder, 'labels.csv');
    fs.writeFileSync(file, 'path,interest\n');
    const left = '.morphoscope-0123456789ab-1-01234567.tmp';
    fs.writeFileSync(path.join(folder, left), '');
    fs.utimesSync(path.join(folder, left), 0, 0);
    await engine.request(OpenTable, { folder, file, untouched: true });
    assert.ok(fs.existsSync(path.join(folder, left)));
    await engine.request(OpenTable, { folder, file });
    assert.ok(!fs.existsSync(path.join(folder, left)));
  });

  it('get rows where they are empty tables', async () => {
    for (const [name, text, after] of [
      ['new.csv', 'path,interest\n', 'path,interest\ng000.fits,5\n'],
      ['new.jsonl', '', '{"path":"g000.fits","interest":5}\n'],
    ]) {
      const file = path.join(folder, name);
      fs.writeFileSync(file, text);
      await engine.request(OpenTable, { folder, file });
      const edit = { kind: 'set', paths: ['g000.fits'], column: 'interest', value: 5 } as const;
      await engine.request(EditLabels, { folder, file, edit, save: true });
      assert.equal(fs.readFileSync(file, 'utf8').replaceAll(' ', ''), after);
    }
  });

  it('are no decisions where a link leads out of the folder', async () => {
    const other = path.join(home, 'decisions.json');
    const text = '{"version":1,"merged":{},"ignored":[]}';
    fs.writeFileSync(other, text);
    fs.symlinkSync(other, path.join(folder, DECISIONS_FILE));
    const [first, second] = ['g000.fits', 'g001.fits'].map((name) => ({ path: name, hdu: 0 }));
    await assert.rejects(
      engine.request(DecideDuplicates, { folder, decision: { kind: 'ignore', first, second } }),
      /outside of the folder/,
    );
    assert.equal(fs.readFileSync(other, 'utf8'), text);
  });
});
