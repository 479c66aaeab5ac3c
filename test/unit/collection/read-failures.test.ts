import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CutoutError, mayPass, readCutoutFile, readCutouts } from '../../../src/collection';
import { galaxyFits, temporaryFolder } from '../../galaxies';

describe('a file that cannot be read', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const failureOf = async (name: string, bytes?: Uint8Array) => {
    const file = path.join(folder, name);
    if (bytes) fs.writeFileSync(file, bytes);
    try {
      const { failures } = await readCutouts(readCutoutFile(file), name);
      return failures[0];
    } catch (error) {
      return error;
    }
  };

  it('may be readable later where the system is at fault, and not where its bytes are', async () => {
    fs.mkdirSync(path.join(folder, 'folder.fits'));
    for (const name of ['folder.fits', 'gone.fits']) {
      const failure = await failureOf(name);
      assert.ok(failure instanceof CutoutError && mayPass(failure), name);
    }
    const whole = galaxyFits(1, 64);
    const bytes: Record<string, Uint8Array> = {
      'empty.fits': new Uint8Array(),
      'short.fits': whole.slice(0, 5760),
      'text.fits': Buffer.from('words '.repeat(1000)),
      'short.fits.gz': gzipSync(whole).subarray(0, 300),
      'no.png': Buffer.from('\x89PNG\r\n\x1a\n and then nothing', 'latin1'),
      'no.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
    };
    for (const [name, of] of Object.entries(bytes)) {
      const failure = await failureOf(name, of);
      assert.ok(failure instanceof CutoutError, name);
      assert.ok(!mayPass(failure), `${name}: ${String(failure.cause)}`);
    }
    assert.ok(mayPass(new RangeError('Array buffer allocation failed')));
  });
});
