import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { FitsError, openFits, readPhysical, readPlane } from '../../../src/fits';
import { CodecError } from '../../../src/fits/compression/codec-error';
import { dequantise } from '../../../src/fits/compression/dither';
import { inverseHTransform } from '../../../src/fits/compression/h-transform';
import { plioDecode } from '../../../src/fits/compression/plio';
import { riceDecode } from '../../../src/fits/compression/rice';
import { riceBytes } from '../../../src/fits/compression/rice-bytes';
import { sharedData } from '../../shared-data';

const ASTROPY = 'fits/fits_conformance/astropy/astropy/io/fits/hdu/compressed/tests/data';

function image(file: string) {
  return openFits(fs.readFileSync(file), path.basename(file))[1];
}

describe('tile compression', () => {
  it('gives the same picture by every lossless codec', function () {
    const folder = sharedData(this, ASTROPY);
    const [first, ...others] = ['gzip', 'rice', 'plio', 'hcomp'].map((codec) =>
      readPhysical(image(path.join(folder, `m13_${codec}.fits`))),
    );
    assert.ok(new Set(first).size > 100);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('reads one plane as it reads the whole', function () {
    const folder = sharedData(this, ASTROPY);
    const hdu = image(path.join(folder, 'm13_rice.fits'));
    assert.deepEqual(readPlane(hdu, 0), Float32Array.from(readPhysical(hdu)));
    assert.throws(() => readPlane(hdu, 1), FitsError);
  });

  it('gives pixels of ZBLANK as undefined', function () {
    const folder = sharedData(this, ASTROPY);
    const values = readPhysical(image(path.join(folder, 'compressed_with_nan.fits')));
    assert.equal(values.filter(Number.isNaN).length, 1);
  });
});

describe('RICE_1', () => {
  /** The encoder of the same code, for the test alone: every block by the split that suits its mean difference. */
  function encode(pixels: readonly number[], blockSize: number, bytes: 1 | 2 | 4): Uint8Array {
    const [splitBits, largest] = { 1: [3, 6], 2: [4, 14], 4: [5, 25] }[bytes];
    const bits: number[] = [];
    const put = (value: number, count: number) => {
      for (let b = count - 1; b >= 0; b--) bits.push(Math.floor(value / 2 ** b) % 2);
    };
    const spare = 32 - 8 * bytes;
    const wrap = (x: number) => (bytes === 1 ? (x << 24) >> 24 : (x << spare) >> spare);
    const unsigned = (x: number) => (x >>> 0) % 2 ** (8 * bytes);
    put(unsigned(pixels[0]), 8 * bytes);
    let last = pixels[0];
    for (let from = 0; from < pixels.length; from += blockSize) {
      const folded = pixels.slice(from, from + blockSize).map((pixel) => {
        const difference = wrap(pixel - last);
        last = pixel;
        return unsigned(difference < 0 ? ~(difference << 1) : difference << 1);
      });
      if (folded.every((value) => value === 0)) {
        put(0, splitBits);
        continue;
      }
      const mean = folded.reduce((sum, value) => sum + value, 0) / folded.length;
      const split = Math.max(0, Math.floor(Math.log2(Math.max(1, mean))));
      if (split >= largest) {
        put(largest + 1, splitBits);
        for (const value of folded) put(value, 8 * bytes);
      } else {
        put(split + 1, splitBits);
        for (const value of folded) {
          for (let zeros = Math.floor(value / 2 ** split); zeros > 0; zeros--) bits.push(0);
          bits.push(1);
          put(value % 2 ** split, split);
        }
      }
    }
    while (bits.length % 8) bits.push(0);
    return Uint8Array.from({ length: bits.length / 8 }, (_, i) =>
      bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => 2 * byte + bit, 0),
    );
  }

  const RANGES = { 1: [0, 255], 2: [-32768, 32767], 4: [-(2 ** 31), 2 ** 31 - 1] } as const;

  for (const bytes of [1, 2, 4] as const) {
    const [min, max] = RANGES[bytes];
    it(`undoes any pixels of ${bytes} byte${bytes > 1 ? 's' : ''}`, () => {
      const smooth = fc.array(fc.integer({ min: bytes === 1 ? 100 : -20, max: bytes === 1 ? 140 : 20 }), {
        minLength: 1,
      });
      const wild = fc.array(fc.integer({ min, max }), { minLength: 1 });
      fc.assert(
        fc.property(fc.oneof(smooth, wild), fc.constantFrom(8, 16, 32), (pixels, blockSize) => {
          const decoded = riceDecode(encode(pixels, blockSize, bytes), pixels.length, blockSize, bytes);
          assert.deepEqual([...decoded], pixels);
        }),
        { seed: 1 },
      );
    });
  }
});

describe('RICE_1 of fewer bytes than its pixels need', () => {
  it('is refused before it takes memory', () => {
    assert.throws(() => riceDecode(new Uint8Array(100), 2 ** 45, 32, 4), CodecError);
    assert.throws(() => riceBytes(new Uint8Array(100), 2 ** 45, 2), CodecError);
  });
});

describe('PLIO_1', () => {
  it('undoes each of its instructions', () => {
    const word = (op: number, data: number) => (op << 12) | data;
    const instructions = [
      word(0, 2), // two zeros
      word(4, 3), // three of the value, 1
      word(2, 4), // value 5
      word(5, 4), // three zeros and the value
      word(6, 2), // value 7, put
      word(7, 3), // value 4, put
      word(1, 1), // value 2 * 4096 + 1
      2,
      word(4, 1),
    ];
    const list = [0, 7, -100 & 0xffff, 7 + instructions.length, 0, 0, 0, ...instructions];
    const bytes = Uint8Array.from(list.flatMap((value) => [value >> 8, value & 0xff]));
    assert.deepEqual([...plioDecode(bytes, 14)], [0, 0, 1, 1, 1, 0, 0, 0, 5, 7, 4, 8193, 0, 0]);
  });
});

describe('the H-transform', () => {
  it('is undone exactly, for every shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 19 }),
        fc.integer({ min: 1, max: 19 }),
        fc.array(fc.integer({ min: -3000, max: 60000 }), { minLength: 361, maxLength: 361 }),
        (nx, ny, values) => {
          const pixels = values.slice(0, nx * ny);
          const a = Float64Array.from(forward(pixels, nx, ny));
          inverseHTransform(a, nx, ny, 0);
          assert.deepEqual([...a], pixels);
        },
      ),
      { seed: 1 },
    );
  });

  /** White, Postman & Lattanzi 1992, with the roundings that make it exact in integers. */
  function forward(pixels: readonly number[], nx: number, ny: number): number[] {
    const a = pixels.slice();
    let [rows, columns] = [nx, ny];
    for (let unit = 2, shift = 0; rows > 1 || columns > 1; unit *= 2, shift = 1) {
      const away = (x: number) => (x >= 0 ? Math.floor((x + unit / 2) / unit) : Math.floor(x / unit)) * unit;
      const nearest = (x: number) => Math.floor((x + unit - (x >= 0 ? 0 : 1)) / (2 * unit)) * 2 * unit;
      const halve = (x: number) => Math.floor(x / 2 ** shift);
      const double = (x: number, times: number) => x * 2 ** (times - shift);
      for (let i = 0; i < rows; i += 2) {
        for (let j = 0; j < columns; j += 2) {
          const s = i * ny + j;
          const t = s + ny;
          if (i + 1 < rows && j + 1 < columns) {
            const [p, q, r, u] = [a[t + 1], a[t], a[s + 1], a[s]];
            a[t + 1] = halve(p - q - r + u);
            a[t] = away(halve(p + q - r - u));
            a[s + 1] = away(halve(p - q + r - u));
            a[s] = nearest(halve(p + q + r + u));
          } else if (i + 1 < rows || j + 1 < columns) {
            const other = i + 1 < rows ? t : s + 1;
            const [p, q] = [a[other], a[s]];
            a[other] = away(double(p - q, 1));
            a[s] = nearest(double(p + q, 1));
          } else a[s] = nearest(double(a[s], 2));
        }
      }
      const shuffle = (start: number, count: number, step: number) => {
        const old = Array.from({ length: count }, (_, i) => a[start + i * step]);
        [...old.filter((_, i) => i % 2 === 0), ...old.filter((_, i) => i % 2 === 1)].forEach(
          (value, i) => (a[start + i * step] = value),
        );
      };
      for (let i = 0; i < rows; i++) shuffle(i * ny, columns, 1);
      for (let j = 0; j < columns; j++) shuffle(j, rows, ny);
      [rows, columns] = [(rows + 1) >> 1, (columns + 1) >> 1];
    }
    return a;
  }
});

