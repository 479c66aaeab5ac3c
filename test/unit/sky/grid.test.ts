import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coneSearch, separation, SkyGrid } from '../../../src/sky';

describe('a grid of sky positions', () => {
  it('finds what comparing with every position finds, anywhere on the sky', () => {
    const place = fc.record({
      ra: fc.oneof(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(0, 360, 359.999, 0.001, 180)),
      dec: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(90, -90, 89.999, -89.9995, 0)),
    });
    const near = fc.record({ of: fc.nat(), east: fc.double({ min: -3, max: 3, noNaN: true }), north: fc.double({ min: -3, max: 3, noNaN: true }) }); // prettier-ignore
    let hits = 0;
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 20 }),
        fc.array(near, { maxLength: 20 }),
        fc.constantFrom(0.1, 2, 3600, 90 * 3600),
        (places, offsets, radius) => {
          const [ra, dec] = [places.map((one) => one.ra), places.map((one) => one.dec)];
          const grid = new SkyGrid(Float64Array.from(ra), Float64Array.from(dec), radius);
          for (const { of, east, north } of offsets) {
            const i = of % places.length;
            const at = {
              ra: ra[i] + (radius * east) / 3600 / Math.max(0.001, Math.cos((dec[i] * Math.PI) / 180)),
              dec: Math.max(-90, Math.min(90, dec[i] + (radius * north) / 3600)),
            };
            const distances = places.map((one) => vincenty(at, one));
            // What lies on the rim to the last digits may be either.
            if (distances.some((d) => Math.abs(d / radius - 1) < 1e-6)) continue;
            const expected = distances.flatMap((d, j) => (d < radius ? [j] : []));
            const result: number[] = [];
            grid.within(at.ra, at.dec, result);
            hits += expected.length;
            assert.deepEqual(result.sort((a, b) => a - b), expected); // prettier-ignore
          }
        },
      ),
      { numRuns: 500 },
    );
    assert.ok(hits > 500, `${hits} positions were near`);
  });
});

describe('angular separation', () => {
  it("agrees with Vincenty's formula, at the poles, across 0 h and between antipodes", () => {
    const pairs = [
      [10, 20, 10.001, 20.001],
      [359.9999, -45, 0.0001, -45],
      [0, 90, 123, 89.999],
      [10, -30, 190, 30],
    ] as const;
    for (const [ra1, dec1, ra2, dec2] of pairs) {
      const expected = vincenty({ ra: ra1, dec: dec1 }, { ra: ra2, dec: dec2 }) / 3600;
      assert.ok(Math.abs(separation(ra1, dec1, ra2, dec2) / expected - 1) < 1e-7);
    }
    assert.ok(Number.isNaN(separation(NaN, 0, 0, 0)));
  });
});

describe('a cone search', () => {
  it('gives the nearest first, at most so many, and nothing without a position', () => {
    const items = [
      { name: 'far', ra: 10, dec: 2 },
      { name: 'third', ra: 10, dec: 0.05 },
      { name: 'nowhere', ra: NaN, dec: NaN },
      { name: 'first', ra: 10.001, dec: 0 },
      { name: 'second', ra: 9.99, dec: 0 },
    ];
    const names = (most: number) =>
      coneSearch(items, (item) => item, { ra: 10, dec: 0 }, 0.1, most).map(({ item }) => item.name);
    assert.deepEqual(names(50), ['first', 'second', 'third']);
    assert.deepEqual(names(2), ['first', 'second']);
    const [found] = coneSearch(items, (item) => item, { ra: 10, dec: 0 }, 0.1, 1);
    assert.ok(Math.abs(found.separation - 0.001) < 1e-12);
  });
});

/** Arcseconds between two positions in degrees, by Vincenty's formula, which is good at every distance. */
function vincenty(a: { ra: number; dec: number }, b: { ra: number; dec: number }): number {
  const [x, y, d] = [a.dec, b.dec, b.ra - a.ra].map((degrees) => (degrees * Math.PI) / 180);
  const up = Math.hypot(Math.cos(y) * Math.sin(d), Math.cos(x) * Math.sin(y) - Math.sin(x) * Math.cos(y) * Math.cos(d));
  const down = Math.sin(x) * Math.sin(y) + Math.cos(x) * Math.cos(y) * Math.cos(d);
  return ((Math.atan2(up, down) * 180) / Math.PI) * 3600;
}
