import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { bitsOf, flagsOf, flagsOfPixels, type QualityFlag, readCutouts } from '../../../src/collection';
import type { Picture } from '../../../src/imaging';
import { Random } from '../../../src/random';
import { generateSampleSky } from '../../../src/sample-sky';
import { galaxySet } from '../../shared-data';

const SKIES = 70;

describe('quality flags', () => {
  let skies: Picture[];
  before(async () => {
    const read = [...generateSampleSky({ count: SKIES, seed: 5 })].map(({ bytes, name }) => readCutouts(bytes, name));
    skies = (await Promise.all(read)).map(({ cutouts }) => cutouts[0].picture);
  });

  const flags = (picture: Picture) => flagsOf(flagsOfPixels(picture, 'fits'));
  /** The picture with other pixels: `of` gets a place, the value there, and the deviation of the sky. */
  const changed = (picture: Picture, of: (x: number, y: number, value: number, noise: number) => number): Picture => ({
    ...picture,
    bands: picture.bands.map((band) => {
      const sky = band.slice(0, 400).sort();
      const noise = 1.4826 * (sky[200] - sky[100]);
      return band.map((value, i) => of(i % picture.width, Math.floor(i / picture.width), value, noise));
    }),
  });
  const share = (flag: QualityFlag, make: (picture: Picture, i: number) => Picture) =>
    skies.filter((picture, i) => flags(make(picture, i)).includes(flag)).length / SKIES;

  it('are none of galaxies as they are', () => {
    for (const flag of ['edge', 'blank', 'saturated', 'trail'] as const) assert.equal(share(flag, (one) => one), 0, flag); // prettier-ignore
    assert.ok(share('noise', (one) => one) < 0.05);
  });

  it('tell frames that end, and those that are mostly blank', () => {
    for (const nothing of [NaN, 0, -32768]) {
      const cut = (from: number) => (one: Picture) => changed(one, (x, _, value) => (x < from * one.width ? nothing : value)); // prettier-ignore
      assert.ok(share('edge', cut(0.1)) > 0.97);
      assert.equal(share('blank', cut(0.1)), 0);
      assert.equal(share('blank', cut(0.6)), 1);
    }
    const below = (one: Picture) => changed(one, (_, y, value) => (y >= 0.9 * one.height ? NaN : value));
    assert.equal(share('edge', below), 1);
    const nothing = changed(skies[0], () => 7);
    assert.deepEqual(flags(nothing), ['edge', 'blank']);
    assert.deepEqual(flags(changed(skies[0], () => NaN)), ['edge', 'blank']);
  });

  it('tell plateaus, pure noise and trails', () => {
    const full = (one: Picture) => {
      const limits = one.bands.map((band) => band.slice().sort()[Math.floor(0.99 * band.length)]);
      return { ...one, bands: one.bands.map((band, b) => band.map((value) => Math.min(value, limits[b]))) };
    };
    assert.equal(share('saturated', full), 1);
    const random = new Random(8);
    const noise = (one: Picture) => changed(one, () => 100 + random.gaussian());
    assert.ok(share('noise', noise) > 0.95);
    assert.equal(share('trail', noise), 0);
    const trail = (one: Picture, i: number) => {
      const [angle, offset] = [i * 0.7, (i % 11) - 5];
      return changed(one, (x, y, value, deviation) => {
        const across = (x - one.width / 2) * Math.sin(angle) - (y - one.height / 2) * Math.cos(angle) - offset;
        return value + (Math.abs(across) < 1.5 ? 12 * deviation : 0);
      });
    };
    assert.ok(share('trail', trail) > 0.85, `${share('trail', trail)}`);
  });

  it('are few of real galaxies, and take little time', async function () {
    const folder = galaxySet('mirabest');
    const files = fs.readdirSync(folder).filter((name) => name.endsWith('.fits')).slice(0, 60); // prettier-ignore
    const read = files.map((name) => readCutouts(fs.readFileSync(path.join(folder, name)), name));
    const pictures = (await Promise.all(read)).map(({ cutouts }) => cutouts[0].picture);
    const found = pictures.map(flags);
    for (const flag of ['edge', 'blank', 'saturated', 'trail'] as const) {
      assert.ok(found.filter((some) => some.includes(flag)).length <= 2, flag);
    }
    const times = pictures.map((picture) => {
      const started = performance.now();
      flags(picture);
      return performance.now() - started;
    });
    // Far above what is measured: other tests may run beside it.
    assert.ok(times.sort((a, b) => a - b)[30] < 2);
  });

  it('are bits that are read as they are written', () => {
    assert.deepEqual(flagsOf(bitsOf(['trail', 'edge'])), ['edge', 'trail']);
    assert.deepEqual([bitsOf(['edge']), bitsOf(['blank']), bitsOf(['saturated']), bitsOf(['noise']), bitsOf(['trail'])], [1, 2, 4, 8, 16]); // prettier-ignore
  });
});
