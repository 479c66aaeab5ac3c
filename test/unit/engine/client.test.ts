import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import {
  type EngineClient,
  EngineDiedError,
  EngineError,
  ExportRepresentations,
  FindSimilar,
  IndexCollection,
  type IndexProgress,
  ListFailures,
  ReadThumbnails,
} from '../../../src/engine';
import { DIST, ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { alive, collectionOf, engineClient, until } from './harness';

describe('the engine and its client', function () {
  this.timeout(60_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    engine = engineClient();
  });
  afterEach(async () => {
    await engine.stop();
    remove();
  });

  it('stops an index run soon after it is cancelled, and keeps what is done', async () => {
    writeGalaxies(folder, 500, 16);
    await engine.open(collectionOf(folder));
    const cancel = new CancellationTokenSource();
    const seen: IndexProgress[] = [];
    const summary = await engine.request(
      IndexCollection,
      { folder },
      {
        onProgress: (progress) => {
          seen.push(progress);
          if (progress.cutouts >= 32) cancel.cancel();
        },
        token: cancel.token,
      },
    );
    assert.equal(summary.cancelled, true);
    assert.ok(summary.new >= 32 && summary.new < 500, String(summary.new));
    assert.ok(seen.every(({ done, total }) => done <= total));
    const rest = await engine.request(IndexCollection, { folder });
    assert.deepEqual([rest.skipped, rest.new, rest.cancelled], [summary.new, 500 - summary.new, false]);
  });

  it('answers queries while it indexes', async () => {
    writeGalaxies(folder, 500, 16);
    await engine.open(collectionOf(folder));
    let answered: Promise<number> | undefined;
    const cancel = new CancellationTokenSource();
    const run = engine.request(
      IndexCollection,
      { folder },
      {
        onProgress: ({ cutouts }) => {
          if (cutouts < 16) return;
          answered ??= engine
            .request(FindSimilar, { folder, query: [{ path: 'g499.fits' }], count: 5 })
            .then(({ neighbours, searched }) => {
              assert.equal(neighbours.length, 5);
              cancel.cancel();
              return searched;
            });
        },
        token: cancel.token,
      },
    );
    const summary = await run;
    const searched = await answered;
    assert.equal(summary.cancelled, true, 'the answer came first');
    assert.ok(searched! < 500);
  });

  it('is started again by the next request after it has died, with its collections open', async () => {
    writeGalaxies(folder, 300, 16);
    const reasons: string[] = [];
    const mortal = engineClient({ onDied: (reason) => reasons.push(reason) });
    try {
      await mortal.open(collectionOf(folder));
      await mortal.request(IndexCollection, { folder, paths: ['g000.fits', 'g001.fits', 'g002.fits'] });
      const first = mortal.pid!;
      const run = mortal.request(
        IndexCollection,
        { folder },
        {
          onProgress: ({ cutouts }) => {
            if (cutouts > 16) process.kill(first, 'SIGKILL');
          },
        },
      );
      await assert.rejects(run, EngineDiedError);
      assert.deepEqual(reasons, ['SIGKILL']);
      const { neighbours } = await mortal.request(FindSimilar, { folder, query: [{ path: 'g000.fits' }], count: 1 });
      assert.equal(neighbours.length, 1);
      assert.notEqual(mortal.pid, first);
    } finally {
      await mortal.stop();
    }
  });

  it('ends when the process that started it is gone', async () => {
    const script = `
      const child = require('node:child_process').fork(${JSON.stringify(path.join(DIST, 'engine.js'))}, [], { silent: true, serialization: 'advanced' });
      child.once('spawn', () => console.log(child.pid));
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
    assert.ok(alive(pid));
    parent.kill('SIGKILL');
    await until(() => !alive(pid));
  });

  it('says what is wrong in words for people', async () => {
    writeGalaxies(folder, 2);
    fs.writeFileSync(path.join(folder, 'empty.fits'), '');
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
    assert.deepEqual(await engine.request(ListFailures, { folder }), [
      { path: 'empty.fits', hdu: undefined, reason: 'the file is empty' },
    ]);
    await assert.rejects(
      engine.request(FindSimilar, { folder, query: [{ path: 'empty.fits' }], count: 3 }),
      (error) => {
        assert.ok(error instanceof EngineError);
        assert.equal(error.reason, 'the file is empty');
        return true;
      },
    );
    await assert.rejects(
      engine.request(ExportRepresentations, { folder, out: path.join(folder, 'x.doc') }),
      /an export ends in/,
    );
    const [thumbnail, missing] = await engine.request(ReadThumbnails, {
      folder,
      cutouts: [
        { path: 'g000.fits', hdu: 0 },
        { path: 'empty.fits', hdu: 0 },
      ],
      size: 16,
    });
    assert.ok('bands' in thumbnail && thumbnail.width === 16 && thumbnail.bands[0].length === 256);
    assert.deepEqual(missing, { error: 'the file is empty' });
  });

  it('looks at single files as a watcher reports them', async () => {
    writeGalaxies(folder, 4);
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
    fs.renameSync(path.join(folder, 'g000.fits'), path.join(folder, 'new-name.fits'));
    fs.rmSync(path.join(folder, 'g001.fits'));
    const summary = await engine.request(IndexCollection, {
      folder,
      paths: ['g000.fits', 'g001.fits', 'new-name.fits'],
    });
    assert.deepEqual([summary.cutouts, summary.moved, summary.new], [3, 1, 0]);
  });

  it('says what of the index is missing until the folder has been indexed again, which encodes that alone', async () => {
    writeGalaxies(folder, 12);
    const missing = async () => {
      const client = engineClient();
      const { cutouts, damage } = await client.open(collectionOf(folder));
      await client.stop();
      return [cutouts, damage.length];
    };
    await engine.open(collectionOf(folder));
    for (const name of ['g000.fits', 'g001.fits', 'g002.fits'])
      await engine.request(IndexCollection, { folder, paths: [name] });
    const whole = await engine.request(IndexCollection, { folder });
    assert.deepEqual(await missing(), [12, 0]);
    const segments = path.join(folder, '.morphoscope/encoders', BUNDLED_ENCODER, 'segments');
    fs.rmSync(path.join(segments, '000002.npy'));
    assert.deepEqual(await missing(), [11, 1]);
    // Looking at some files does not bring it back, nor is it forgotten.
    await engine.request(IndexCollection, { folder, paths: ['g003.fits'] });
    assert.deepEqual(await missing(), [11, 1]);
    assert.match((await engine.open(collectionOf(folder))).damage[0], /000002\.npy: this file of a segment is gone/);
    const again = await engine.request(IndexCollection, { folder });
    assert.deepEqual([again.new, again.skipped, again.cutouts], [1, 11, whole.cutouts]);
    assert.deepEqual((await engine.open(collectionOf(folder))).damage, []);
    assert.deepEqual(await missing(), [12, 0]);
  });

  it('takes out what a watcher reports as gone, unless that is most of the folder or more than has been agreed to', async () => {
    writeGalaxies(folder, 40, 16);
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.fits')).sort(); // prettier-ignore
    const gone = async (paths: string[], prune?: number) => {
      for (const name of paths) fs.rmSync(path.join(folder, name), { force: true });
      const { cutouts, removed, missing } = await engine.request(IndexCollection, { folder, paths, prune });
      return [cutouts, removed, missing?.cutouts, missing?.of];
    };
    assert.deepEqual(await gone(names.slice(0, 5)), [35, 5, undefined, undefined]);
    assert.deepEqual(await gone(names.slice(5, 25)), [35, 0, 20, 35]);
    assert.deepEqual(await gone(names.slice(5, 26), 20), [35, 0, 21, 35]);
    assert.deepEqual(await gone(names.slice(5, 26), 21), [14, 21, undefined, undefined]);
  });
});
