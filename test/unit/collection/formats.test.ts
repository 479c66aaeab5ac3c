import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeFloat16, decodeFloat16, npyHeader } from '../../../src/collection';
import { FLOAT16_VALUES, toFloat16 } from '../../../src/onnx/float16';
import { readFloat16Npy } from '../../../src/collection/npy';
import { leadsOut } from '../../../src/collection/leads-out';
import { readRows, writeRows } from '../../../src/collection/rows';
import { row } from './rows-of';

describe('float16', () => {
  it('comes back as it was, for each of its patterns', () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const back = encodeFloat16(decodeFloat16(bits));
    for (let i = 0; i < 65536; i++) {
      const isNaN = (i & 0x7c00) === 0x7c00 && (i & 0x3ff) !== 0;
      if (isNaN) assert.ok(Number.isNaN(FLOAT16_VALUES[i]) && Number.isNaN(FLOAT16_VALUES[back[i]]));
      else assert.equal(back[i], i);
    }
    assert.deepEqual([FLOAT16_VALUES[0x3c00], FLOAT16_VALUES[0x0001], FLOAT16_VALUES[0x7bff]], [1, 2 ** -24, 65504]);
  });

  it('rounds to the nearest, ties to even', () => {
    const magnitudes = Array.from({ length: 0x7c00 }, (_, i) => FLOAT16_VALUES[i]);
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = toFloat16(value);
        const error = Math.abs(FLOAT16_VALUES[bits] - value);
        const index = bits & 0x7fff;
        for (const other of [index - 1, index + 1]) {
          if (other < 0 || other >= magnitudes.length) continue;
          const distance = Math.abs(magnitudes[other] - Math.abs(value));
          assert.ok(error < distance || (error === distance && index % 2 === 0));
        }
        assert.equal(Math.sign(FLOAT16_VALUES[bits]) || 0, error === Math.abs(value) ? 0 : Math.sign(value));
      }),
      { numRuns: 3000 },
    );
    assert.equal(toFloat16(65519), 0x7bff);
    assert.equal(toFloat16(65520), 0x7c00);
    assert.equal(toFloat16(-Infinity), 0xfc00);
  });
});

describe('.npy', () => {
  // numpy.save(np.array([[1, -2, 0.5], [65504, 2 ** -24, 0]], '<f2')) of numpy 1.26, byte by byte.
  const HEADER = "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }";
  const numpys = Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0x76, 0]),
    Buffer.from(`${HEADER.padEnd(117)}\n`),
    Buffer.from([0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x00]),
  ]);

  it('is written as numpy writes it', () => {
    const values = encodeFloat16(Float32Array.from([1, -2, 0.5, 65504, 2 ** -24, 0]));
    const ours = Buffer.concat([npyHeader('<f2', 2, 3), new Uint8Array(values.buffer)]);
    assert.deepEqual(ours, numpys);
    for (const rows of [0, 1, 99_999, 10 ** 9]) assert.equal(npyHeader('<f4', rows, 4096).length % 64, 0);
  });

  it('is read, at any offset in memory, and refused where it is anything else', () => {
    for (const offset of [0, 1, 2, 3]) {
      const shifted = new Uint8Array(numpys.length + offset);
      shifted.set(numpys, offset);
      const { rows, columns, values } = readFloat16Npy(shifted.subarray(offset));
      assert.deepEqual([rows, columns, ...values], [2, 3, 0x3c00, 0xc000, 0x3800, 0x7bff, 1, 0]);
    }
    assert.throws(() => readFloat16Npy(numpys.subarray(0, numpys.length - 1)), /2 x 3 values announced, 5.5 there/);
    assert.throws(() => readFloat16Npy(Buffer.concat([numpys, Buffer.alloc(2)])), /announced/);
    assert.throws(() => readFloat16Npy(numpys.subarray(0, 5)), /not a \.npy file/);
    assert.throws(
      () => readFloat16Npy(Buffer.from(numpys.toString('latin1').replace('<f2', '<f4'), 'latin1')),
      /float16/,
    );
    assert.throws(
      () => readFloat16Npy(Buffer.from(numpys.toString('latin1').replace('False', 'True '), 'latin1')),
      /C order/,
    );
  });
});

describe('rows in Parquet', () => {
  const rows = [
    row('a b/é.fits', { hdu: 3, ra: NaN, dec: NaN, mtime: 1_699_999_999.123_456_7 }),
    row('line\nbreak.fits', { size: 2 ** 40, bands: 3 }),
    row('gone.fits', { removed: true, sha256: '' }),
  ];

  it('come back as they were, none too', async () => {
    assert.deepEqual(await readRows(writeRows(rows, 'f00d')), { rows, matrixSha256: 'f00d' });
    assert.deepEqual(await readRows(writeRows([], 'f00d')), { rows: [], matrixSha256: 'f00d' });
  });

  it('are refused where a path leads out of the folder, as no indexing writes it', async () => {
    for (const path of ['../../secret.fits', 'a/../../b.fits', '/etc/passwd', '..']) {
      await assert.rejects(readRows(writeRows([row('a.fits'), row(path)], 'f00d')), /leads out of the folder/, path);
    }
    for (const path of ['..a.fits', 'a..b/c.fits', 'C:a\\b.fits']) assert.ok(!leadsOut(path, 'linux'), path);
    for (const path of ['C:a.fits', 'a\\..\\b.fits', '\\\\server\\a.fits', 'a.fits:b'])
      assert.ok(leadsOut(path, 'win32'), path);
  });

  it('are refused, whichever byte is damaged', async () => {
    const bytes = writeRows(rows, 'f00d');
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] ^= 0x41;
      await assert.rejects(readRows(damaged), `byte ${i}`);
    }
    for (const length of [0, 3, 11, bytes.length >> 1, bytes.length - 1]) {
      await assert.rejects(readRows(bytes.slice(0, length)));
    }
  });
});
