import assert from 'node:assert/strict';
import { luptonRgba, makeStretch, type Stretch } from '../../../src/imaging';
import { numbers } from './numbers';

const AT = [-1, 0, 0.01, 0.1, 0.5, 0.9, 1, 2];
/** astropy.visualization's stretches at AT. */
const ASTROPY: [Stretch, number[]][] = [
  [{ name: 'linear' }, [0, 0, 0.01, 0.1, 0.5, 0.9, 1, 1]],
  [{ name: 'sqrt' }, [0.0, 0.0, 0.1, 0.31622776601683794, 0.7071067811865476, 0.9486832980505138, 1.0, 1.0]],
  [
    { name: 'log' },
    [0.0, 0.0, 0.34708067508455476, 0.6680104684941067, 0.8998157120437035, 0.9847657754445129, 1.0, 1.0],
  ],
  [
    { name: 'log', a: 10 },
    [0.0, 0.0, 0.039747432210872534, 0.2890648263178878, 0.7472217363092141, 0.9602525677891275, 1.0, 1.0],
  ],
  [
    { name: 'asinh' },
    [0.0, 0.0, 0.0332977502187707, 0.2939653260048424, 0.7712696419200371, 0.9650529776640909, 1.0, 1.0],
  ],
  [
    { name: 'asinh', a: 0.01 },
    [0.0, 0.0, 0.16634893070334314, 0.5658794285847268, 0.8691907493336749, 0.9801155446964956, 1.0, 1.0],
  ],
  [{ name: 'power', a: 2 }, [0.0, 0.0, 0.0001, 0.010000000000000002, 0.25, 0.81, 1.0, 1.0]],
];

describe('stretches', () => {
  for (const [stretch, wanted] of ASTROPY) {
    it(`${JSON.stringify(stretch)} agrees with astropy`, () => {
      const curve = makeStretch(stretch);
      AT.forEach((x, i) => assert.ok(Math.abs(curve(x) - wanted[i]) < 1e-12, `at ${x}: ${curve(x)}, not ${wanted[i]}`));
    });
  }

  it('refuse a parameter that is not positive', () => {
    for (const name of ['log', 'asinh', 'power'] as const) {
      for (const a of [0, -1, NaN]) assert.throws(() => makeStretch({ name, a }), RangeError);
    }
  });
});

describe('Lupton colour', () => {
  /** AsinhMapping([0, 0.1, 0.05], 0.5, Q=8).make_rgb_image of astropy.visualization.lupton_rgb, of the bands below. */
  const ASTROPY_RGB = [
    [159, 46, 197],
    [67, 14, 255],
    [182, 56, 149],
    [11, 131, 254],
    [198, 156, 0],
    [112, 126, 167],
    [170, 175, 33],
    [111, 117, 129],
    [59, 80, 241],
    [87, 180, 129],
    [143, 137, 172],
    [54, 0, 253],
  ];
  const bands = [12345, 777, 4242].map((seed) => numbers(12, seed).map((value) => value * 3 - 0.2));

  it('agrees with astropy to one level', () => {
    const out = new Uint8ClampedArray(48);
    luptonRgba(bands, { Q: 8, stretch: 0.5, minimum: [0, 0.1, 0.05] }, [1, 2, 3], out);
    ASTROPY_RGB.forEach((rgb, i) => {
      rgb.forEach((level, band) =>
        assert.ok(Math.abs(out[4 * i + band] - level) <= 1, `${i} ${out[4 * i + band]} ${level}`),
      );
      assert.equal(out[4 * i + 3], 255);
    });
  });

  it('draws undefined pixels in their own colour', () => {
    const out = new Uint8ClampedArray(4);
    luptonRgba(
      [Float32Array.of(1), Float32Array.of(NaN), Float32Array.of(1)],
      { Q: 8, stretch: 1, minimum: [0, 0, 0] },
      [1, 2, 3],
      out,
    );
    assert.deepEqual([...out], [1, 2, 3, 255]);
  });
});
