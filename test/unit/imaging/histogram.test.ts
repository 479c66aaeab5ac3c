import assert from 'node:assert/strict';
import fc from 'fast-check';
import { equalisation, histogram, makeStretch } from '../../../src/imaging';

describe('the histogram', () => {
  it('counts both ends in, and nothing outside or undefined', () => {
    const values = Float32Array.of(-1, 0, 0.1, 0.5, 0.99, 1, 1.1, NaN, Infinity);
    assert.deepEqual([...histogram(values, { low: 0, high: 1 }, 4)], [2, 0, 1, 2]);
  });
});

describe('histogram equalisation', () => {
  it('gives each level the same number of pixels', () => {
    const values = Float32Array.from({ length: 10_000 }, (_, i) => ((i + 0.5) / 10_000) ** 3);
    const curve = makeStretch({ name: 'histogram', table: equalisation(values, { low: 0, high: 1 }) });
    const levels = values.map((value) => curve(value));
    for (const count of histogram(levels, { low: 0, high: 1 }, 10)) assert.ok(Math.abs(count - 1000) < 60, `${count}`);
  });

  it('rises from 0 to 1 whatever the pixels are', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noDefaultInfinity: true })), (numbers) => {
        const table = equalisation(Float32Array.from(numbers), { low: -1, high: 1 });
        assert.equal(table[0], 0);
        assert.equal(table.at(-1), 1);
        assert.ok(table.every((value, i) => i === 0 || value >= table[i - 1]));
      }),
    );
  });
});
