import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { FitsError, inspectFits, openFits, readPhysical, writeFits } from '../../../src/fits';
import { uncompress } from '../../../src/fits/whole-file/uncompress';
import { sharedData } from '../../shared-data';
import { gunzip } from './node-gunzip';

/** Unix compress, for the test alone; `clearAfter` codes the table is emptied. */
function compress(bytes: Uint8Array, maxWidth: number, clearAfter: number): Uint8Array {
  const bits: number[] = [];
  let [width, free, group] = [9, 257, 0];
  // The code of a string and a byte after it.
  let table = new Map<number, number>();
  const align = () => {
    while ((bits.length - group) % (8 * width) !== 0) bits.push(0);
    group = bits.length;
  };
  const put = (code: number) => {
    if (free > 2 ** width - 1 && width < maxWidth) {
      align();
      width++;
    }
    for (let b = 0; b < width; b++) bits.push((code >> b) & 1);
  };
  let codes = 0;
  let first = true;
  const emit = (code: number, next?: number) => {
    put(code);
    // The reader's table is one code behind: it learns an entry with the code after it.
    if (!first && free < 2 ** maxWidth) free++;
    first = false;
    if (next !== undefined && 257 + table.size < 2 ** maxWidth) table.set(256 * code + next, 257 + table.size);
    if (++codes % clearAfter === 0) {
      put(256);
      align();
      [width, free, table, first] = [9, 257, new Map<number, number>(), true];
    }
  };
  let code: number | undefined;
  for (const byte of bytes) {
    const longer = code === undefined ? byte : table.get(256 * code + byte);
    if (longer === undefined) emit(code!, byte);
    code = longer ?? byte;
  }
  if (code !== undefined) emit(code);
  while (bits.length % 8) bits.push(0);
  const packed = Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, b) => byte | (bit << b), 0),
  );
  return Uint8Array.from([0x1f, 0x9d, 0x80 | maxWidth, ...packed]);
}

describe('Unix compress', () => {
  it('is undone whatever the bytes, the widest code and where the table is emptied', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.array(fc.constantFrom(0, 1, 32), { maxLength: 5000 }).map((values) => Uint8Array.from(values)),
    );
    fc.assert(
      fc.property(
        bytes,
        fc.integer({ min: 10, max: 16 }),
        fc.integer({ min: 50, max: 5000 }),
        (plain, width, clear) => {
          const packed = compress(plain, width, clear);
          assert.deepEqual(Uint8Array.from(uncompress(packed, plain.length)), plain);
          if (plain.length > 0) assert.throws(() => uncompress(packed, plain.length - 1), /more than/);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is undone in files that were compressed long ago', function () {
    const folder = path.dirname(
      sharedData(this, 'fits/fits_conformance/nom_tam_fits/src/test/resources/nom/tam/fits/test/test.fits.Z'),
    );
    const [packed, plain] = ['test.fits.Z', 'test.fits'].map((name) => {
      const [hdu] = openFits(fs.readFileSync(path.join(folder, name)), name);
      return readPhysical(hdu);
    });
    assert.equal(packed.length, 25);
    assert.deepEqual(packed, plain);
  });

  it('answers damage with a FitsError or what is left', () => {
    const file = writeFits([{ data: Int16Array.from({ length: 900 }, (_, i) => i % 50), shape: [30, 30] }]);
    const packed = compress(file, 12, 700);
    assert.equal(inspectFits(packed, 'sky.fits.Z').hdus?.[0].finite, 900);
    for (let length = 0; length < packed.length; length += 7) {
      const { hdus, unreadable } = inspectFits(packed.subarray(0, length), 'cut');
      assert.ok(unreadable ?? hdus?.[0].unreadable ?? hdus?.[0].finite === 900, `cut to ${length}`);
    }
    for (let at = 0; at < packed.length; at += 3) {
      const damaged = packed.slice();
      damaged[at] ^= 0x55;
      inspectFits(damaged, 'damaged');
    }
    assert.throws(() => openFits(packed, 'sky.fits.Z', { maxBytes: 1000 }), FitsError);
  });
});

/** An image of 8 x 8 pixels, and nothing but zeros for many megabytes. */
const followedByZeros = (megabytes: number) =>
  Buffer.concat([
    writeFits([{ data: Int16Array.from({ length: 64 }, (_, i) => i), shape: [8, 8] }]),
    Buffer.alloc(megabytes * 2 ** 20),
  ]);

describe('a compressed file that goes on for gigabytes behind its HDUs', () => {
  it('is read as far as its headers promise: compress', () => {
    const packed = compress(followedByZeros(12), 16, Infinity);
    assert.ok(packed.length < 30_000);
    const [hdu, ...more] = openFits(packed, 'sky.fits.Z', { maxBytes: 8 * 2 ** 20 });
    assert.deepEqual([more.length, readPhysical(hdu)[63]], [0, 63]);
    assert.throws(() => uncompress(packed, 8 * 2 ** 20), /more than/);
  });

  it('is read as far as its headers promise: gzip', () => {
    const members = [
      zlib.gzipSync(followedByZeros(0)),
      ...Array<Buffer>(40).fill(zlib.gzipSync(Buffer.alloc(2 ** 26))),
    ];
    const asked: number[] = [];
    const [hdu, ...more] = openFits(Buffer.concat(members), 'sky.fits.gz', {
      gunzip: (bytes, maxBytes) => {
        asked.push(maxBytes);
        return gunzip(bytes, maxBytes);
      },
      maxBytes: 2 ** 31,
    });
    assert.deepEqual([more.length, readPhysical(hdu)[63]], [0, 63]);
    assert.ok(Math.max(...asked) <= 2 ** 25, 'no more is asked for');
  });

  it('is refused where its headers promise them', () => {
    const file = followedByZeros(40);
    file.write(`NAXIS2  = ${2 ** 27}`.padEnd(80), 4 * 80, 'latin1');
    assert.throws(
      () => openFits(zlib.gzipSync(file), 'sky.fits.gz', { gunzip, maxBytes: 34 * 2 ** 20 }),
      (error) => error instanceof FitsError && /gzip: more than 35651584 bytes/.test(error.reason),
    );
  });

  it('is read to its last HDU however large it is', () => {
    const large = new Float32Array(9e6).fill(2);
    const file = writeFits([
      { data: large, shape: [3000, 3000] },
      { data: Int16Array.of(5, 6), shape: [2] },
    ]);
    const [, second] = openFits(zlib.gzipSync(file, { level: 1 }), 'sky.fits.gz', { gunzip });
    assert.equal(readPhysical(second)[1], 6);
    const damaged = zlib.gzipSync(file, { level: 1 });
    damaged[damaged.length >> 1] ^= 0xff;
    assert.throws(() => openFits(damaged, 'sky.fits.gz', { gunzip }), /gzip: /);
  });
});

describe('gzip', () => {
  it('of several members with zeros after them is one file', () => {
    const file = writeFits([{ data: Int16Array.from({ length: 900 }, (_, i) => i), shape: [30, 30] }]);
    const members = [file.subarray(0, 3000), file.subarray(3000)].map((part) => zlib.gzipSync(part));
    const [hdu] = openFits(Buffer.concat([...members, Buffer.alloc(512)]), 'sky.fits.gz', { gunzip });
    assert.equal(readPhysical(hdu)[899], 899);
  });
});
