import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import {
  type EngineClient,
  FindSimilar,
  IndexCollection,
  MapCollection,
  type MapProgress,
  type MapResult,
} from '../../../src/engine';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder, writeGalaxies } from '../../galaxies';
import { collectionOf, engineClient } from './harness';

const COUNT = 60;

describe('the map of a collection', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;
  let warnings: string[];
  before(ensureBuilt);
  beforeEach(async () => {
    ({ folder, remove } = temporaryFolder());
    warnings = [];
    engine = engineClient({ log: (level, message) => level === 'warn' && warnings.push(message) });
    writeGalaxies(folder, COUNT, 16);
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
  });
  afterEach(async () => {
    await engine.stop();
    remove();
  });

  const cacheFile = (name: string) => path.join(folder, '.morphoscope/encoders', BUNDLED_ENCODER, name);
  const laidOut = async (stages?: MapProgress[]) => (await engine.request(MapCollection, { folder, want: 'laid out' }, { onProgress: (at) => stages?.push(at) }))!; // prettier-ignore
  const atOnce = async () => (await engine.request(MapCollection, { folder, want: 'at once' }))!;
  const stagesOf = (seen: MapProgress[]) => [...new Set(seen.map(({ stage }) => stage))];
  const positionOf = ({ positions, cutouts }: MapResult, file: string) => {
    const at = cutouts!.paths.indexOf(file);
    return [...positions.subarray(2 * at, 2 * at + 2)];
  };

  it('is the principal plane at once, and UMAP with progress; then UMAP at once', async () => {
    const first = await atOnce();
    assert.equal(first.method, 'principal');
    assert.deepEqual(
      [...first.cutouts!.paths].sort(),
      fs.readdirSync(folder).filter((name) => name.endsWith('.fits')),
    );
    assert.equal(first.cutouts!.hdus.length, COUNT);
    assert.equal(first.positions.length, 2 * COUNT);
    assert.ok(first.positions.every(Number.isFinite) && new Set(first.positions).size > COUNT);
    const seen: MapProgress[] = [];
    const map = await laidOut(seen);
    assert.equal(map.method, 'umap');
    assert.deepEqual(stagesOf(seen), ['neighbours', 'layout']);
    assert.ok(seen.every(({ done, total }) => done < total));
    assert.ok(map.positions.every(Number.isFinite) && new Set(map.positions).size > COUNT);
    const again = await atOnce();
    assert.equal(again.method, 'umap');
    assert.deepEqual(again.positions, map.positions);
    assert.deepEqual(warnings, []);
  });

  it('is the same in whatever order the cutouts were indexed', async () => {
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.fits'));
    // One by one: what is encoded beside a cutout changes its last bits, and a layout with them.
    const mapOf = async (order: readonly string[]) => {
      const { folder: other, remove: removeOther } = temporaryFolder();
      try {
        for (const name of names) fs.copyFileSync(path.join(folder, name), path.join(other, name));
        await engine.open(collectionOf(other));
        for (const name of order) await engine.request(IndexCollection, { folder: other, paths: [name] });
        return (await engine.request(MapCollection, { folder: other, want: 'laid out' }))!;
      } finally {
        removeOther();
      }
    };
    const [map, again] = [await mapOf(names), await mapOf(names.toReversed())];
    assert.notDeepEqual(again.cutouts!.paths, map.cutouts!.paths);
    for (const name of names) assert.deepEqual(positionOf(again, name), positionOf(map, name), name);
  });

  it('does not name again what the client knows', async () => {
    const { revision } = await atOnce();
    const map = (await engine.request(MapCollection, { folder, want: 'laid out', revision }))!;
    assert.equal(map.revision, revision);
    assert.equal(map.cutouts, undefined);
    fs.writeFileSync(path.join(folder, 'new.fits'), galaxyFits(1000, 16));
    await engine.request(IndexCollection, { folder });
    const changed = (await engine.request(MapCollection, { folder, want: 'at once', revision }))!;
    assert.notEqual(changed.revision, revision);
    assert.equal(changed.cutouts!.paths.length, COUNT + 1);
  });

  it('outlives the engine, and is laid out anew where it has been damaged', async () => {
    const map = await laidOut();
    await engine.stop();
    await engine.open(collectionOf(folder));
    assert.deepEqual((await atOnce()).positions, map.positions);
    const bytes = fs.readFileSync(cacheFile('map.npy'));
    bytes[bytes.length - 2] ^= 0x40;
    fs.writeFileSync(cacheFile('map.npy'), bytes);
    assert.equal((await atOnce()).method, 'principal');
    assert.match(warnings.join(), /the map is made anew/);
    const seen: MapProgress[] = [];
    assert.deepEqual((await laidOut(seen)).positions, map.positions, 'the same seed');
    assert.deepEqual(stagesOf(seen), ['neighbours', 'layout']);
    assert.equal((await atOnce()).method, 'umap', 'and kept again');
  });

  it('places what has come since, and leaves the rest where it was', async () => {
    const before = await laidOut();
    fs.copyFileSync(path.join(folder, 'g007.fits'), path.join(folder, 'copy.fits'));
    fs.renameSync(path.join(folder, 'g008.fits'), path.join(folder, 'moved.fits'));
    for (let i = 0; i < 5; i++) fs.writeFileSync(path.join(folder, `new${i}.fits`), galaxyFits(500 + i, 16));
    await engine.request(IndexCollection, { folder });
    const seen: MapProgress[] = [];
    const after = await laidOut(seen);
    assert.deepEqual(stagesOf(seen), ['placing'], 'nothing was laid out');
    for (const name of ['g000.fits', 'g007.fits', 'g059.fits']) {
      assert.deepEqual(positionOf(after, name), positionOf(before, name), name);
    }
    assert.deepEqual(positionOf(after, 'copy.fits'), positionOf(before, 'g007.fits'));
    assert.deepEqual(positionOf(after, 'moved.fits'), positionOf(before, 'g008.fits'));
    const all = [...before.positions];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    for (let i = 0; i < 5; i++) {
      const there = positionOf(after, `new${i}.fits`);
      assert.ok(there.every((x) => x >= low && x <= high) && there.some((x) => x !== 0), there.join());
    }
    assert.deepEqual((await atOnce()).positions, after.positions, 'and is kept');
  });

  it('is laid out anew when the collection has become another', async () => {
    await laidOut();
    for (let i = 0; i < COUNT + 10; i++) fs.writeFileSync(path.join(folder, `more${i}.fits`), galaxyFits(2000 + i, 16));
    await engine.request(IndexCollection, { folder });
    const grown: MapProgress[] = [];
    await laidOut(grown);
    assert.deepEqual(stagesOf(grown), ['neighbours', 'layout']);
    for (let i = 0; i < 30; i++) fs.rmSync(path.join(folder, `more${i}.fits`));
    await engine.request(IndexCollection, { folder });
    const shrunk: MapProgress[] = [];
    await laidOut(shrunk);
    assert.deepEqual(stagesOf(shrunk), ['neighbours', 'layout']);
  });

  it('stops when it is cancelled, keeps nothing, and answers queries meanwhile', async () => {
    const cancel = new CancellationTokenSource();
    let answered: Promise<number> | undefined;
    const map = await engine.request(MapCollection, { folder, want: 'laid out' }, { onProgress: ({ stage, done }) => {
      if (stage !== 'layout' || done === 0) return;
      answered ??= engine.request(FindSimilar, { folder, query: [{ path: 'g000.fits' }], count: 3 }).then(({ neighbours }) => {
        cancel.cancel();
        return neighbours.length;
      });
    }, token: cancel.token }); // prettier-ignore
    assert.equal(await answered, 3);
    assert.equal(map, undefined);
    assert.equal(fs.existsSync(cacheFile('map.npy')), false);
    assert.equal((await laidOut()).method, 'umap');
  });

  it('of few cutouts, or none, is the principal plane', async () => {
    const { folder: small, remove: removeSmall } = temporaryFolder();
    try {
      await engine.open(collectionOf(small));
      const none = (await engine.request(MapCollection, { folder: small, want: 'laid out' }))!;
      assert.deepEqual([none.method, none.positions.length, none.cutouts!.paths.length], ['principal', 0, 0]);
      writeGalaxies(small, 3, 16);
      await engine.request(IndexCollection, { folder: small });
      const few = (await engine.request(MapCollection, { folder: small, want: 'laid out' }))!;
      assert.deepEqual([few.method, few.positions.length], ['principal', 6]);
    } finally {
      removeSmall();
    }
  });
});
