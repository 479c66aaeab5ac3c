import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { encodeFloat16, NearestIndex, npyHeader } from '../../../src/collection';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import type { CheckResult } from '../../../src/engine';
import { writeMap } from '../../../src/projection';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder, writeGalaxies } from '../../galaxies';
import { indexJson, morphoscope } from './run-cli';

const DIMENSIONS = 256;

describe('morphoscope check', function () {
  this.timeout(180_000);
  let folder: string;
  let data: string;
  let whole: string;
  let remove: () => void;
  before(async () => {
    ensureBuilt();
    ({ folder, remove } = temporaryFolder());
    data = path.join(folder, 'data');
    whole = path.join(folder, 'whole');
    writeGalaxies(data, 20, 16);
    fs.writeFileSync(path.join(data, 'empty.fits'), '');
    for (let i = 0; i < 2; i++) await indexJson(data, '--store', whole, '--segment-rows', '5');
  });
  after(() => remove());

  let store: string;
  beforeEach(() => {
    store = path.join(folder, 'store');
    fs.rmSync(store, { recursive: true, force: true });
    fs.cpSync(whole, store, { recursive: true, preserveTimestamps: true });
  });
  const encoder = (...names: string[]) => path.join(store, 'encoders', BUNDLED_ENCODER, ...names);
  const snapshot = () =>
    fs.readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) => {
      const stat = fs.lstatSync(path.join(parentPath, name));
      return [path.join(parentPath, name), stat.size, stat.mtimeMs].join();
    });
  /** Its answer; nothing is changed by it. */
  const check = async (...options: string[]) => {
    const before = snapshot();
    const ended = await morphoscope(['check', data, '--store', store, '--json', ...options]);
    assert.deepEqual(snapshot(), before);
    assert.equal(ended.stderr, '');
    const json = JSON.parse(ended.stdout) as CheckResult & { ok: boolean };
    assert.equal(ended.code, json.ok ? 0 : 1);
    return json;
  };
  const kinds = ({ encoders, findings }: CheckResult) =>
    [...encoders.flatMap((one) => one.findings), ...findings].map(({ kind }) => kind);
  const segments = () => fs.readdirSync(encoder('segments')).filter((name) => name.endsWith('.npy')).sort(); // prettier-ignore

  it('finds nothing where all is well', async () => {
    const { ok, encoders, findings } = await check();
    assert.deepEqual([ok, findings, encoders.length], [true, [], 1]);
    const [{ encoder: id, cutouts, files, unreadable, findings: found }] = encoders;
    assert.deepEqual([id, cutouts, files, unreadable, found], [BUNDLED_ENCODER, 20, 20, 1, []]);
    const { stdout } = await morphoscope(['check', data, '--store', store]);
    assert.match(
      stdout,
      /20 cutouts of 20 files in \d segments; 1 unreadable\nNothing is missing, damaged or old\.\n$/,
    );
  });

  const old = new Date(Date.now() - 2 * 3600 * 1000);
  const writeOld = (file: string, bytes: Uint8Array | string) => {
    fs.writeFileSync(file, bytes);
    fs.utimesSync(file, old, old);
  };
  const buildIndex = async (...covered: [number, string][]) => {
    const index = NearestIndex.create(DIMENSIONS);
    index.add(1, 0, encodeFloat16(new Float32Array(DIMENSIONS).fill(0.5)), 1);
    for (const [number, sha256] of covered) index.cover(number, sha256);
    await index.save(encoder());
  };
  const firstDigest = () =>
    (JSON.parse(fs.readFileSync(encoder('manifest/000001.json'), 'utf8')) as { matrix_sha256: string }).matrix_sha256;
  const map = { keys: Float64Array.of(1), positions: Float32Array.of(1, 2), anchors: 1, laidOutOf: 1 };
  const cases: [what: string, damage: () => void | Promise<void>, kind: string, text: RegExp][] = [
    ['representations that are gone', () => fs.rmSync(encoder('segments/000001.npy')), 'segment', /000001\.npy: this file of a segment is gone/],
    ['rows that are gone', () => fs.rmSync(encoder('segments/000001.parquet')), 'segment', /000001\.parquet: this file of a segment is gone/],
    ['a segment that is cut off', () => fs.truncateSync(encoder('segments/000001.npy'), 200), 'segment', /000001\.npy: the segment is damaged/],
    ['a manifest that is damaged', () => writeOld(encoder('manifest/000001.json'), '{'), 'manifest', /000001\.json: it is damaged/],
    ['an index that is damaged', async () => { await buildIndex([1, firstDigest()]); fs.appendFileSync(encoder('index.usearch'), 'x'); }, 'index', /index\.usearch: the index is not used: its SHA-256/],
    ['an index of other segments', () => buildIndex([1, firstDigest()], [2, 'another']), 'index', /index\.usearch: it is of segments that are not there any more \(1\)/],
    ['an index without its note', async () => { await buildIndex(); fs.rmSync(encoder('index.json')); }, 'index', /index\.usearch is there alone/],
    ['a map that is damaged', async () => { await writeMap(encoder(), DIMENSIONS, map); fs.truncateSync(encoder('map.npy'), 100); }, 'map', /map\.npy: the map is made anew: its SHA-256/],
    ['half of a map', async () => { await writeMap(encoder(), DIMENSIONS, map); fs.rmSync(encoder('map.npy')); }, 'map', /map\.npy: the map is not used: map\.json is there alone/],
    ['notes that are damaged', () => fs.truncateSync(encoder('unreadable.json'), 20), 'note', /unreadable\.json: /],
    ['what a killed process has left', () => writeOld(path.join(store, '.0b0e7bb4-6d5f-4a53-9f2e-0d6c1a2b3c4d.tmp'), ''), 'leftover', /tmp: a process that was killed has left it/],
    ['a matrix that never got its rows', () => writeOld(encoder('segments/000099.npy'), npyHeader('<f2', 1, DIMENSIONS)), 'leftover', /000099\.npy: a process/],
    ['a link', () => { fs.renameSync(encoder('segments'), path.join(folder, 'aside')); fs.symlinkSync(path.join(folder, 'aside'), encoder('segments')); }, 'segment', /segments: it is a symbolic link/],
    ['a link to a whole index', () => fs.symlinkSync(encoder(), path.join(store, 'encoders/linked')), 'store', /linked: it is a symbolic link/],
  ]; // prettier-ignore
  for (const [what, damage, kind, text] of cases) {
    it(`finds ${what}`, async () => {
      try {
        await damage();
        const found = await check();
        assert.ok(kinds(found).includes(kind as never), JSON.stringify(found));
        const { stdout, code } = await morphoscope(['check', data, '--store', store]);
        assert.equal(code, 1);
        assert.match(stdout, text);
      } finally {
        fs.rmSync(path.join(folder, 'aside'), { recursive: true, force: true });
      }
    });
  }

  it('finds a segment that others put in the place of one', async () => {
    const names = segments();
    assert.ok(names.length >= 2);
    for (const extension of ['npy', 'parquet']) {
      const at = (name: string) => encoder('segments', name.replace('npy', extension));
      fs.copyFileSync(at(names[1]), at(names[0]));
    }
    const { encoders } = await check();
    assert.match(encoders[0].findings[0].reason, /another one than was written/);
  });

  it('finds files that are gone, have changed, or are not indexed yet', async () => {
    const at = (name: string) => path.join(data, name);
    const away = (name: string) => path.join(folder, `away-${name}`);
    try {
      for (const name of ['g000.fits', 'g001.fits']) fs.renameSync(at(name), away(name));
      fs.writeFileSync(at('g000.fits'), galaxyFits(99, 40));
      fs.writeFileSync(at('new.fits'), galaxyFits(98, 16));
      const { ok, encoders } = await check();
      const { gone, changed, notIndexed } = encoders[0];
      assert.equal(ok, false);
      assert.deepEqual([gone, changed, notIndexed], ['g001.fits', 'g000.fits', 'new.fits'].map((name) => ({ count: 1, first: [name] }))); // prettier-ignore
      const { stdout } = await morphoscope(['check', data, '--store', store]);
      assert.match(stdout, /1 file is indexed, and not there any more or left out by --include: g001\.fits\n/);
      assert.match(stdout, /1 file is indexed, and changed since: g000\.fits\n/);
      assert.match(stdout, /1 file is not indexed yet: new\.fits\n/);
      assert.match(stdout, /To bring the index up to date: morphoscope index /);
    } finally {
      for (const name of ['g000.fits', 'g001.fits']) fs.renameSync(away(name), at(name));
      fs.rmSync(at('new.fits'));
    }
  });

  it('is satisfied once the folder has been indexed again', async () => {
    fs.rmSync(encoder('segments', segments()[0]));
    assert.equal((await check()).ok, false);
    const { stderr, json } = await indexJson(data, '--store', store);
    assert.match(stderr, /this file of a segment is gone; its cutouts \(\d+ at most\) are missing/);
    assert.ok(json.new > 0);
    const after = await check();
    assert.deepEqual([after.ok, after.encoders[0].setAside, after.encoders[0].cutouts], [true, 1, 20]);
  });

  it('looks at one encoder where it is named, and says where there is no index', async () => {
    fs.cpSync(encoder(), path.join(store, 'encoders/another'), { recursive: true });
    fs.truncateSync(path.join(store, 'encoders/another/segments', segments()[0]), 10);
    assert.deepEqual((await check()).encoders.map(({ encoder: id }) => id).length, 2);
    assert.equal((await check('--encoder', BUNDLED_ENCODER)).ok, true);
    assert.equal((await check('--encoder', 'another')).ok, false);
    const wrong: [string[], RegExp][] = [
      [['check', data, '--store', store, '--encoder', 'none-such'], /no index of the encoder none-such/],
      [['check', data, '--store', path.join(folder, 'nowhere')], /has no index yet; make it with: morphoscope index/],
      [['check', path.join(folder, 'nowhere')], /no such folder/],
    ];
    for (const [words, text] of wrong) {
      const { code, stderr } = await morphoscope(words);
      assert.equal(code, 1);
      assert.match(stderr, text);
      assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
    }
  });
});
