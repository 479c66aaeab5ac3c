import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binBand } from '../../../src/imaging';

describe('binning', () => {
  it('takes the mean of whole blocks, and of what is left at the edges', () => {
    const values = Float32Array.from({ length: 15 }, (_, i) => i);
    assert.deepEqual(binBand({ width: 5, height: 3, values }, 2), {
      width: 3,
      height: 2,
      values: Float32Array.of(3, 5, 6.5, 10.5, 12.5, 14),
    });
  });

  it('leaves undefined and infinite pixels out', () => {
    const values = Float32Array.of(1, NaN, NaN, NaN, 3, Infinity, NaN, NaN);
    assert.deepEqual([...binBand({ width: 4, height: 2, values }, 2).values], [2, NaN]);
  });

  it('by a whole factor in two steps is the same as in one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 64, maxLength: 64 }), (numbers) => {
        const band = { width: 8, height: 8, values: Float32Array.from(numbers) };
        assert.deepEqual(binBand(binBand(band, 2), 4), binBand(band, 8));
      }),
    );
  });

  it('refuses a factor that is none', () => {
    for (const factor of [0, -1, 1.5, NaN]) {
      assert.throws(() => binBand({ width: 1, height: 1, values: new Float32Array(1) }, factor), RangeError);
    }
  });
});
