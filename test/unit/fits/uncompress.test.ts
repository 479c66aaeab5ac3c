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
  let table = new Map<string, number>();
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
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text));
  let text = '';
  let codes = 0;
  let first = true;
  const emit = (next: string) => {
    put(codeOf(text)!);
    // The reader's table is one code behind: it learns an entry with the code after it.
    if (!first && free < 2 ** maxWidth) free++;
    first = false;
    if (next !== '' && 257 + table.size < 2 ** maxWidth) table.set(text + next, 257 + table.size);
    if (++codes % clearAfter === 0) {
      put(256);
      align();
      [width, free, table, first] = [9, 257, new Map<string, number>(), true];
    }
  };
  for (const byte of bytes) {
    const next = String.fromCharCode(byte);
    if (text !== '' && codeOf(text + next) === undefined) {
      emit(next);
      text = '';
    }
    text += next;
  }
  if (text !== '') emit('');
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

describe('gzip', () => {
  it('of several members with zeros after them is one file', () => {
    const file = writeFits([{ data: Int16Array.from({ length: 900 }, (_, i) => i), shape: [30, 30] }]);
    const members = [file.subarray(0, 3000), file.subarray(3000)].map((part) => zlib.gzipSync(part));
    const [hdu] = openFits(Buffer.concat([...members, Buffer.alloc(512)]), 'sky.fits.gz', { gunzip });
    assert.equal(readPhysical(hdu)[899], 899);
  });
});
