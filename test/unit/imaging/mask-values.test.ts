import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readCutouts } from '../../../src/collection';
import { writeFits } from '../../../src/fits';
import { type Picture, roleByValues } from '../../../src/imaging';
import { Random } from '../../../src/random';
import { galaxyPixels } from '../../galaxies';
import { galaxySet } from '../../shared-data';

const SIDE = 64;

const drawn = (value: (x: number, y: number) => number, bands = 1): Picture => {
  const pixels = Float32Array.from({ length: SIDE ** 2 }, (_, i) => value(i % SIDE, Math.floor(i / SIDE)));
  return { width: SIDE, height: SIDE, bands: Array.from({ length: bands }, () => pixels) };
};
const distance = (x: number, y: number) => Math.hypot(x - SIDE / 2, y - SIDE / 2);
/** Discs here and there. */
const region = (x: number, y: number) =>
  [...Array(9).keys()].find((k) => Math.hypot(x - 10 - 20 * (k % 3), y - 10 - 20 * Math.floor(k / 3)) < 4 + (k % 4));

describe('what an image is by its values', () => {
  it('is a mask where there are two, in connected regions', () => {
    const mask = { role: 'quality', by: 'its two values' };
    assert.deepEqual(roleByValues(drawn((x, y) => Number(distance(x, y) < 9))), mask);
    assert.deepEqual(roleByValues(drawn((x, y) => (distance(x, y) < 9 ? 0 : 255), 3)), mask, 'a picture of one, too');
    assert.deepEqual(roleByValues(drawn((x) => (x < 3 ? NaN : Number(x > 50)))), mask, 'with undefined pixels');
  });

  it('is a segmentation map where each region has a number of its own', () => {
    const segmentation = { role: 'segmentation', by: 'its values' };
    assert.deepEqual(roleByValues(drawn((x, y) => (region(x, y) ?? -1) + 1)), segmentation);
  });

  it('is a picture where pixels hold light', () => {
    const random = new Random(1);
    const poisson = (mean: number) => {
      let [count, product] = [0, random.uniform()];
      for (const least = Math.exp(-mean); product > least; count++) product *= random.uniform();
      return count;
    };
    const light = (x: number, y: number) => Math.exp(-distance(x, y) / 8);
    const galaxy = galaxyPixels(SIDE, 1);
    for (const [name, picture] of [
      ['few photons', drawn((x, y) => poisson(0.05 + light(x, y)))],
      ['many photons', drawn((x, y) => poisson(3 + 20 * light(x, y)))],
      ['eight grey levels without noise', drawn((x, y) => Math.round(7 * light(x, y)))],
      ['256 grey levels without noise', drawn((x, y) => Math.round(255 * light(x, y)))],
      ['one bright pixel', drawn((x, y) => Number(x === 5 && y === 5))],
      ['a galaxy', { width: SIDE, height: SIDE, bands: [galaxy] }],
      ['a rounded galaxy', { width: SIDE, height: SIDE, bands: [galaxy.map(Math.round)] }],
    ] as const)
      assert.equal(roleByValues(picture), undefined, name);
  });

  it('leaves masks without a name out of a collection, unless they are asked for', async () => {
    const data = Int16Array.from({ length: SIDE ** 2 }, (_, i) => Number(distance(i % SIDE, Math.floor(i / SIDE)) < 9));
    const file = writeFits([
      { data: galaxyPixels(SIDE, 2), shape: [SIDE, SIDE] },
      { data, shape: [SIDE, SIDE] },
    ]);
    const { cutouts, remarks } = await readCutouts(file, 'g.fits');
    assert.deepEqual(
      cutouts.map(({ hdu }) => hdu),
      [0],
    );
    assert.deepEqual(remarks, [{ hdu: 1, kind: 'quality', by: 'its two values', leftOut: true }]);
    assert.equal((await readCutouts(file, 'g.fits', { also: ['quality'] })).cutouts.length, 2);
    assert.equal((await readCutouts(file, 'g.fits', { only: [1] })).remarks.length, 0, 'asked for by its number');
  });

  it('is a picture of every galaxy that is there', async function () {
    const folder = galaxySet('gz2');
    const files = fs.readdirSync(folder).filter((name) => name.endsWith('.jpg')).slice(0, 200); // prettier-ignore
    for (const name of files) {
      const { remarks } = await readCutouts(fs.readFileSync(path.join(folder, name)), name);
      assert.deepEqual(remarks, [], name);
    }
  });
});
