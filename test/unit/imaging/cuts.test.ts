import assert from 'node:assert/strict';
import { findLimits, zscale } from '../../../src/imaging';
import { numbers, sky, skyWithSources } from './numbers';

/** astropy.visualization.ZScaleInterval().get_limits of the same numbers. */
const ASTROPY: [string, Float32Array, [number, number]][] = [
  ['uniform', numbers(10000), [0.0009761415421962738, 0.9969697594642639]],
  ['a sky', sky(4000), [85.15116882324219, 115.51002502441406]],
  ['a sky with sources', skyWithSources(4000), [85.15116882324219, 131.7238828181919]],
  ['three pixels', Float32Array.of(3, 1, 2), [1.0, 3.0]],
  ['seven pixels', Float32Array.of(3, 1, 2, 5, 9, 100, 4), [1.0, 100.0]],
  ['a constant', new Float32Array(100).fill(7), [7.0, 7.0]],
];

describe('zscale', () => {
  for (const [name, band, [low, high]] of ASTROPY) {
    it(`of ${name} agrees with astropy`, () => {
      const ours = zscale(band);
      assert.ok(Math.abs(ours.low - low) <= 1e-5 * Math.abs(low), `${ours.low}, not ${low}`);
      assert.ok(Math.abs(ours.high - high) <= 1e-5 * Math.abs(high), `${ours.high}, not ${high}`);
    });
  }

  it('of nothing is NaN', () => assert.deepEqual(zscale(Float32Array.of(NaN)), { low: NaN, high: NaN }));
});

describe('limits', () => {
  const band = Float32Array.of(NaN, 0, 1, 2, 3, 4);
  it('follow the cuts', () => {
    assert.deepEqual(findLimits(band, { kind: 'minmax' }), { low: 0, high: 4 });
    assert.deepEqual(findLimits(band, { kind: 'percentile', low: 25, high: 75 }), { low: 1, high: 3 });
    const { low, high } = findLimits(band, { kind: 'manual', low: -1, high: 9 });
    assert.deepEqual([low, high], [-1, 9]);
  });

  it('always lie apart, around the value of a constant picture', () => {
    for (const value of [0, 7, -3, 1e30, 1e-30]) {
      for (const cuts of [{ kind: 'minmax' }, { kind: 'zscale' }, { kind: 'percentile', low: 1, high: 99 }] as const) {
        const constant = new Float32Array(9).fill(value);
        const { low, high } = findLimits(constant, cuts);
        assert.ok(low < constant[0] && constant[0] < high, `${low} ${value} ${high}`);
      }
    }
    assert.deepEqual(findLimits(Float32Array.of(NaN), { kind: 'minmax' }), { low: 0, high: 1 });
  });
});
