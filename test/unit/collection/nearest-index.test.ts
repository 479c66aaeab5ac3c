import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { encodeFloat16, NearestIndex, RepresentationStore } from '../../../src/collection';
import { findNeighbours, queryVector, type ApproximateIndex } from '../../../src/similarity';
import { randomNumbers, temporaryFolder } from '../../galaxies';
import { row } from './rows-of';

const D = 32;
const COUNT = 20_000;

/** Vectors around a few hundred centres, with some that are zero or undefined among them. */
function clustered(count: number): Float32Array {
  const random = randomNumbers(5);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Float32Array.from({ length: 300 * D }, normal);
  const vectors = new Float32Array(count * D);
  for (let i = 0; i < count; i++) {
    const centre = Math.floor(300 * random());
    for (let d = 0; d < D; d++) vectors[i * D + d] = centres[centre * D + d] + 0.4 * normal();
    if (i % 1000 === 7) vectors.fill(0, i * D, (i + 1) * D);
    if (i % 1000 === 8) vectors[i * D] = NaN;
    if (i % 1000 === 9) vectors[i * D] = Infinity;
  }
  return vectors;
}

describe('neighbours by an index', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  let store: RepresentationStore;
  let index: NearestIndex;
  let approximate: ApproximateIndex;
  const vectors = clustered(COUNT + 500);
  const reports: string[] = [];

  before(async () => {
    ({ folder, remove } = temporaryFolder());
    store = await RepresentationStore.open(folder, 'enc', D, () => undefined);
    index = NearestIndex.create(D);
    for (let from = 0; from < COUNT; from += COUNT / 2) {
      const part = vectors.subarray(from * D, (from + COUNT / 2) * D);
      store.put(Array.from({ length: COUNT / 2 }, (_, i) => row(`g${from + i}`)), part); // prettier-ignore
      await store.flush();
      const { segment, sha256 } = store.segmentBlocks().at(-1)!;
      const bits = encodeFloat16(part);
      for (let at = 0; at < COUNT / 2; at += 2500) index.add(segment!, at, bits.slice(at * D, (at + 2500) * D), 2);
      index.cover(segment!, sha256!);
    }
    // Rows that no index covers: some newer than what it holds, some new.
    store.put(Array.from({ length: 500 }, (_, i) => row(i < 100 ? `g${i}` : `new${i}`)), vectors.subarray(COUNT * D)); // prettier-ignore
    approximate = {
      covered: new Set(index.covered.keys()),
      search: (query, count) => Promise.resolve(index.search(query, count)),
    };
  });
  after(() => remove());

  const query = (seed: number) => queryVector([vectors.slice(seed * D, (seed + 1) * D)])!;

  it('are nearly those of comparing all, exactly scored, and never undefined ones', async () => {
    let common = 0;
    let all = 0;
    for (let seed = 20; seed < 20_400; seed += 100) {
      const vector = query(seed);
      const exclude = ({ block, row: at }: { block: { rows: readonly { path: string }[] }; row: number }) =>
        block.rows[at].path === `g${seed}`;
      const exact = await findNeighbours(store, vector, 20, exclude);
      const fast = await findNeighbours(store, vector, 20, exclude, approximate, 0);
      assert.equal(fast.length, 20);
      const names = new Map(exact.map(({ place, similarity }) => [place.block.rows[place.row].path, similarity]));
      assert.ok(!names.has(`g${seed}`));
      for (const { place, similarity } of fast) {
        const name = place.block.rows[place.row].path;
        assert.ok(Number.isFinite(similarity) && place.block.live[place.row] === 1);
        if (!names.has(name)) continue;
        assert.equal(names.get(name), similarity);
        common++;
      }
      all += 20;
    }
    assert.ok(common / all > 0.95, `recall ${common / all}`);
  });

  it('are those of comparing all where most of what it proposes is out of date', async () => {
    const vector = query(30);
    const stale: ApproximateIndex = {
      ...approximate,
      search: (q, count) => Promise.resolve(index.search(q, count).slice(0, 3)),
    };
    const exact = await findNeighbours(store, vector, 20, () => false);
    assert.deepEqual(await findNeighbours(store, vector, 20, () => false, stale, 0), exact);
  });

  it('of many queries at once are those of each', () => {
    const asked = [3, 77, 1234];
    const all = Float32Array.from(asked.flatMap((seed) => [...query(seed)]));
    assert.deepEqual(index.searchMany(all, 5, 1), asked.map((seed) => index.search(query(seed), 5))); // prettier-ignore
    assert.deepEqual(index.searchMany(query(3), 5, 1), [index.search(query(3), 5)]);
    assert.deepEqual(NearestIndex.create(D).searchMany(all, 5, 1), [[], [], []]);
  });

  it('come from the index only where there are many', async () => {
    const never: ApproximateIndex = { covered: new Set(), search: () => Promise.reject(new Error('asked')) };
    assert.equal((await findNeighbours(store, query(30), 5, () => false, never)).length, 5);
    await assert.rejects(
      findNeighbours(store, query(30), 5, () => false, never, 0),
      /asked/,
    );
  });

  it('stay the same when the index is saved and opened; any doubt, and it is not opened', async () => {
    const home = path.join(folder, 'index');
    fs.mkdirSync(home);
    const load = (dimensions = D) => NearestIndex.load(home, dimensions, (reason) => reports.push(reason));
    assert.equal(await load(), undefined);
    assert.deepEqual(reports, [], 'one that is not there is no reason for worry');
    await index.save(home);
    assert.deepEqual(fs.readdirSync(home).sort(), ['index.json', 'index.usearch']);
    const opened = (await load())!;
    assert.deepEqual(opened.covered, index.covered);
    assert.equal(opened.size, index.size);
    assert.deepEqual(opened.search(query(30), 50), index.search(query(30), 50));

    const [file, meta] = ['index.usearch', 'index.json'].map((name) => path.join(home, name));
    const [bytes, json] = [fs.readFileSync(file), fs.readFileSync(meta, 'utf8')];
    const refused = async (reason: RegExp, dimensions = D) => {
      reports.length = 0;
      assert.equal(await load(dimensions), undefined);
      assert.equal(reports.length, 1);
      assert.match(reports[0], reason);
      fs.writeFileSync(file, bytes);
      fs.writeFileSync(meta, json);
    };
    await refused(/32 dimensions, not 64/, 64);
    fs.writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
    await refused(/SHA-256/);
    bytes[bytes.length >> 1] ^= 1;
    fs.writeFileSync(file, bytes);
    bytes[bytes.length >> 1] ^= 1;
    await refused(/SHA-256/);
    fs.writeFileSync(meta, json.replace(/"count": \d+/, '"count": 5'));
    await refused(/of 5 rows/);
    fs.writeFileSync(meta, json.replace('"version": 2', '"version": 1'));
    await refused(/built anew: it is of another version of Morphoscope/);
    fs.writeFileSync(meta, '{');
    await refused(/built anew/);
    assert.ok(await load());
  });
});
