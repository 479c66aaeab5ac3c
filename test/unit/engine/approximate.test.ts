import assert from 'node:assert/strict';
import path from 'node:path';
import { RepresentationStore } from '../../../src/collection';
import { INDEX_SWITCH, loadUsearch } from '../../../src/collection/usearch';
import { BackgroundIndex } from '../../../src/engine/approximate';
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
