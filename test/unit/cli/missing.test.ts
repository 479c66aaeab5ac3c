import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { shareOf } from '../../../src/collection';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { indexJson, morphoscope } from './run-cli';

describe('morphoscope index where files are gone', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let data: string;
  let store: string[];
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    data = path.join(folder, 'data');
    store = ['--store', path.join(folder, 'store')];
  });
  afterEach(() => remove());

  const index = (...options: string[]) => indexJson(data, ...store, ...options);
  /** What a drive does that is not connected: its mount point is there, and empty. */
  const disconnect = () => {
    fs.renameSync(data, `${data}-away`);
    fs.mkdirSync(data);
  };
  const connect = () => {
    fs.rmdirSync(data);
    fs.renameSync(`${data}-away`, data);
  };
  const removeFiles = (from: number, to: number) => {
    for (let i = from; i < to; i++) fs.rmSync(path.join(data, `g${String(i).padStart(3, '0')}.fits`));
  };

  it('takes nothing out where all are gone, and says what to do; what is back is as it was', async () => {
    writeGalaxies(data, 30, 16);
    await index();
    disconnect();
    const { code, json, stderr } = await index();
    assert.equal(code, 1);
    assert.deepEqual([json.cutouts, json.removed, json.missing], [30, 0, 30]);
    assert.match(stderr, /30 of 30 galaxies of \S+data are not there any more; nothing was taken out of the index/);
    assert.match(stderr, /Is the drive connected.*--prune/);
    connect();
    const back = await index();
    assert.equal(back.code, 0, back.stderr);
    assert.deepEqual([back.json.cutouts, back.json.skipped, back.json.new, back.json.missing], [30, 30, 0, 0]);
  });

  it('takes them out with --prune, and gives them back without encoding when they are there again', async () => {
    writeGalaxies(data, 30, 16);
    await index();
    disconnect();
    const pruned = await index('--prune');
    assert.equal(pruned.code, 0, pruned.stderr);
    assert.deepEqual([pruned.json.cutouts, pruned.json.removed, pruned.json.missing], [0, 30, 0]);
    connect();
    // One comes back at another place, one with other bytes of the same size and time.
    fs.mkdirSync(path.join(data, 'sub'));
    fs.renameSync(path.join(data, 'g003.fits'), path.join(data, 'sub/g003.fits'));
    const changed = path.join(data, 'g004.fits');
    const { mtime } = fs.statSync(changed);
    const bytes = fs.readFileSync(changed);
    bytes[2880 + 100] ^= 1;
    fs.writeFileSync(changed, bytes);
    fs.utimesSync(changed, mtime, mtime);
    const back = await index();
    assert.equal(back.code, 0, back.stderr);
    assert.deepEqual([back.json.cutouts, back.json.returned, back.json.new], [30, 29, 1]);
    const out = path.join(folder, 'x.csv');
    await morphoscope(['export', data, ...store, '--out', out]);
    assert.ok(fs.readFileSync(out, 'utf8').includes('sub/g003.fits,0'));
    assert.equal((await index()).json.skipped, 30);
  });

  it('asks where more than half are gone, and takes less out by itself', async () => {
    writeGalaxies(data, 40, 16);
    await index();
    removeFiles(0, 20);
    assert.deepEqual((await index()).json.removed, 20, 'half is not more than half');
    removeFiles(20, 31);
    const most = await index();
    assert.deepEqual([most.code, most.json.removed, most.json.missing, most.json.cutouts], [1, 0, 11, 20]);
    assert.equal((await index('--prune')).json.removed, 11);
  });

  it('makes no fuss about a few files of a small folder, unless they are all', async () => {
    writeGalaxies(data, 3, 16);
    await index();
    removeFiles(0, 2);
    const { code, json } = await index();
    assert.deepEqual([code, json.removed, json.missing, json.cutouts], [0, 2, 0, 1]);
    removeFiles(2, 3);
    const last = await index();
    assert.deepEqual([last.code, last.json.missing, last.json.cutouts], [1, 1, 1]);
  });

  it('judges a share by what is gone of it', async () => {
    writeGalaxies(data, 60, 16);
    await index();
    disconnect();
    for (const i of [0, 1]) {
      const { code, json } = await index('--shard', `${i}/2`);
      assert.deepEqual([code, json.removed, json.cutouts], [1, 0, 60]);
      assert.ok(json.missing > 20 && json.missing < 40);
    }
    connect();
    // The one file that a small share has may go as long as there are others.
    removeFiles(0, 1);
    const { code, json } = await index('--shard', `${shareOf('g000.fits', 40)}/40`);
    assert.deepEqual([code, json.removed, json.missing], [0, 1, 0]);
  });

  it('says where the patterns leave out what is there', async () => {
    writeGalaxies(data, 30, 16);
    await index();
    const { code, json, stderr } = await index('--include', '**/*.png');
    assert.deepEqual([code, json.removed, json.missing], [1, 0, 30]);
    assert.match(stderr, /30 of 30 galaxies of .* are left out by the patterns of files to index now/);
  });
  it('loses nothing by a pattern that cannot be understood, and says what is wrong with it', async () => {
    writeGalaxies(data, 3, 16);
    await index();
    const { code, stderr } = await morphoscope(['index', data, ...store, '--include', '**/*.{fits']);
    assert.equal(code, 1);
    assert.match(stderr, /^morphoscope: the pattern \*\*\/\*\.\{fits: a \{ without its \}.*\n$/);
    assert.equal((await index()).json.skipped, 3);
  });
});
