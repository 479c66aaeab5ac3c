import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quantile } from '../../../src/imaging';

/** By sorting; numpy's rule of interpolation. */
function bySorting(values: Float32Array, q: number): number {
  const sorted = values.filter((x) => Number.isFinite(x)).sort();
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  const fraction = position - below;
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

const KINDS: Record<string, (random: () => number, i: number) => number> = {
  noise: (random) => random() + random() + random() - 1.5,
  'mostly zero': (random) => (random() < 0.97 ? 0 : random()),
  integers: (random) => Math.round(100 + 3 * (random() + random())),
  'rising in order': (_, i) => i * 1e-3 - 7,
  'of every size and sign': (random) => (random() - 0.5) * 10 ** (random() * 70 - 35),
  'a third undefined': (random) => (random() < 0.33 ? [NaN, Infinity, -Infinity][Math.floor(random() * 3)] : random()),
  'two values, far apart': (random) => (random() < 0.5 ? -3e38 : 3e38 * 0.9),
};

describe('quantiles of many values', () => {
  for (const [name, value] of Object.entries(KINDS)) {
    it(`are those of sorting: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 8192, max: 30000 }),
          fc.integer(),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (length, seed, q) => {
            let state = seed >>> 0;
            const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
            const values = Float32Array.from({ length }, (_, i) => value(random, i));
            for (const at of [q, 0, 0.5, 0.998, 1]) assert.equal(quantile(values, at), bySorting(values, at));
          },
        ),
        { numRuns: 12 },
      );
    });
  }
});
