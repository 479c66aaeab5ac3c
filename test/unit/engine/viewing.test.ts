import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { type EngineClient, EngineError } from '../../../src/engine';
import { writeFits } from '../../../src/fits';
import { ensureBuilt } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { engineClient } from './harness';

const image = (value: number) => writeFits([{ data: new Float32Array(64).fill(value), shape: [8, 8] }]);

describe('a file that the engine views', function () {
  this.timeout(60_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    // Without an encoder there is: viewing needs none.
    engine = engineClient({ encoderFolder: path.join(folder, 'no-encoder') });
  });
  afterEach(async () => {
    await engine.stop();
    remove();
  });

  const valueIn = async (file: string) =>
    (await engine.view(file, 'values', { bands: [{ hdu: 0, plane: 0 }], x: 3, y: 3 }))[0];

  it('is read by parts, gzipped or not', async () => {
    const file = path.join(folder, 'plain.fits');
    fs.writeFileSync(file, image(7));
    const [hdu] = await engine.view(file, 'list', undefined);
    assert.deepEqual(hdu.shape, [8, 8]);
    const { bands } = await engine.view(file, 'tile', {
      bands: [{ hdu: 0, plane: 0 }],
      tile: { level: 0, column: 0, row: 0 },
    });
    assert.deepEqual([...new Set(bands[0])], [7]);
    const packed = path.join(folder, 'packed.fits.gz');
    fs.writeFileSync(packed, zlib.gzipSync(image(9)));
    assert.equal(await valueIn(packed), '9');
  });

  it('is read anew where it has changed', async () => {
    const file = path.join(folder, 'changing.fits');
    fs.writeFileSync(file, image(1));
    assert.equal(await valueIn(file), '1');
    const next = path.join(folder, 'next');
    fs.writeFileSync(next, image(2));
    fs.renameSync(next, file);
    assert.equal(await valueIn(file), '2');
  });

  it('may be one of many, and the first is still to be had', async () => {
    for (let i = 0; i < 12; i++) fs.writeFileSync(path.join(folder, `${i}.fits`), image(i));
    for (let i = 0; i < 12; i++) assert.equal(await valueIn(path.join(folder, `${i}.fits`)), String(i));
    assert.equal(await valueIn(path.join(folder, '0.fits')), '0');
  });

  it('is refused with the reason where it is none, or gone', async () => {
    const text = path.join(folder, 'text.fits');
    fs.writeFileSync(text, 'not a FITS file at all'.repeat(10));
    for (const [file, reason] of [
      [text, /not a FITS file/],
      [path.join(folder, 'absent.fits'), /no such file/],
    ] as const) {
      await assert.rejects(engine.view(file, 'list', undefined), (error) => {
        assert.ok(error instanceof EngineError);
        assert.match(error.reason, reason);
        assert.equal(error.file, file);
        return true;
      });
    }
    fs.writeFileSync(text, image(5));
    await assert.rejects(engine.view(text, 'survey', { hdu: 4, plane: 0 }), /HDU 4/);
    assert.equal(await valueIn(text), '5');
  });
});