describe('subtractive dithering', () => {
  it('takes away the numbers of the standard’s generator', () => {
    // FITS 4.0, appendix I: the sequence begins 16807 / (2^31 - 1), 282475249 / (2^31 - 1), ...
    const settings = { scale: 1, zero: 0, blank: undefined, method: 'SUBTRACTIVE_DITHER_1', seedRow: 0 } as const;
    const values = dequantise(new Int32Array(10_000), settings, new Float64Array(10_000));
    let seed = 1;
    const sequence = Array.from({ length: 10_000 }, () => (seed = (16807 * seed) % 2147483647) / 2147483647);
    assert.equal(seed, 1043618065, 'the check value of the standard');
    const start = Math.floor(sequence[0] * 500);
    for (let i = 0; i < 9000; i++) assert.ok(Math.abs(values[i] - (0.5 - sequence[start + i])) < 1e-7);
  });

  it('keeps zeros, and undefined pixels', () => {
    const integers = Int32Array.of(-2147483646, -2147483647, 5);
    const settings = { scale: 2, zero: 10, blank: -2147483647, method: 'SUBTRACTIVE_DITHER_2', seedRow: 3 } as const;
    const values = dequantise(integers, settings, new Float64Array(3));
    assert.equal(values[0], 0);
    assert.ok(Number.isNaN(values[1]));
    assert.ok(Math.abs(values[2] - 20) <= 1);
  });
});
