import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import path from 'node:path';
import { RepresentationStore } from '../../../src/collection';
import { Manifest } from '../../../src/collection/manifest';
import { listSegments } from '../../../src/collection/segments';
import { thisProcess } from '../../../src/files';
import { temporaryFolder } from '../../galaxies';
import { row } from './rows-of';

const D = 4;
const vector = (seed: number) => Float32Array.from({ length: D }, (_, d) => Math.sin(seed * 13.7 + d * 5.1));

describe('the manifest of a store', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  let reports: string[];
  const { link, readdir, rename } = fsPromises;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    reports = [];
  });
  afterEach(() => {
    Object.assign(fsPromises, { link, readdir, rename });
    remove();
  });

  const encoder = () => path.join(folder, 'encoders/enc');
  const at = (...names: string[]) => path.join(encoder(), ...names);
  const file = (number: number, extension: string) => at('segments', `00000${number}.${extension}`);
  const manifest = () => new Manifest(encoder());
  const open = () => RepresentationStore.open(folder, 'enc', D, (message) => reports.push(message));
  const put = (store: RepresentationStore, name: string, seed: number) => store.put([row(name, { mtime: seed })], vector(seed)); // prettier-ignore
  const write = async (store: RepresentationStore, name: string, seed = 1) => {
    put(store, name, seed);
    await store.flush();
    return (await listSegments(encoder())).at(-1)!;
  };
  const remove_ = (number: number) => ['npy', 'parquet'].forEach((extension) => fs.rmSync(file(number, extension)));
  const many = async (store: RepresentationStore, count = 26) => {
    for (let i = 0; i < count; i++) await write(store, `f${i}.fits`, i);
  };
  const seedOf = (store: RepresentationStore, name: string) => store.rowsOf(name)[0]?.mtime;

  describe('never lets a number be used again', () => {
    it('after its segment was set aside, deleted, or merged away', async () => {
      const store = await open();
      for (let i = 1; i <= 3; i++) await write(store, `f${i}.fits`, i);
      fs.truncateSync(file(3, 'npy'), 80);
      const second = await open();
      assert.equal(await write(second, 'f3.fits'), 4);
      remove_(4);
      const third = await open();
      assert.equal(await write(third, 'f3.fits'), 5);
      // The folder of damaged segments is the person's to delete.
      fs.truncateSync(file(5, 'npy'), 80);
      const fourth = await open();
      fs.rmSync(at('segments/damaged'), { recursive: true });
      await fourth.settle();
      assert.equal(await write(await open(), 'f3.fits'), 6);
    });

    it('where a merge leaves nothing', async () => {
      const store = await open();
      for (let i = 0; i < 26; i++) await write(store, 'passing.fits', i);
      // As if it had been removed long ago.
      const [block] = store.segmentBlocks().slice(-1);
      store.remove('passing.fits');
      await store.flush();
      for (const { rows } of store.segmentBlocks()) for (const one of rows) if (one.removed) one.removedAt = 1;
      const last = store.segmentBlocks().at(-1)!.segment!;
      assert.ok(block.segment! < last);
      await store.tidy();
      assert.deepEqual(await listSegments(encoder()), []);
      assert.deepEqual(await manifest().numbers(), [last]);
      assert.equal(await write(await open(), 'f.fits'), last + 1);
      assert.deepEqual(reports, []);
    });

    it('where the manifest has been deleted', async () => {
      const store = await open();
      await write(store, 'a.fits');
      await write(store, 'b.fits');
      fs.rmSync(at('manifest'), { recursive: true });
      assert.equal(await write(await open(), 'c.fits'), 3);
      fs.rmSync(at('manifest'), { recursive: true });
      fs.truncateSync(file(3, 'npy'), 80);
      const later = await open();
      assert.equal(later.damage.length, 1);
      assert.equal(await write(later, 'c.fits'), 4);
      assert.deepEqual([...(await open()).paths()].sort(), ['a.fits', 'b.fits', 'c.fits']);
    });

    it('by a process that was held up after it had looked which are free', async () => {
      const [held, others] = [await open(), await open()];
      await many(others, 10);
      const stale = new Map<string, string[]>();
      for (const name of ['segments', 'segments/damaged', 'manifest']) {
        stale.set(at(name), fs.existsSync(at(name)) ? fs.readdirSync(at(name)) : []);
      }
      await many(others, 26);
      await others.tidy();
      const merged = (await listSegments(encoder())).at(-1)!;
      assert.equal((await listSegments(encoder())).length, 1);
      Object.assign(fsPromises, {
        readdir: (name: string) => {
          const names = stale.get(name);
          stale.delete(name);
          return names ?? readdir(name);
        },
      });
      // It looks before it claims, and believes 11 to be free, which was used.
      put(held, 'f3.fits', 500);
      await held.flush();
      assert.equal(stale.size, 0);
      assert.deepEqual(await listSegments(encoder()), [merged, merged + 1]);
      assert.equal(seedOf(await open(), 'f3.fits'), 500, 'the newer row counts');
    });
  });

  describe('keeps a merge from counting above rows that it does not know', () => {
    /** Does something else just before a merge's claim on its number is made. */
    const beforeTheClaim = (work: () => Promise<void>) => {
      let done = false;
      Object.assign(fsPromises, {
        async link(from: string, to: string) {
          if (!done && path.dirname(to) === at('manifest')) {
            done = true;
            await work();
          }
          await link(from, to);
        },
      });
    };

    it('of a segment that others have written meanwhile', async () => {
      const [store, other] = [await open(), await open()];
      await many(store);
      beforeTheClaim(async () => void (await write(other, 'f3.fits', 500)));
      await store.tidy();
      assert.equal((await listSegments(encoder())).length, 27, 'it has given up');
      assert.equal(seedOf(await open(), 'f3.fits'), 500);
      await store.tidy();
      assert.equal((await listSegments(encoder())).length, 1);
      assert.equal(seedOf(await open(), 'f3.fits'), 500);
      assert.deepEqual(reports, []);
    });

    it('of a segment that gets its rows while the merge looks', async () => {
      const [store, other] = [await open(), await open()];
      await many(store);
      const entryFile = at('manifest', '000027.json');
      beforeTheClaim(async () => {
        await write(other, 'f3.fits', 500);
        const rows = at('segments', '000027.parquet');
        const written = fs.readFileSync(entryFile, 'utf8');
        fs.renameSync(rows, path.join(folder, 'rows'));
        fs.writeFileSync(entryFile, written.replace('"written"', '"writing"'));
        let looked = false;
        Object.assign(fsPromises, {
          // Whichever is looked at first, the segment is finished right behind it.
          async readdir(name: string) {
            const names = await readdir(name);
            if (!looked && name === at('segments') && fs.existsSync(at('manifest', '000028.json'))) {
              looked = true;
              fs.renameSync(path.join(folder, 'rows'), rows);
              fs.writeFileSync(entryFile, written);
            }
            return names;
          },
        });
      });
      await store.tidy();
      Object.assign(fsPromises, { readdir });
      if (fs.existsSync(path.join(folder, 'rows')))
        fs.renameSync(path.join(folder, 'rows'), at('segments', '000027.parquet'));
      assert.equal(seedOf(await open(), 'f3.fits'), 500, 'the newer row counts');
      assert.equal((await listSegments(encoder())).length, 27, 'it has given up');
    });

    it('of a segment that others are writing, or have died writing', async () => {
      const store = await open();
      await many(store);
      const entry = { state: 'writing' as const, rows: 1, matrix_sha256: '', replaces: [], by: thisProcess() };
      beforeTheClaim(() => manifest().write(27, entry));
      await store.tidy();
      assert.equal((await listSegments(encoder())).length, 26);
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      await manifest().write(27, { ...entry, by: { ...thisProcess(), pid } });
      await store.tidy();
      assert.equal((await listSegments(encoder())).length, 1);
    });

    it('and has a writer whose number is below that of a merge under way take one above', async () => {
      const store = await open();
      await write(store, 'f.fits');
      const merge = { state: 'writing' as const, rows: 1, matrix_sha256: '', replaces: [1], by: thisProcess() };
      beforeTheClaim(() => manifest().write(5, merge));
      assert.equal(await write(store, 'f.fits', 2), 6);
      // A writer that is under way is no reason: two would push each other upwards without end.
      beforeTheClaim(() => manifest().write(9, { ...merge, replaces: [] }));
      assert.equal(await write(store, 'f.fits', 3), 7);
    });
  });

  describe('is as it was where a segment cannot be given its number', () => {
    const failing = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    /** Does something else where the rows would get their name. */
    const atTheName = (work: (from: string, to: string) => Promise<void>) =>
      Object.assign(fsPromises, {
        rename: (from: string, to: string) => (to.endsWith('.parquet') ? work(from, to) : rename(from, to)),
      });

    it('since the disk is full', async () => {
      const store = await open();
      await write(store, 'a.fits');
      put(store, 'b.fits', 2);
      atTheName(failing);
      await assert.rejects(store.flush(), /the disk is full/);
      assert.deepEqual(fs.readdirSync(at('segments')).sort(), ['000001.npy', '000001.parquet']);
      assert.deepEqual(await manifest().numbers(), [1]);
      Object.assign(fsPromises, { rename });
      await store.flush();
      assert.deepEqual([...(await open()).paths()], ['a.fits', 'b.fits']);
    });

    it('since the folder cannot be flushed after it was seen', async () => {
      const [store, other] = [await open(), await open()];
      await write(store, 'a.fits');
      put(store, 'b.fits', 2);
      const { open: openFile } = fsPromises;
      atTheName(async (from, to) => {
        await rename(from, to);
        await other.refresh();
        Object.assign(fsPromises, { open: (name: string, flags: string) => (name === at('segments') ? failing() : openFile(name, flags)) }); // prettier-ignore
      });
      await assert
        .rejects(store.flush(), /the disk is full/)
        .finally(() => Object.assign(fsPromises, { open: openFile, rename }));
      assert.equal(other.count, 2);
      assert.deepEqual(fs.readdirSync(at('segments')).sort(), ['000001.npy', '000001.parquet']);
      // The number is not used for other rows: who has seen them would take these for them.
      assert.equal(await write(store, 'c.fits', 3), 3);
      await other.refresh();
      assert.deepEqual([...other.paths()].sort(), ['a.fits', 'b.fits', 'c.fits']);
      assert.deepEqual(reports, []);
    });

    it('since it was held up for so long that others have taken it', async () => {
      const store = await open();
      await write(store, 'a.fits');
      put(store, 'b.fits', 2);
      const others = { state: 'writing' as const, rows: 1, matrix_sha256: 'theirs', replaces: [], by: thisProcess() };
      Object.assign(fsPromises, {
        async link(from: string, to: string) {
          await link(from, to);
          if (to === file(2, 'npy')) await manifest().write(2, others);
        },
      });
      await assert.rejects(store.flush(), /another process has taken the number of this segment/);
      assert.deepEqual(await manifest().read(2), { version: 1, ...others });
      assert.ok(!fs.existsSync(file(2, 'parquet')));
      assert.equal(await write(store, 'c.fits', 3), 3);
      assert.deepEqual([...(await open()).paths()].sort(), ['a.fits', 'b.fits', 'c.fits']);
    });
  });

  describe('says what is missing', () => {
    const cases: [string, (number: number) => void, RegExp][] = [
      ['representations', (n) => fs.rmSync(file(n, 'npy')), /000002\.npy: this file of a segment is gone/],
      ['rows', (n) => fs.rmSync(file(n, 'parquet')), /000002\.parquet: this file of a segment is gone/],
      ['both', remove_, /000002\.npy: both files of this segment are gone/],
    ];
    for (const [what, lose, text] of cases) {
      it(`of a segment: ${what}; until the folder has been indexed again`, async () => {
        const store = await open();
        for (let i = 1; i <= 3; i++) await write(store, `f${i}.fits`, i);
        lose(2);
        for (const again of [false, true]) {
          reports = [];
          const opened = await open();
          assert.deepEqual([...opened.paths()], ['f1.fits', 'f3.fits']);
          assert.equal(reports.length, 1, `opened ${again ? 'again' : 'once'}`);
          assert.match(reports[0], text);
          assert.match(reports[0], /its cutouts \(1 at most\) are missing until the folder has been indexed again$/);
          assert.deepEqual(opened.damage, reports);
        }
        // A process that had it open sees it, too.
        reports = [];
        await store.refresh();
        assert.equal(reports.length, 1);
        await write(store, 'f2.fits', 2);
        await store.settle();
        assert.deepEqual(store.damage, []);
        reports = [];
        assert.deepEqual([...(await open()).paths()].sort(), ['f1.fits', 'f2.fits', 'f3.fits']);
        assert.deepEqual(reports, []);
        assert.deepEqual(await manifest().numbers(), [1, 3, 4]);
        // The half that was left is not deleted: its other half may be in a person's trash.
        const aside = fs.existsSync(at('segments/damaged')) ? fs.readdirSync(at('segments/damaged')).length : 0;
        assert.equal(aside, what === 'both' ? 0 : 1);
      });
    }

    it('of a store from before there was a manifest, once it has been indexed', async () => {
      const store = await open();
      for (let i = 1; i <= 3; i++) await write(store, `f${i}.fits`, i);
      fs.rmSync(at('manifest'), { recursive: true });
      const opened = await open();
      assert.deepEqual([reports, opened.count], [[], 3]);
      await opened.settle();
      remove_(3);
      assert.equal((await open()).damage.length, 1);
      // Rows alone were never written so.
      fs.rmSync(at('manifest'), { recursive: true });
      fs.rmSync(file(2, 'npy'));
      assert.match((await open()).damage[0], /000002\.npy: this file of a segment is gone/);
    });

    it('but not what was merged away, wherever the merge was killed', async () => {
      const store = await open();
      await many(store, 25);
      const before = path.join(folder, 'before');
      fs.cpSync(encoder(), before, { recursive: true });
      await store.tidy();
      const [merged] = await listSegments(encoder());
      assert.equal(merged, 26);
      // What there is after each step: the first segments' rows, then matrix, then entry deleted.
      for (const deleted of [[], ['parquet'], ['parquet', 'npy']]) {
        for (const name of ['segments', 'manifest']) {
          for (const one of fs.readdirSync(path.join(before, name))) {
            if (!fs.existsSync(at(name, one))) fs.copyFileSync(path.join(before, name, one), at(name, one));
          }
        }
        for (const extension of deleted) fs.rmSync(file(1, extension));
        reports = [];
        const opened = await open();
        assert.equal(opened.count, 25);
        assert.deepEqual(reports, []);
        await opened.settle();
        assert.deepEqual(await listSegments(encoder()), [26]);
        assert.deepEqual(fs.readdirSync(at('segments')).length, 2);
        assert.deepEqual(await manifest().numbers(), [26]);
        await opened.refresh();
        assert.equal(opened.count, 25);
        assert.deepEqual(reports, []);
      }
    });

    it('but not what was merged away, where the merge was killed and its segment has been merged, too', async () => {
      const [store, other] = [await open(), await open()];
      await many(store, 25);
      const half = [file(1, 'npy'), manifest().file(1)].map((name) => [name, fs.readFileSync(name)] as const);
      await store.tidy();
      for (const [name, bytes] of half) fs.writeFileSync(name, bytes);
      await many(other, 25);
      await other.tidy();
      assert.equal((await listSegments(encoder())).length, 1);
      assert.equal((await open()).count, 25);
      assert.deepEqual(reports, []);
      assert.equal((await manifest().numbers()).length, 1);
    });

    it('but not what a killed process never finished, whose claim goes', async () => {
      const store = await open();
      await write(store, 'f.fits');
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      const claim = { state: 'writing' as const, rows: 1, matrix_sha256: '', replaces: [] };
      await manifest().write(2, { ...claim, by: { ...thisProcess(), pid } });
      await manifest().write(3, { ...claim, by: thisProcess() });
      await manifest().write(4, { ...claim, by: { pid: 1, machine: 'another' } });
      await manifest().write(5, { ...claim, by: { pid: 1, machine: 'another' } });
      const old = new Date(Date.now() - 2 * 3600 * 1000);
      fs.utimesSync(manifest().file(5), old, old);
      await open();
      assert.deepEqual(reports, []);
      assert.deepEqual(await manifest().numbers(), [1, 3, 4]);
    });
  });

  it('that is damaged is no obstacle', async () => {
    const store = await open();
    await write(store, 'a.fits');
    await write(store, 'b.fits');
    for (const bytes of ['', '{', '{"version":1,"state":"eaten"}']) {
      fs.writeFileSync(manifest().file(2), bytes);
      const opened = await open();
      assert.equal(opened.count, 2);
      await opened.settle();
      assert.equal((await manifest().read(2))?.state, 'written');
    }
    assert.deepEqual(reports, []);
  });

  it('large segments of which most does not count any more are written anew', async () => {
    const store = await open();
    const rows = Array.from({ length: 20_000 }, (_, i) => row(`g${i}.fits`));
    store.put(rows, new Float32Array(rows.length * D).fill(0.5));
    await store.flush();
    store.put(rows.slice(0, 12_000), new Float32Array(12_000 * D).fill(0.25));
    await store.flush();
    await store.tidy();
    assert.deepEqual(store.segmentBlocks().map(({ rows: { length } }) => length), [12_000, 8_000]); // prettier-ignore
    assert.equal(store.count, 20_000);
    const opened = await open();
    assert.equal(opened.count, 20_000);
    const { block, row: of } = opened.place('g11999.fits', 0)!;
    assert.deepEqual([...block.representation(of)], [0.25, 0.25, 0.25, 0.25]);
    assert.deepEqual(reports, []);
  });
});
