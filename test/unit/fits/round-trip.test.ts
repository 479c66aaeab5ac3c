import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  readHdus,
  readImage,
  readIntegers,
  readPlane,
  type WritableCard,
  type WritablePixels,
  writeFits,
} from '../../../src/fits';

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });

/** A shape and that many elements. */
function pixels<T>(element: fc.Arbitrary<T>) {
  return shapes.chain((shape) => {
    const length = shape.reduce((product, n) => product * n, 1);
    return fc.tuple(fc.constant(shape), fc.array(element, { minLength: length, maxLength: length }));
  });
}

const numeric: [
  string,
  fc.Arbitrary<number>,
  (values: number[]) => Exclude<WritablePixels, BigInt64Array | BigUint64Array>,
][] = [
  ['uint8', fc.integer({ min: 0, max: 255 }), (v) => Uint8Array.from(v)],
  ['int8', fc.integer({ min: -128, max: 127 }), (v) => Int8Array.from(v)],
  ['int16', fc.integer({ min: -32768, max: 32767 }), (v) => Int16Array.from(v)],
  ['uint16', fc.integer({ min: 0, max: 65535 }), (v) => Uint16Array.from(v)],
  ['int32', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (v) => Int32Array.from(v)],
  ['uint32', fc.integer({ min: 0, max: 2 ** 32 - 1 }), (v) => Uint32Array.from(v)],
  ['float32', fc.float(), (v) => Float32Array.from(v)],
  ['float64', fc.double(), (v) => Float64Array.from(v)],
];

describe('what is written is read back', () => {
  for (const [name, element, make] of numeric) {
    it(`${name}, of any shape`, () => {
      fc.assert(
        fc.property(pixels(element), ([shape, values]) => {
          const data = make(values);
          const [hdu] = readHdus(writeFits([{ data, shape }]), 'memory');
          const image = readImage(hdu);
          assert.deepEqual(image.shape, shape);
          assert.deepEqual(Array.from(image.data), Array.from(data));
          const plane = image.planes - 1;
          const size = image.width * image.height;
          const start = plane * size;
          assert.deepEqual(readPlane(hdu, plane), Float32Array.from(data.subarray(start, start + size)));
        }),
      );
    });
  }

  it('int64 and uint64, to the last digit', () => {
    for (const [element, make] of [
      [fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (v: bigint[]) => BigInt64Array.from(v)],
      [fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (v: bigint[]) => BigUint64Array.from(v)],
    ] as const) {
      fc.assert(
        fc.property(pixels(element), ([shape, values]) => {
          const data = make(values);
          const [hdu] = readHdus(writeFits([{ data, shape }]), 'memory');
          assert.deepEqual(readIntegers(hdu), data);
          assert.deepEqual(Array.from(readImage(hdu).data), values.map(Number));
        }),
      );
    }
  });

  it('headers with any string, quotes, ampersands and long ones included', () => {
    const text = fc.string({ unit: fc.constantFrom(...' \'&/=ab"'), maxLength: 300 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (pairs) => {
        const header = pairs.map(([value, comment], i): WritableCard => [`KEY${i}`, value, comment.trim()]);
        const [hdu] = readHdus(writeFits([{ header }]), 'memory');
        pairs.forEach(([value], i) => assert.equal(hdu.header.get(`KEY${i}`), value.trimEnd()));
      }),
    );
  });

  it('headers with any number, logical value or keyword', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 10 }), (values) => {
        const header = values.map((v, i): WritableCard => [i % 2 ? `LONG KEYWORD ${i}` : `K${i}`, v]);
        const [hdu] = readHdus(writeFits([{ header }]), 'memory');
        values.forEach((v, i) => {
          const read = hdu.header.get(header[i][0]);
          if (typeof v === 'boolean') assert.equal(read, v);
          else assert.equal(Number(read), Number(v));
        });
      }),
    );
  });

  it('several HDUs, empty ones among them', () => {
    const bytes = writeFits([
      {},
      { header: [['EXTNAME', 'SCI']], data: new Float32Array([1, NaN, -0]), shape: [1, 3] },
      { header: [['COMMENT', 'x'.repeat(200)]] },
      { data: new Uint8Array(0), shape: [0, 5] },
    ]);
    assert.equal(bytes.length % 2880, 0);
    const hdus = readHdus(bytes, 'memory');
    assert.deepEqual(
      hdus.map((hdu) => [hdu.kind, hdu.name, hdu.shape]),
      [
        ['PrimaryHDU', 'PRIMARY', []],
        ['ImageHDU', 'SCI', [1, 3]],
        ['ImageHDU', '', []],
        ['ImageHDU', '', [0, 5]],
      ],
    );
    assert.deepEqual(readPlane(hdus[1]), new Float32Array([1, NaN, -0]));
    assert.equal(hdus[2].header.cards.filter((card) => card.keyword === 'COMMENT').length, 3);
    assert.equal(readImage(hdus[3]).data.length, 0);
  });
});

describe('scaled images', () => {
  it('apply BSCALE and BZERO, and turn BLANK into NaN', () => {
    for (const data of [
      Uint8Array.of(1, 2, 9),
      Int16Array.of(1, 2, 9),
      Int32Array.of(1, 2, 9),
      BigInt64Array.of(1n, 2n, 9n),
    ]) {
      const header: WritableCard[] = [['BSCALE', 0.5], ['BZERO', 100], ['BLANK', 9]]; // prettier-ignore
      const [hdu] = readHdus(writeFits([{ header, data, shape: [3] }]), 'memory');
      assert.deepEqual(Array.from(readImage(hdu).data), [100.5, 101, NaN]);
      assert.deepEqual(readPlane(hdu), new Float32Array([100.5, 101, NaN]));
    }
  });

  it('apply BSCALE and BZERO to floating-point values, and ignore BLANK there', () => {
    const header: WritableCard[] = [['BSCALE', 2], ['BZERO', -1], ['BLANK', 3]]; // prettier-ignore
    for (const data of [Float32Array.of(1, 3, NaN), Float64Array.of(1, 3, NaN)]) {
      const [hdu] = readHdus(writeFits([{ header, data, shape: [3] }]), 'memory');
      assert.deepEqual(Array.from(readImage(hdu).data), [1, 5, NaN]);
    }
  });

  it('recognise a BLANK beyond 2^53', () => {
    const header: WritableCard[] = [['BLANK', -(2n ** 63n)]];
    const [hdu] = readHdus(
      writeFits([{ header, data: BigInt64Array.of(-(2n ** 63n), 1n - 2n ** 63n, 5n), shape: [3] }]),
      '',
    );
    assert.deepEqual(Array.from(readImage(hdu).data), [NaN, -(2 ** 63), 5]);
  });
});
