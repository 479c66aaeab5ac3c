import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { RepresentationStore } from '../../../src/collection';
import { INDEX_SWITCH, loadUsearch } from '../../../src/collection/usearch';
import { BackgroundIndex } from '../../../src/engine/collections/approximate';
import { findNeighbours, queryVector } from '../../../src/similarity';
import { DIST, ensureBuilt } from '../../built';
import { randomNumbers, temporaryFolder } from '../../galaxies';
import { row } from '../collection/rows-of';

const D = 16;
const COUNT = 3000;
const WANTED = 20;

describe('the approximate index of a collection', () => {
  let folder: string;
  let remove: () => void;
  let store: RepresentationStore;
  let said: string[];
  before(ensureBuilt);
  before(async () => {
    ({ folder, remove } = temporaryFolder());
    store = await RepresentationStore.open(folder, 'enc', D, () => undefined);
    const random = randomNumbers(4);
    const values = Float32Array.from({ length: COUNT * D }, () => random() - 0.5);
    store.put(Array.from({ length: COUNT }, (_, i) => row(`g${i}`)), values); // prettier-ignore
    await store.flush();
  });
  beforeEach(() => (said = []));
  afterEach(() => delete process.env[INDEX_SWITCH]);
  after(() => remove());

  const make = () => {
    const from = { rows: 100, file: path.join(DIST, 'index-worker.js') };
    return new BackgroundIndex(store, 1, (message) => said.push(message), from);
  };
  const update = (index: BackgroundIndex) => index.update(new AbortController().signal);
  const neighbours = async (seed: number, index?: BackgroundIndex) => {
    const [block] = store.segmentBlocks();
    const query = queryVector([block.representation(seed)])!;
    const hits = await findNeighbours(store, query, WANTED, ({ row }) => row === seed, index?.current, 100);
    return hits.map(({ place, similarity }) => [place.block.rows[place.row].path, similarity]);
  };

  it('is built where it can be, and finds what comparing all rows finds', async () => {
    const index = make();
    await update(index);
    assert.ok(index.current);
    assert.deepEqual(await neighbours(7, index), await neighbours(7));
    await index.stop();
    assert.deepEqual(said, []);
  });

  describe('of segments that are others than they were', () => {
    let home: string;
    let clear: () => void;
    const random = randomNumbers(9);
    beforeEach(() => ({ folder: home, remove: clear } = temporaryFolder()));
    afterEach(() => clear());

    const open = () => RepresentationStore.open(home, 'enc', D, (message) => said.push(message));
    const write = async (of: RepresentationStore, first: number, count: number) => {
      const values = Float32Array.from({ length: count * D }, () => random() - 0.5);
      of.put(Array.from({ length: count }, (_, i) => row(`g${first + i}`)), values); // prettier-ignore
      await of.flush();
    };
    const indexOf = (of: RepresentationStore) =>
      new BackgroundIndex(of, 1, (message) => said.push(message), {
        rows: 100,
        file: path.join(DIST, 'index-worker.js'),
      });
    const build = async (of: RepresentationStore) => {
      const index = indexOf(of);
      await update(index);
      await index.stop();
    };
    /** Share of the nearest rows that are found. */
    const recall = async (of: RepresentationStore) => {
      const index = indexOf(of);
      await update(index);
      let found = 0;
      for (let q = 0; q < 30; q++) {
        const { block, row: at } = of.place(`g${q * 97}`, 0)!;
        const query = queryVector([block.representation(at)])!;
        const exact = new Set(of.exactSearch(query, WANTED).map(({ place }) => place.block.rows[place.row].path));
        const hits = await findNeighbours(of, query, WANTED, () => false, index.current, 100);
        found += hits.filter(({ place }) => exact.has(place.block.rows[place.row].path)).length;
      }
      await index.stop();
      return found / (30 * WANTED);
    };
    const lastNpy = () => path.join(home, 'encoders/enc/segments/000002.npy');

    it('is not believed where the last one was damaged and has been written again', async () => {
      const first = await open();
      await write(first, 0, 1500);
      await write(first, 1500, 1500);
      await build(first);
      fs.truncateSync(lastNpy(), 200);
      const second = await open();
      assert.equal(second.count, 1500);
      await write(second, 1500, 1500);
      const found = await recall(await open());
      assert.ok(found > 0.95, `recall ${found}`);
    });

    it('is not believed where another segment has come under the number of one that it covers', async () => {
      const first = await open();
      await write(first, 0, 1500);
      await write(first, 1500, 1500);
      await build(first);
      const aside = path.join(home, 'aside');
      const names = ['npy', 'parquet'].map((extension) => lastNpy().replace(/npy$/, extension));
      for (const name of names) fs.rmSync(name);
      // From another store, as a copy back from elsewhere would be.
      const other = await RepresentationStore.open(aside, 'enc', D, (message) => said.push(message));
      await write(other, 1500, 1500);
      for (const name of names) fs.copyFileSync(path.join(aside, 'encoders/enc/segments', path.basename(name).replace('2', '1')), name); // prettier-ignore
      const found = await recall(await open());
      assert.ok(found > 0.95, `recall ${found}`);
    });

    it('proposes nothing that has been removed', async () => {
      const all = await open();
      await write(all, 0, 2000);
      for (let i = 1000; i < 2000; i++) all.remove(`g${i}`);
      await all.flush();
      const index = indexOf(all);
      await update(index);
      const { block } = all.place('g7', 0)!;
      const blocks = new Map(all.segmentBlocks().map((one) => [one.segment, one]));
      const proposed = await index.current!.search(queryVector([block.representation(7)])!, 1000);
      await index.stop();
      const removed = proposed.filter((one) => blocks.get(one.segment)!.rows[one.row].removed);
      assert.deepEqual(removed, []);
    });
  });

  it('is done without where its library cannot be loaded: all rows are compared, and it is said once', async () => {
    process.env[INDEX_SWITCH] = 'exact';
    const index = make();
    await update(index);
    await update(index);
    assert.equal(index.current, undefined);
    assert.equal(said.length, 1);
    assert.match(said[0], /^all rows are compared, .* \(MORPHOSCOPE_INDEX says so\)$/);
    for (const seed of [3, 1234]) {
      const exact = await neighbours(seed, index);
      assert.deepEqual(exact, await neighbours(seed));
      assert.equal(exact.length, WANTED);
    }
    await index.stop();
  });

  it('is not there where the package has no library, with the reason', () => {
    const loaded = loadUsearch(() => {
      throw new Error('No native build was found for platform=win32 arch=arm64\n    loaded from: usearch');
    });
    assert.ok('why' in loaded);
    assert.match(loaded.why, /^usearch cannot be loaded on \S+ \(No native build .* arch=arm64\)$/);
  });
});
