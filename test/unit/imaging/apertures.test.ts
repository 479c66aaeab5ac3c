import assert from 'node:assert/strict';
import fc from 'fast-check';
import { circleValues, lineProfile, pixelStatistics, radialProfile } from '../../../src/imaging';

/** A band whose value is a linear function of the place: interpolation must be exact on it. */
function slope(width: number, height: number, across: number, up: number) {
  const values = Float32Array.from(
    { length: width * height },
    (_, i) => across * ((i % width) + 0.5) + up * (Math.floor(i / width) + 0.5),
  );
  return { width, height, values };
}

describe('a line profile', () => {
  it('is exact on a plane between pixel centres', () => {
    const coordinate = fc.double({ min: 0.5, max: 19.5, noNaN: true });
    const point = fc.record({ x: coordinate, y: coordinate });
    fc.assert(
      fc.property(point, point, (from, to) => {
        const { distance, value } = lineProfile(slope(20, 20, 3, -2), from, to);
        const length = Math.hypot(to.x - from.x, to.y - from.y);
        assert.ok(Math.abs(distance.at(-1)! - length) < 1e-5);
        value.forEach((got, i) => {
          const t = length === 0 ? 0 : distance[i] / length;
          const wanted = 3 * (from.x + (to.x - from.x) * t) - 2 * (from.y + (to.y - from.y) * t);
          assert.ok(Math.abs(got - wanted) < 1e-3, `${got}, not ${wanted}`);
        });
      }),
    );
  });

  it('knows nothing outside the image and beside undefined pixels', () => {
    const band = slope(4, 4, 1, 0);
    assert.ok(Number.isNaN(lineProfile(band, { x: -2, y: 1 }, { x: 2, y: 1 }).value[0]));
    band.values[0] = NaN;
    assert.ok(Number.isNaN(lineProfile(band, { x: 0.6, y: 0.6 }, { x: 3, y: 3 }).value[0]));
  });
});

describe('a circle', () => {
  it('holds the pixels whose centres lie within it', () => {
    const band = { width: 5, height: 5, values: Float32Array.from({ length: 25 }, (_, i) => i) };
    assert.deepEqual([...circleValues(band, { x: 2.5, y: 2.5 }, 1)], [7, 11, 12, 13, 17]);
    assert.deepEqual([...circleValues(band, { x: 0, y: 0 }, 1)], [0]);
  });

  it('has as many pixels as its area', () => {
    const band = { width: 200, height: 200, values: new Float32Array(40_000) };
    const { length } = circleValues(band, { x: 100.2, y: 99.7 }, 80);
    assert.ok(Math.abs(length / (Math.PI * 80 * 80) - 1) < 0.01);
  });
});

describe('a radial profile', () => {
  it('gives back the function of the radius that was drawn', () => {
    const centre = { x: 50.5, y: 50.5 };
    const values = Float32Array.from({ length: 101 * 101 }, (_, i) =>
      Math.exp(-Math.hypot((i % 101) + 0.5 - centre.x, Math.floor(i / 101) + 0.5 - centre.y) / 10),
    );
    const { distance, value } = radialProfile({ width: 101, height: 101, values }, centre, 30);
    assert.equal(value.length, 30);
    for (let i = 2; i < 30; i++) assert.ok(Math.abs(value[i] / Math.exp(-distance[i] / 10) - 1) < 0.03, `ring ${i}`);
  });
});

describe('statistics of pixels', () => {
  it('are those of the finite ones', () => {
    const { median, ...others } = pixelStatistics(Float32Array.of(1, 2, 3, 4, NaN, Infinity));
    assert.equal(median, 2.5);
    assert.deepEqual(others, {
      count: 4,
      undefined: 2,
      sum: 10,
      min: 1,
      max: 4,
      mean: 2.5,
      standardDeviation: Math.sqrt(5 / 3),
    });
  });

  it('keep their digits far from zero', () => {
    const values = Float32Array.from({ length: 10_000 }, (_, i) => 1_000_000 + (i % 2));
    assert.ok(Math.abs(pixelStatistics(values).standardDeviation - 0.5) < 1e-4);
  });

  it('of nothing are undefined', () => {
    const { count, mean, standardDeviation } = pixelStatistics(Float32Array.of(NaN));
    assert.equal(count, 0);
    assert.ok(Number.isNaN(mean) && Number.isNaN(standardDeviation));
  });
});
