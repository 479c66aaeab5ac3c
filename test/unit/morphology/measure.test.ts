import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quarterTurn } from '../../../bench/quality/transforms';
import { shapePictures } from '../../../bench/shapes/pictures';
import type { Picture } from '../../../src/imaging';
import { measure, type MeasureName } from '../../../src/morphology';
import { Random } from '../../../src/random';
import { SHARED_DATA, sharedData } from '../../shared-data';
import answers from './statmorph.json';

/**
 * How far a measure of a good galaxy may be from statmorph's: apertures here are of small parts of pixels where
 * statmorph's are exact, and the centre of least asymmetry is found to a fiftieth of a pixel.
 */
const TOLERANCES: Partial<Record<MeasureName, number>> = {
  petrosianRadius: 0.3,
  r20: 0.05,
  r50: 0.1,
  r80: 0.15,
  concentration: 0.05,
  asymmetry: 0.01,
  smoothness: 0.005,
  gini: 0.01,
  m20: 0.03,
  ellipticity: 1e-5,
  positionAngle: 1e-3,
};

/**
 * A merger whose elliptical profile crosses the Petrosian limit five times between 33 and 39 pixels, each time by less than
 * 0.04: which crossing is the first, and with it the pixels of Gini and M20, is a matter of rounding.
 */
const UNDECIDED = { name: 'drawn 6', measures: ['gini', 'm20'] };

type Answer = Record<string, number>;

async function compare(drawn: boolean): Promise<{ compared: number; apart: string[] }> {
  const apart: string[] = [];
  let compared = 0;
  for await (const { name, picture } of shapePictures(SHARED_DATA)) {
    const theirs = (answers as Record<string, Answer>)[name];
    // Where statmorph itself doubts its answer (2 bad), there is nothing to hold to.
    if (name.startsWith('drawn') !== drawn || !theirs || theirs.flag >= 2) continue;
    const ours = measure(picture);
    compared++;
    for (const [key, tolerance] of Object.entries(TOLERANCES)) {
      if (name === UNDECIDED.name && UNDECIDED.measures.includes(key)) continue;
      const difference = Math.abs(ours[key as MeasureName] - theirs[key]);
      if (!(difference <= tolerance))
        apart.push(`${name}: ${key} ${ours[key as MeasureName]}, statmorph ${theirs[key]}`);
    }
  }
  return { compared, apart };
}

/** An exponential disc seen at an angle, noise added. */
function disc(seed: number, size = 65): Picture {
  const random = new Random(seed);
  const [angle, ratio, scale] = [random.angle(), random.uniform(0.4, 1), random.uniform(3, 5)];
  const band = Float32Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [(i % size) - (size - 1) / 2, Math.floor(i / size) - (size - 1) / 2];
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    const across = (y * Math.cos(angle) - x * Math.sin(angle)) / ratio;
    return 100 * Math.exp(-Math.hypot(along, across) / scale) + random.gaussian();
  });
  return { width: size, height: size, bands: [band] };
}

const map = (picture: Picture, of: (value: number) => number): Picture => ({
  ...picture,
  bands: picture.bands.map((band) => band.map(of)),
});

describe('classical measures', () => {
  it('are statmorph’s of drawn galaxies, segment and sky being the same', async () => {
    const { compared, apart } = await compare(true);
    assert.ok(compared >= 18);
    assert.deepEqual(apart, []);
  });

  it('are statmorph’s of radio galaxies, but for a quarter at most, where a radius or what follows from it is another', async function () {
    sharedData(this, 'mirabest');
    const { compared, apart } = await compare(false);
    const galaxies = new Set(apart.map((text) => text.split(':')[0]));
    assert.ok(compared >= 8);
    assert.ok(galaxies.size <= compared / 4, apart.join('\n'));
  });

  it('do not depend on the unit of the light', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(2 ** -40, 2 ** -7, 2 ** 9), (seed, factor) => {
        const picture = disc(seed);
        const [one, other] = [measure(picture), measure(map(picture, (value) => value * factor))];
        for (const key of Object.keys(one) as MeasureName[]) {
          assert.ok(Object.is(one[key], other[key]) || Math.abs(one[key] - other[key]) < 1e-6, key);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('hardly depend on a quarter turn, but for the position angle, which turns', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const picture = disc(seed);
        const [one, other] = [measure(picture), measure(quarterTurn(picture))];
        const within = { petrosianRadius: 0.5, r50: 0.1, concentration: 0.1, asymmetry: 0.05, gini: 0.02, m20: 0.1 };
        for (const [key, most] of Object.entries(within)) {
          const name = key as MeasureName;
          assert.ok(Math.abs(one[name] - other[name]) < most, `${key}: ${one[name]}, turned ${other[name]}`);
        }
        assert.ok(Math.abs(one.ellipticity - other.ellipticity) < 1e-6);
        assert.ok(Math.abs(((((one.positionAngle - other.positionAngle) % 180) + 180) % 180) - 90) < 1e-6);
      }),
      { numRuns: 12 },
    );
  });

  it('know an exponential disc: C near 2.7, half-light radius 1.68 scale lengths', () => {
    const size = 97;
    const middle = (size - 1) / 2;
    const random = new Random(3);
    const band = Float32Array.from({ length: size * size }, (_, i) => {
      const r = Math.hypot((i % size) - middle, Math.floor(i / size) - middle);
      return 1000 * Math.exp(-r / 6) + random.gaussian();
    });
    const { concentration, r50, asymmetry, ellipticity } = measure({ width: size, height: size, bands: [band] });
    assert.ok(Math.abs(concentration - 2.7) < 0.15, `${concentration}`);
    assert.ok(Math.abs(r50 - 1.68 * 6) < 0.5, `${r50}`);
    assert.ok(Math.abs(asymmetry) < 0.03 && ellipticity < 0.03);
  });

  it('are undefined, and flagged, of frames without a galaxy', () => {
    const blank = measure({ width: 64, height: 64, bands: [new Float32Array(64 * 64).fill(NaN)] });
    assert.equal(blank.flag, 4);
    assert.ok(Number.isNaN(blank.gini));
  });
});
