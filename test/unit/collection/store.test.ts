import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { decodeFloat16, encodeFloat16, RepresentationStore, StoreError } from '../../../src/collection';
import { tryLock } from '../../../src/files';
import { ROOT } from '../../built';
import { listSegments, readSegment, writeSegment } from '../../../src/collection/segments';
import { temporaryFolder } from '../../galaxies';
import { row } from './rows-of';

const D = 4;
const vector = (seed: number) => Float32Array.from({ length: D }, (_, d) => Math.sin(seed * 13.7 + d * 5.1));
const rounded = (values: Float32Array) => Array.from(decodeFloat16(encodeFloat16(values)));

describe('the store of representations', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  let reports: string[];
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    reports = [];
  });
  afterEach(() => remove());

  const open = () => RepresentationStore.open(folder, 'enc', D, (message) => reports.push(message));
  const encoder = () => path.join(folder, 'encoders/enc');
  const segments = () => path.join(encoder(), 'segments');
  const makeFolders = () =>
    ['segments', 'manifest'].forEach((name) => fs.mkdirSync(path.join(encoder(), name), { recursive: true }));
  /** One representation a seed, in HDUs 0, 1, ... of the file. */
  const put = (store: RepresentationStore, file: string, ...seeds: number[]) =>
    store.put(
      seeds.map((_, hdu) => row(file, { hdu })),
      Float32Array.from(seeds.flatMap((seed) => [...vector(seed)])),
    );
  const contents = (store: RepresentationStore) => {
    const held = new Map<string, number[][]>();
    for (const file of [...store.paths()].sort()) {
      held.set(file, store.rowsOf(file).map(({ hdu }) => {
        const { block, row: at } = store.place(file, hdu)!;
        return Array.from(block.representation(at));
      })); // prettier-ignore
    }
    return held;
  };

  it('holds what a plain map holds, through writing, reopening, merging, and others that look on', async () => {
    const file = fc.integer({ min: 0, max: 5 }).map((i) => `f${i}.fits`);
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), file, seeds: fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), file }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'reopen' as const, 'refresh' as const, 'merge' as const) }) },
    ); // prettier-ignore
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const root = path.join(folder, String(runs++));
        let store = await RepresentationStore.open(root, 'enc', D, (message) => reports.push(message));
        const watcher = await RepresentationStore.open(root, 'enc', D, (message) => reports.push(message));
        const model = new Map<string, number[][]>();
        let written = new Map<string, number[][]>();
        for (const one of steps) {
          if (one.do === 'put') {
            put(store, one.file, ...one.seeds);
            model.set(one.file, one.seeds.map((seed) => rounded(vector(seed)))); // prettier-ignore
          } else if (one.do === 'remove') {
            store.remove(one.file);
            model.delete(one.file);
          } else {
            if (one.do !== 'refresh') {
              await store.flush();
              written = new Map(model);
            }
            if (one.do === 'merge') {
              // Small segments enough to merge: those of a file that comes and goes.
              for (let i = 0; i < 26; i++) {
                put(store, 'passing.fits', i);
                await store.flush();
              }
              store.remove('passing.fits');
              await store.flush();
              await store.tidy();
              assert.ok((await listSegments(path.join(root, 'encoders/enc'))).length <= 24);
            }
            if (one.do === 'reopen') store = await RepresentationStore.open(root, 'enc', D, (m) => reports.push(m));
            await store.refresh();
            await watcher.refresh();
            assert.deepEqual(contents(watcher), new Map([...written].sort()));
            assert.equal(watcher.count, [...written.values()].flat().length);
          }
          assert.deepEqual(contents(store), new Map([...model].sort()));
          assert.equal(store.count, [...model.values()].flat().length);
          assert.equal([...store.places()].length, store.count);
        }
        assert.deepEqual(reports, []);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its waiting rows above what others write and merge', async () => {
    const [mine, theirs] = [await open(), await open()];
    for (let i = 0; i < 26; i++) {
      put(theirs, `t${i}.fits`, i);
      put(theirs, 'both.fits', i);
      await theirs.flush();
    }
    await mine.refresh();
    put(mine, 'both.fits', 500);
    mine.remove('t3.fits');
    await theirs.tidy();
    await mine.refresh();
    assert.deepEqual(contents(mine).get('both.fits'), [rounded(vector(500))]);
    assert.equal(contents(mine).has('t3.fits'), false);
    assert.equal(mine.count, 26);
    await mine.flush();
    const later = await open();
    assert.deepEqual(contents(later), contents(mine));
  });

  it('sets damaged segments aside, says so, and goes on without them', async () => {
    const store = await open();
    for (let i = 1; i <= 5; i++) {
      put(store, `f${i}.fits`, i);
      await store.flush();
    }
    const at = (name: string) => path.join(segments(), name);
    const flip = (name: string, from: number) => {
      const bytes = fs.readFileSync(at(name));
      bytes[from < 0 ? bytes.length + from : from] ^= 1;
      fs.writeFileSync(at(name), bytes);
    };
    flip('000001.npy', -1);
    flip('000002.parquet', 10);
    fs.truncateSync(at('000003.parquet'), 40);
    fs.copyFileSync(at('000005.npy'), at('000004.npy'));
    const reopened = await open();
    assert.deepEqual([...reopened.paths()], ['f5.fits']);
    assert.equal(reports.length, 4);
    for (const report of reports)
      assert.match(report, /segment is damaged: .* set aside and its cutouts are indexed again/);
    assert.match(reports[3], /not the one its rows were written with/);
    assert.equal(fs.readdirSync(path.join(segments(), 'damaged')).length, 8);
    put(reopened, 'f1.fits', 1);
    await reopened.flush();
    reports = [];
    assert.deepEqual([...(await open()).paths()].sort(), ['f1.fits', 'f5.fits']);
    // Said until the whole folder has been looked at again.
    assert.equal(reports.length, 4);
    assert.match(reports[0], /000001\.npy: the segment was damaged, and is set aside.*\(1 at most\) are missing until/);
    await reopened.settle();
    reports = [];
    assert.deepEqual([...(await open()).paths()].sort(), ['f1.fits', 'f5.fits']);
    assert.deepEqual(reports, []);
  });

  it('does not take representations of other dimensions', async () => {
    const store = await open();
    put(store, 'f.fits', 1);
    await store.flush();
    const other = await RepresentationStore.open(folder, 'enc', D + 1, (message) => reports.push(message));
    assert.equal(other.count, 0);
    assert.match(reports[0], /4 dimensions instead of 5/);
  });

  it('sees a segment only when both its files are there, and clears away matrices that are old', async () => {
    const store = await open();
    put(store, 'f.fits', 1);
    await store.flush();
    const at = (name: string) => path.join(segments(), name);
    const halves = ['000002.npy', '000003.npy'];
    for (const name of halves) fs.copyFileSync(at('000001.npy'), at(name));
    assert.deepEqual(await listSegments(encoder()), [1]);
    assert.equal((await open()).count, 1);
    for (const name of halves) assert.ok(fs.existsSync(at(name)), 'another process may be writing it');
    const old = new Date(Date.now() - 2 * 3600 * 1000);
    for (const name of [...halves, '000001.npy', '000001.parquet']) fs.utimesSync(at(name), old, old);
    assert.equal((await open()).count, 1);
    assert.deepEqual(fs.readdirSync(segments()).sort(), ['000001.npy', '000001.parquet']);
    assert.deepEqual(reports, []);
  });

  it('gives segments of several processes numbers of their own, and loses none', async () => {
    makeFolders();
    const script = path.join(__dirname, 'write-segments.ts');
    const codes = await Promise.all(
      [0, 1, 2, 3].map(
        (writer) =>
          new Promise<number | null>((resolve) =>
            spawn(process.execPath, ['--import', 'tsx', script, encoder(), String(writer)], {
              cwd: ROOT,
              stdio: 'inherit',
            }).once('close', resolve),
          ),
      ),
    );
    assert.deepEqual(codes, [0, 0, 0, 0]);
    const numbers = await listSegments(encoder());
    assert.equal(numbers.length, 4 * 15);
    assert.equal((await open()).count, 4 * 15 * 3);
    assert.deepEqual(reports, []);
    assert.equal(fs.readdirSync(segments()).length, 2 * 4 * 15);
  });

  it('leaves nothing behind where it cannot write, keeps what waits, and writes it later', async () => {
    const store = await open();
    put(store, 'f.fits', 1);
    store.remove('g.fits');
    fs.mkdirSync(path.dirname(segments()), { recursive: true });
    fs.writeFileSync(segments(), 'a file where a folder should be');
    await assert.rejects(store.flush(), StoreError);
    assert.equal(store.count, 1);
    fs.rmSync(segments());
    await store.flush();
    assert.equal((await open()).count, 1);
  });

  it('reads a segment back bit by bit, and says where one has gone', async () => {
    makeFolders();
    const rows = [row('a'), row('b', { hdu: 2 })];
    const matrix = Uint16Array.from({ length: 2 * D }, (_, i) => 0x3c00 + i);
    const { number, sha256 } = (await writeSegment(encoder(), rows, matrix, D))!;
    assert.equal(
      sha256,
      createHash('sha256')
        .update(fs.readFileSync(path.join(segments(), '000001.npy')))
        .digest('hex'),
    );
    assert.deepEqual(await readSegment(encoder(), number, D), { number, sha256, rows, matrix });
    assert.equal(await readSegment(encoder(), number + 1, D), undefined);
  });

  it('merges while nobody else does: a lock that a dead process has left stops nothing, whatever its time', async () => {
    const store = await open();
    const lock = path.join(segments(), '.merging.lock');
    const many = async () => {
      for (let i = 0; i < 26; i++) {
        put(store, `f${i}.fits`, i);
        await store.flush();
      }
      await store.tidy();
      return (await listSegments(encoder())).length;
    };
    fs.mkdirSync(segments(), { recursive: true });
    const release = await tryLock(lock);
    assert.equal(await many(), 26);
    await release!();
    await store.tidy();
    for (const hours of [1, -1]) {
      fs.writeFileSync(lock, '');
      const time = new Date(Date.now() - hours * 3600 * 1000);
      fs.utimesSync(lock, time, time);
      assert.ok((await many()) <= 24, `${hours} hours old`);
      assert.ok(!fs.existsSync(lock));
    }
    assert.deepEqual(reports, []);
  });

  describe('keeps what is removed', () => {
    const DAY = 24 * 3600;
    const file = { path: 'back.fits', size: 1, mtime: 2 };
    const back = (store: RepresentationStore, from: string) => {
      const taken = store.takeOver(from, file);
      const rows = store.rowsOf('back.fits');
      assert.ok(rows.every(({ path: at, size, mtime }) => at === 'back.fits' && size === 1 && mtime === 2));
      assert.ok(rows.every(({ removed, removedAt }) => !removed && removedAt === undefined));
      return [taken, contents(store).get('back.fits')];
    };
    const whole = [rounded(vector(1)), rounded(vector(2))];
    const mergeAll = async (store: RepresentationStore) => {
      for (let i = 0; i < 26; i++) {
        put(store, 'passing.fits', i);
        await store.flush();
      }
      await store.tidy();
      assert.equal((await listSegments(encoder())).length, 1);
    };

    it('before it is written, in its segment, and in those that it is merged into', async () => {
      for (const until of ['waiting', 'written', 'reopened', 'merged'] as const) {
        fs.rmSync(folder, { recursive: true });
        let store = await open();
        put(store, 'f.fits', 1, 2);
        put(store, 'stays.fits', 3);
        await store.flush();
        store.remove('f.fits');
        assert.deepEqual([...store.removedFiles()], ['f.fits']);
        assert.equal(store.count, 1);
        if (until !== 'waiting') await store.flush();
        if (until === 'reopened') store = await open();
        if (until === 'merged') {
          await mergeAll(store);
          store = await open();
        }
        assert.deepEqual(store.removedRowsOf('f.fits').map(({ hdu }) => hdu), [0, 1]); // prettier-ignore
        assert.deepEqual(back(store, 'f.fits'), [2, whole], until);
        await store.flush();
        assert.deepEqual(contents(await open()).get('back.fits'), whole, until);
      }
    });

    it('not where the file has representations again, nor in searches', async () => {
      const store = await open();
      put(store, 'f.fits', 1);
      store.remove('f.fits');
      await store.flush();
      assert.deepEqual(store.exactSearch(vector(1), 5), []);
      put(store, 'f.fits', 2);
      assert.deepEqual([...store.removedFiles()], []);
      await store.flush();
      assert.deepEqual([...(await open()).removedFiles()], []);
      assert.equal(store.takeOver('nothing.fits', file), 0);
    });

    it('for thirty days at least; a merge after that drops it', async () => {
      makeFolders();
      const removedAt = (days: number) => ({ removed: true, removedAt: Date.now() / 1000 - days * DAY });
      const rows = [
        row('young.fits', removedAt(29)),
        row('old.fits', removedAt(31)),
        row('older.fits', { removed: true }),
      ];
      await writeSegment(encoder(), rows, encodeFloat16(new Float32Array(3 * D).fill(0.5)), D);
      const store = await open();
      assert.deepEqual(
        [...store.removedFiles()],
        ['young.fits', 'old.fits'],
        'without a time there is no representation',
      );
      assert.equal(store.takeOver('older.fits', file), 0);
      await mergeAll(store);
      assert.deepEqual([...(await open()).removedFiles()], ['young.fits']);
    });
  });

  it('finds by comparing all rows what sorting finds', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 60 }), async (count, k) => {
        const store = await RepresentationStore.open(path.join(folder, 'none'), 'enc', D, () => undefined);
        const vectors = Array.from({ length: count }, (_, i) =>
          i % 17 === 3 ? new Float32Array(D) : i % 17 === 5 ? new Float32Array(D).fill(NaN) : vector(i),
        );
        vectors.forEach((one, i) => store.put([row(`f${i}`)], one));
        const query = vector(0.5);
        const length = Math.hypot(...query);
        const scores = vectors
          .map((one) => decodeFloat16(encodeFloat16(one)))
          .map((one, i) => ({
            i,
            score: one.reduce((sum, x, d) => sum + x * query[d], 0) / length / Math.hypot(...one),
          }))
          .filter(({ score }) => Number.isFinite(score))
          .sort((a, b) => b.score - a.score)
          .slice(0, k);
        const hits = store.exactSearch(query.map((x) => x / length), k); // prettier-ignore
        assert.equal(hits.length, scores.length);
        hits.forEach(({ similarity }, i) => assert.ok(Math.abs(similarity - scores[i].score) < 1e-5));
      }),
      { numRuns: 30 },
    ));
});
