import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { IndexCollection } from '../../../src/engine';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { listSegments, readSegment } from '../../../src/collection/segments';
import { ensureBuilt } from '../../built';
import { randomNumbers, temporaryFolder, writeGalaxies } from '../../galaxies';
import { mountDisk, remountDisk, unmountDisk } from '../../small-disk';
import { indexJson, morphoscope, start } from '../cli/run-cli';
import { alive, collectionOf, engineClient, pause, until } from './harness';

const ENCODER = `encoders/${BUNDLED_ENCODER}`;
const SEGMENTS = `${ENCODER}/segments`;
const DIMENSIONS = 256;

/** The rows of every segment in a store, each verified. */
async function rowsOf(store: string): Promise<Map<number, string[]>> {
  const folder = path.join(store, ENCODER);
  const segments = new Map<number, string[]>();
  for (const number of await listSegments(folder)) {
    const segment = await readSegment(folder, number, DIMENSIONS);
    segments.set(number, segment!.rows.map((row) => row.path)); // prettier-ignore
  }
  return segments;
}

describe('processes that are killed while they index', function () {
  this.timeout(180_000);
  const FILES = 200;
  let folder: string;
  let remove: () => void;
  before(() => {
    ensureBuilt();
    ({ folder, remove } = temporaryFolder());
    writeGalaxies(path.join(folder, 'data'), FILES, 16);
  });
  after(() => remove());

  /** Kills index runs of one store at moments of a seeded random until one comes to its end. */
  async function survives(name: string, kill: (store: string, after: number) => Promise<void>, seed: number) {
    const store = path.join(folder, name);
    const random = randomNumbers(seed);
    let finished = new Map<number, string[]>();
    for (let round = 0; round < 10; round++) {
      await kill(store, random() * 60);
      const now = await rowsOf(store);
      for (const [number, rows] of finished) assert.deepEqual(now.get(number), rows, `segment ${number}`);
      finished = now;
    }
    const done = [...finished.values()].flat();
    assert.equal(new Set(done).size, done.length, 'nothing is encoded twice');
    const { json, code, stderr } = await indexJson(path.join(folder, 'data'), '--store', store);
    assert.equal(code, 0, stderr);
    assert.deepEqual([json.cutouts, json.skipped, json.new], [FILES, done.length, FILES - done.length]);
    // A slow machine is told how far it has come.
    assert.equal(stderr.replace(/^\d+ of \d+ files.*\n/gm, ''), '');
  }

  it('kill -9 of the engine loses no finished segment', async () => {
    await survives(
      'engine-store',
      async (store, after) => {
        const engine = engineClient();
        const data = path.join(folder, 'data');
        await engine.open(collectionOf(data, store));
        const { pid } = engine;
        let killing: Promise<void> | undefined;
        const kill = async () => {
          await pause(after);
          process.kill(pid!, 'SIGKILL');
        };
        const run = engine.request(
          IndexCollection,
          { folder: data, segmentRows: 8 },
          { onProgress: () => void (killing ??= kill()) },
        );
        await run.catch(() => undefined);
        await killing;
        await until(() => !alive(pid!));
        await engine.stop();
      },
      1,
    );
  });

  it('kill -9 of the command loses no finished segment, and ends the engine', async () => {
    await survives(
      'cli-store',
      async (store, after) => {
        const { child, ended } = start([
          'index', path.join(folder, 'data'), '--store', store, '--segment-rows', '8', '--threads', '1',
        ]); // prettier-ignore
        const segments = path.join(store, SEGMENTS);
        const count = () => (fs.existsSync(segments) ? fs.readdirSync(segments).length : 0);
        const before = count();
        await Promise.race([until(() => count() > before), ended]);
        await pause(after);
        child.kill('SIGKILL');
        await ended;
        // The engine notices, writes what waits and ends: wait until the folder is still.
        for (let last = -1; last !== count();) {
          last = count();
          await pause(150);
        }
      },
      2,
    );
  });
});

describe('folders that cannot be written to', function () {
  this.timeout(60_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  let mounted: string;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    mounted = path.join(folder, 'store');
    fs.mkdirSync(mounted);
    writeGalaxies(path.join(folder, 'data'), 150, 16);
  });
  afterEach(() => {
    unmountDisk(mounted);
    remove();
  });

  it('a full disk is told, and what was finished before stays', async function () {
    mountDisk(this, mounted, 'size=100k');
    const args = ['index', path.join(folder, 'data'), '--store', mounted, '--segment-rows', '16'];
    const { code, stderr } = await morphoscope(args);
    assert.equal(code, 1);
    assert.match(stderr, /the disk is full/);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
    const names = fs.readdirSync(path.join(mounted, SEGMENTS));
    assert.deepEqual(names.filter((name) => !/^\d{6}\.(npy|parquet)$/.test(name)), []); // prettier-ignore
    const segments = await rowsOf(mounted);
    assert.equal(names.length, 2 * segments.size, 'no half of a pair is left');
    assert.ok(segments.size > 0);
    remountDisk(mounted, 'size=4m');
    const again = await indexJson(path.join(folder, 'data'), '--store', mounted);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([again.json.cutouts, again.json.skipped], [150, [...segments.values()].flat().length]);
  });

  it('a folder that is read-only is told', async function () {
    mountDisk(this, mounted, 'size=1m');
    remountDisk(mounted, 'ro');
    const { code, stderr } = await morphoscope(['index', path.join(folder, 'data'), '--store', mounted]);
    assert.equal(code, 1);
    assert.match(stderr, /cannot be written to; choose another store folder/);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
  });
});
