import assert from 'node:assert/strict';
import { openFits, writeFits } from '../../../src/fits';
import { pictureFromFits, redFirst } from '../../../src/imaging';

type Cards = readonly (readonly [string, string | number])[];

describe('the order of the colours of an image', () => {
  const hdu = (cards: Cards = [], shape = [3, 9, 10]) => {
    const data = Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, (_, i) => i);
    return openFits(writeFits([{ data, shape, header: cards.map(([key, value]) => [key, value] as const) }]), 'any')[0];
  };

  it('is that of its header, whatever it says it by', () => {
    const named = (word: string, from: number, names: readonly string[]): Cards =>
      names.map((name, i) => [`${word}${from + i}`, name]);
    for (const [cards, order] of [
      [[], [2, 1, 0]],
      [[['BANDS', 'grz']], [2, 1, 0]],
      [[['BANDS', 'irg']], [0, 1, 2]],
      [[['BANDS', 'z, g, r']], [0, 2, 1]],
      [named('BAND', 0, ['r', 'g', 'u']), [0, 1, 2]],
      [named('FILTER', 1, ['HSC-I', 'HSC-G', 'HSC-R']), [0, 2, 1]],
      [named('FILTER', 1, ['F160W', 'F606W', 'F814W']), [0, 2, 1]],
      [
        [['TELESCOP', 'JWST'], ...named('FILTER', 1, ['F277W', 'F070W', 'F150W'])],
        [0, 2, 1],
      ],
      [named('PLANE', 0, ['blue', 'red', 'green']), [1, 2, 0]],
      [named('FILTER', 1, ['r', 'r', 'g']), [2, 1, 0]],
      [named('FILTER', 1, ['CLEAR', 'r', 'g']), [2, 1, 0]],
      [[['CTYPE3', 'RGB']], [0, 1, 2]],
      [[['COLORSPC', 'RGB     ']], [0, 1, 2]],
      [
        [
          ['CTYPE3', 'WAVE'],
          ['CDELT3', -1e-7],
        ],
        [0, 1, 2],
      ],
      [
        [
          ['CTYPE3', 'FREQ'],
          ['CDELT3', 1e9],
        ],
        [0, 1, 2],
      ],
      [
        [
          ['CTYPE3', 'FREQ'],
          ['CDELT3', -1e9],
        ],
        [2, 1, 0],
      ],
    ] as readonly (readonly [Cards, readonly number[]])[]) {
      assert.deepEqual([...redFirst(hdu(cards))], order, JSON.stringify(cards));
    }
  });

  it('is red, green, blue where each pixel has its values beside each other', () => {
    const { width, height, bands } = pictureFromFits(hdu([], [9, 10, 3]));
    assert.deepEqual([width, height, bands.length], [10, 9, 3]);
    for (const [c, band] of bands.entries()) assert.deepEqual([...band], Array.from({ length: 90 }, (_, i) => 3 * i + c)); // prettier-ignore
    // A spectrum of three points in each of a few lines is no picture: planes of 3 x 4.
    assert.equal(pictureFromFits(hdu([], [9, 4, 3])).bands.length, 1);
  });
});

describe('the values of a picture beyond single precision', () => {
  it('are multiplied by a power of two, the same for all planes', () => {
    for (const unit of [1e-300, 1e-50, 1e37, 1e40, 1e300]) {
      const values = Float64Array.from({ length: 300 }, (_, i) => unit * (i - 7));
      values[5] = NaN;
      const hdu = openFits(writeFits([{ data: values, shape: [3, 10, 10] }]), 'any')[0];
      const { bands } = pictureFromFits(hdu);
      const got = [...bands[2], ...bands[1], ...bands[0]];
      const exponent = Math.log2(got[299] / values[299]);
      assert.ok(Math.abs(exponent - Math.round(exponent)) < 1e-6, `2^${exponent}`);
      const factor = 2 ** Math.round(exponent);
      for (const [i, value] of got.entries()) {
        if (i === 5) assert.ok(Number.isNaN(value));
        else assert.ok(Math.abs(value - factor * values[i]) <= 1e-6 * Math.abs(factor * values[299]), `${unit} ${i}`);
      }
    }
  });

  it('are as they are within it', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => 1e20 * i);
    const [{ bands }] = [pictureFromFits(openFits(writeFits([{ data: values, shape: [10, 10] }]), 'any')[0])];
    assert.deepEqual([...bands[0]], [...Float32Array.from(values)]);
  });
});
