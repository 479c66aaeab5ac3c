import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finiteRange, median, medianAbsoluteDeviation, quantile, quantiles } from '../../../src/imaging';
import { numbers, skyWithSources } from './numbers';

const QS = [0, 0.001, 0.01, 0.25, 0.5, 0.75, 0.99, 0.999, 1];
/** numpy.percentile(a, 100 * QS) of the same numbers. */
const NUMPY_SKY = [
  83.7004623413086, 85.41874613189697, 88.59698837280274, 96.63556671142578, 100.11558532714844, 103.67695236206055,
  591.0750067138653, 1050.7071853027426, 1080.9329833984375,
];
const NUMPY_UNIFORM = [
  0.00015819771215319633, 0.0005885227392427623, 0.007259785779751837, 0.2483576387166977, 0.49810944497585297,
  0.7427248060703278, 0.9878182905912399, 0.9979250823855401, 0.9993934035301208,
];

describe('order statistics', () => {
  it('agree with numpy', () => {
    for (const [band, wanted] of [
      [skyWithSources(4000), NUMPY_SKY],
      [numbers(1000), NUMPY_UNIFORM],
    ] as const) {
      // prettier-ignore
      quantiles(band, QS).forEach((value, i) => {
        assert.ok(Math.abs(value - wanted[i]) <= 1e-6 * wanted[i], `${QS[i]}: ${value}, not ${wanted[i]}`);
      });
    }
    assert.ok(Math.abs(medianAbsoluteDeviation(skyWithSources(4000)) - 3.5140113830566406) < 1e-5);
  });

  it('are what sorting gives, of any finite values', () => {
    const q = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        fc.array(q),
        (values, qs) => {
          const sorted = values.toSorted((a, b) => a - b);
          quantiles(Float32Array.from(values), qs).forEach((value, i) => {
            const position = qs[i] * (sorted.length - 1);
            const low = sorted[Math.floor(position)];
            const high = sorted[Math.min(Math.floor(position) + 1, sorted.length - 1)];
            const fraction = position - Math.floor(position);
            assert.equal(
              value + 0,
              (fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction)) + 0,
            );
          });
        },
      ),
    );
  });

  it('pass over NaN and infinities, and disturb nothing', () => {
    const band = Float32Array.of(NaN, 3, Infinity, 1, -Infinity, 2);
    assert.equal(median(band), 2);
    assert.deepEqual(band, Float32Array.of(NaN, 3, Infinity, 1, -Infinity, 2));
    assert.deepEqual(finiteRange(band), { min: 1, max: 3 });
    assert.equal(medianAbsoluteDeviation(Float32Array.of(1, NaN, 2, 4)), 1);
  });

  it('of nothing are NaN', () => {
    for (const band of [new Float32Array(0), Float32Array.of(NaN, Infinity)]) {
      assert.ok(Number.isNaN(median(band)));
      assert.ok(Number.isNaN(medianAbsoluteDeviation(band)));
      assert.deepEqual(finiteRange(band), { min: NaN, max: NaN });
    }
  });

  it('refuse a quantile that is none', () => {
    for (const q of [-0.1, 1.1, NaN]) assert.throws(() => quantile(numbers(3), q), RangeError);
  });
});
