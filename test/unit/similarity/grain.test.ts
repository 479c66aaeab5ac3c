import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { mirror, quarterTurn } from '../../../bench/quality/transforms';
import { readCutoutFile, readCutouts } from '../../../src/collection';
import { cropCentre, type Picture, resamplePicture } from '../../../src/imaging';
import { Random } from '../../../src/random';
import { grainCorrelation, grainOf, SAME_GRAIN } from '../../../src/similarity';
import { galaxySet } from '../../shared-data';

const GALAXIES = 24;

const each = (picture: Picture, change: (value: number) => number): Picture => ({
  ...picture,
  bands: picture.bands.map((band) => band.map(change)),
});

/** What may have been done to a picture since it was taken. */
const CHANGES: Readonly<Record<string, (picture: Picture) => Picture>> = {
  'turned and mirrored': (picture) => mirror(quarterTurn(picture)),
  'a pixel less on each side': (picture) => cropCentre(picture, picture.width - 2, picture.height - 2),
  'a fifth less': (picture) => cropCentre(picture, Math.round(0.8 * picture.width), Math.round(0.8 * picture.height)),
  'smaller pixels': (picture) => resamplePicture(picture, 70, 70, 'hamming'),
  'stretched otherwise': (picture) => each(picture, (value) => Math.sign(value) * Math.abs(value) ** 0.6),
  'other units': (picture) => each(picture, (value) => 1000 * value - 5),
  'one band': (picture) => ({ ...picture, bands: [picture.bands[0]] }),
};

describe('the grain of a picture', () => {
  for (const set of ['gz1', 'euclid', 'mirabest']) {
    describe(`of ${set}`, () => {
      const pictures: Picture[] = [];

      before(async function () {
        const folder = galaxySet(set);
        const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(fits|jpg|png)$/.test(name)); // prettier-ignore
        for (const name of names.sort().slice(0, GALAXIES))
          pictures.push((await readCutouts(readCutoutFile(path.join(folder, name)), name)).cutouts[0].picture);
        assert.equal(pictures.length, GALAXIES);
      });

      it('stays the same, whatever was done to the picture', () => {
        for (const [name, change] of Object.entries(CHANGES))
          for (const [i, picture] of pictures.entries()) {
            const found = grainCorrelation(grainOf(picture), grainOf(change(picture)));
            assert.ok(found > SAME_GRAIN, `${name}, picture ${i}: ${found}`);
          }
      });

      it('is another in every other picture', () => {
        const grains = pictures.map(grainOf);
        for (let i = 0; i < grains.length; i++)
          for (let k = 0; k < i; k++) {
            const found = grainCorrelation(grains[i], grains[k]);
            assert.ok(found < SAME_GRAIN, `${k} and ${i}: ${found}`);
          }
      });
    });
  }

  it('is another where a galaxy was pictured twice', () => {
    const random = new Random(3);
    const side = 80;
    const exposure = (): Picture => ({
      width: side,
      height: side,
      bands: [
        Float32Array.from({ length: side ** 2 }, (_, i) => {
          const distance = Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2);
          return 100 * Math.exp(-distance / 6) + random.gaussian();
        }),
      ],
    });
    for (let i = 0; i < 10; i++) assert.ok(grainCorrelation(grainOf(exposure()), grainOf(exposure())) < SAME_GRAIN);
  });

  it('is another in drawn galaxies of one shape with noise of their own, faint and bright', () => {
    const random = new Random(4);
    const side = 80;
    const shapes: Readonly<Record<string, (distance: number) => number>> = {
      'point source': (distance) => Math.exp(-(distance ** 2) / 8),
      disc: (distance) => Math.exp(-distance / 6),
      spheroid: (distance) => Math.exp(-7.67 * ((distance / 8) ** 0.25 - 1)) / 50,
    };
    for (const [name, shape] of Object.entries(shapes)) {
      for (const signal of [3, 10, 30, 100]) {
        const drawn = (): Picture => {
          const light = (i: number) => shape(Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2));
          const pixels = Float32Array.from({ length: side ** 2 }, (_, i) => signal * light(i) + random.gaussian());
          return { width: side, height: side, bands: [pixels] };
        };
        const found = grainCorrelation(grainOf(drawn()), grainOf(drawn()));
        assert.ok(found < SAME_GRAIN, `${name} of ${signal} times the noise: ${found}`);
      }
    }
  });

  it('is defined for pictures of any size, with undefined pixels, or with nothing to see', () => {
    const sizes = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(sizes, sizes, fc.constantFrom(0, NaN, Infinity), fc.nat(), (width, height, value, seed) => {
        const random = new Random(seed);
        const band = Float32Array.from({ length: width * height }, () =>
          random.chance(0.3) ? value : random.gaussian(),
        );
        const grain = grainOf({ width, height, bands: [band] });
        assert.ok(Math.max(grain.width, grain.height) <= 32 && grain.levels.length === grain.width * grain.height);
        const found = grainCorrelation(grain, grainOf({ width: 40, height: 40, bands: [new Float32Array(1600)] }));
        assert.equal(found, -1);
        const self = grainCorrelation(grain, grain);
        assert.ok(self === -1 || self > 0.999, `${self}`);
      }),
      { numRuns: 200 },
    );
  });
});
