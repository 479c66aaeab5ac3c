import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { addEncoder } from '../../../src/encoder/library';
import { type EngineClient, FindSimilar, IndexCollection, ReadThumbnails } from '../../../src/engine';
import { FileReader, SECONDS_VARIABLE } from '../../../src/engine/indexing/file-reader';
import { readEncoder } from '../../../src/encoder';
import { writeFits } from '../../../src/fits';
import { DIST, ensureBuilt } from '../../built';
import { galaxyPixels, temporaryFolder, writeGalaxies } from '../../galaxies';
import { smallOnnx } from '../encoder/small-onnx';
import { binaryTable } from '../fits/table-file';
import { collectionOf, engineClient } from './harness';

/** A file of kilobytes that takes an hour to read: a cube whose planes are all the same compressed one of 16 million pixels. */
function slowFits(): Uint8Array {
  const [side, planes] = [4096, 20_000];
  const pixels = Buffer.alloc(side * side);
  pixels[7] = 1;
  const tile = zlib.gzipSync(pixels);
  const descriptor = Buffer.alloc(8);
  descriptor.writeInt32BE(tile.length);
  return binaryTable(['1PB'], Array<Buffer>(planes).fill(descriptor), tile, [
    "TTYPE1  = 'COMPRESSED_DATA'",
    'ZIMAGE  = T',
    "ZCMPTYPE= 'GZIP_1'",
    'ZBITPIX = 8',
    'ZNAXIS  = 3',
    `ZNAXIS1 = ${side}`,
    `ZNAXIS2 = ${side}`,
    `ZNAXIS3 = ${planes}`,
    `ZTILE1  = ${side}`,
    `ZTILE2  = ${side}`,
  ]);
}

/** Many cutouts in one file. */
const manyCutouts = (count: number, seed: number) =>
  writeFits(Array.from({ length: count }, (_, i) => ({ data: galaxyPixels(8, 1000 * seed + i), shape: [8, 8] })));

describe('files that take too long or too much memory', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient | undefined;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    process.env[SECONDS_VARIABLE] = '2';
  });
  afterEach(async () => {
    delete process.env[SECONDS_VARIABLE];
    await engine?.stop();
    engine = undefined;
    remove();
  });

  it('are named as failures, and all others are indexed', async () => {
    writeGalaxies(folder, 40, 16);
    for (const name of ['g010-slow', 'g011-slow']) fs.writeFileSync(path.join(folder, `${name}.fits`), slowFits());
    engine = engineClient();
    await engine.open(collectionOf(folder));
    const summary = await engine.request(IndexCollection, { folder });
    assert.deepEqual([summary.new, summary.failed, summary.cutouts], [40, 2, 40]);
    assert.deepEqual(summary.failures.map((one) => one.path).sort(), ['g010-slow.fits', 'g011-slow.fits']);
    for (const { reason } of summary.failures) assert.match(reason, /took longer than 2 seconds and was given up/);

    // They cost their time once, until somebody asks for them again.
    const from = performance.now();
    const again = await engine.request(IndexCollection, { folder });
    assert.deepEqual([again.new, again.failed, again.failedBefore], [0, 2, 2]);
    assert.ok(performance.now() - from < 2000);
    const asked = await engine.request(IndexCollection, { folder, retry: true });
    assert.deepEqual([asked.failed, asked.failedBefore], [2, 0]);

    const cutouts = ['g001.fits', 'g010-slow.fits', 'g002.fits'].map((file) => ({ path: file, hdu: file.includes('slow') ? 1 : 0 })); // prettier-ignore
    const [first, slow, last] = await engine.request(ReadThumbnails, { folder, cutouts, size: 8 });
    assert.ok('bands' in first && 'bands' in last);
    assert.ok('error' in slow && /took longer than/.test(slow.error));
    await assert.rejects(
      engine.request(FindSimilar, { folder, query: [{ path: 'g010-slow.fits' }], count: 3 }),
      /took longer than/,
    );
    assert.equal(
      (await engine.request(FindSimilar, { folder, query: [{ path: 'g001.fits' }], count: 3 })).neighbours.length,
      3,
    );
  });

  it('are indexed by parts where their cutouts do not fit in one', async () => {
    const [galaxies, library] = ['galaxies', 'library'].map((name) => path.join(folder, name));
    fs.mkdirSync(galaxies);
    for (let i = 0; i < 3; i++) fs.writeFileSync(path.join(galaxies, `many${i}.fits`), manyCutouts(100, i));
    const source = path.join(folder, 'wide.onnx');
    fs.writeFileSync(source, smallOnnx({ input: ['N', 3, 'H', 'W'] }));
    const answers = { size: 512 };
    await addEncoder({ source, library, identity: { licence: 'MIT' }, answers, taken: [] }, { threads: 1 });
    engine = engineClient({ encoderFolder: path.join(library, 'wide') });
    await engine.open(collectionOf(galaxies));
    const summary = await engine.request(IndexCollection, { folder: galaxies });
    assert.deepEqual([summary.new, summary.failed], [300, 0]);
  });

  it('give as many cutouts as fit in memory, and say so', async () => {
    fs.writeFileSync(path.join(folder, 'a.fits'), manyCutouts(30, 1));
    fs.writeFileSync(path.join(folder, 'b.fits'), manyCutouts(100, 2));
    const source = path.join(folder, 'huge.onnx');
    fs.writeFileSync(source, smallOnnx({ input: ['N', 3, 'H', 'W'] }));
    const answers = { size: 1024 };
    await addEncoder({ source, library: folder, identity: { licence: 'MIT' }, answers, taken: [] }, { threads: 1 });
    const { card } = await readEncoder(path.join(folder, 'huge'));
    const reader = new FileReader(path.join(DIST, 'decode-worker.js'), { silence: 60, heap: 512 });
    try {
      const files = ['a.fits', 'b.fits'].map((file) => ({ path: file, size: 0, mtime: 0 }));
      const first = await reader.call('decode', { folder, files, card, measures: false });
      assert.deepEqual([first.rows.length, first.left], [30, [files[1]]]);
      const inputBytes = (4 * first.inputs.length) / 30;
      const second = await reader.call('decode', { folder, files: first.left, card, measures: false });
      const most = Math.ceil(2 ** 30 / inputBytes);
      assert.deepEqual([second.rows.length, second.left, second.failures.length], [most, [], 1]);
      assert.match(second.failures[0].reason, new RegExp(`the first ${most} cutouts of the file are indexed`));
    } finally {
      await reader.stop();
    }
  });
});
