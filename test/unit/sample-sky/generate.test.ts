import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { holdsImage, openFits, readPlane } from '../../../src/fits';
import { generateSampleSky, GALAXY_CLASSES, type Cutout } from '../../../src/sample-sky';

const COUNT = 140;

const hash = (cutouts: Iterable<Cutout>) => {
  const sum = createHash('sha256');
  for (const { name, bytes } of cutouts) sum.update(name).update(bytes);
  return sum.digest('hex');
};

const imageHdu = ({ name, bytes }: Cutout) => {
  const hdu = openFits(bytes, name, { gunzip: (gzipped) => zlib.gunzipSync(gzipped) }).find(holdsImage);
  assert.ok(hdu, `${name} holds an image`);
  return hdu;
};

/** Mean brightness between two radii around the galaxy, in its first plane, seen face-on. */
const annulus = (cutout: Cutout, from: number, to: number) => {
  const hdu = imageHdu(cutout);
  const size = hdu.shape.at(-1)!;
  const pixels = readPlane(hdu);
  const [x, y] = ['CRPIX1', 'CRPIX2'].map((key) => Number(hdu.header.number(key)) - 1);
  const q = cutout.labels.axisRatio;
  const angle = ((cutout.labels.positionAngle - 90) * Math.PI) / 180;
  let total = 0;
  let count = 0;
  pixels.forEach((value, i) => {
    const dx = (i % size) - x;
    const dy = Math.floor(i / size) - y;
    const u = dx * Math.cos(angle) + dy * Math.sin(angle);
    const v = (dy * Math.cos(angle) - dx * Math.sin(angle)) / q;
    const r = Math.hypot(u, v);
    if (r < from || r >= to) return;
    total += value;
    count += 1;
  });
  return total / count;
};

describe('the sample sky', () => {
  const cutouts = [...generateSampleSky({ count: COUNT, seed: 7 })];

  it('is the same for the same seed and another for another', () => {
    const first = hash(generateSampleSky({ count: 14, seed: 7 }));
    assert.equal(hash(generateSampleSky({ count: 14, seed: 7 })), first);
    assert.equal(hash(cutouts.slice(0, 14)), first, 'a longer sample begins with the shorter');
    assert.notEqual(hash(generateSampleSky({ count: 14, seed: 8 })), first);
  });

  it('holds every class equally often, under names that are unlike', () => {
    for (const name of GALAXY_CLASSES)
      assert.equal(cutouts.filter(({ labels }) => labels.class === name).length, COUNT / GALAXY_CLASSES.length, name);
    assert.equal(new Set(cutouts.map(({ name }) => name)).size, COUNT);
  });

  it('is as varied as real collections are', () => {
    const hdus = cutouts.map(imageHdu);
    assert.deepEqual([...new Set(hdus.map((hdu) => hdu.bitpix))].sort(), [-32, 16]);
    assert.deepEqual([...new Set(hdus.map((hdu) => hdu.shape.length))].sort(), [2, 3]);
    assert.ok(hdus.some((hdu) => hdu.name === 'SCI'));
    assert.ok(cutouts.some(({ name }) => name.endsWith('.fits.gz')));
  });

  it('has finite pixels, and the galaxy at its middle', () => {
    for (const cutout of cutouts) {
      assert.ok(readPlane(imageHdu(cutout)).every(Number.isFinite), cutout.name);
      // The two of a merger lie at its middle together, and either may be away from it.
      const inner = annulus({ ...cutout, labels: { ...cutout.labels, axisRatio: 1 } }, 0, 16);
      const outer = annulus({ ...cutout, labels: { ...cutout.labels, axisRatio: 1 } }, 40, 46);
      assert.ok(inner > outer + 0.005, `${cutout.name}, ${cutout.labels.class}: ${inner} against ${outer}`);
    }
  });

  it('places the labelled galaxy on the reference of its coordinate system', () => {
    for (const cutout of cutouts) {
      const { header, shape } = imageHdu(cutout);
      assert.ok(Math.abs(header.number('CRVAL1')! - cutout.labels.ra) < 1e-7);
      assert.ok(Math.abs(header.number('CRVAL2')! - cutout.labels.dec) < 1e-7);
      for (const key of ['CRPIX1', 'CRPIX2']) assert.ok(Math.abs(header.number(key)! - (shape.at(-1)! + 1) / 2) <= 1);
    }
  });

  it('draws rings brighter at their radius than inside it', () => {
    const rings = cutouts.filter(({ labels }) => labels.class === 'ring');
    for (const ring of rings) {
      const radius = ring.labels.ringRadius! / 0.262;
      const onRing = annulus(ring, 0.9 * radius, 1.1 * radius);
      assert.ok(onRing > annulus(ring, 0.5 * radius, 0.65 * radius), `${ring.name}: a gap inside the ring`);
      assert.ok(onRing > annulus(ring, 1.5 * radius, 1.7 * radius), `${ring.name}: dark outside the ring`);
    }
  });

  it('refuses a size at which classes cannot be told', () => {
    assert.throws(() => [...generateSampleSky({ count: 1, size: 32 })], RangeError);
  });
});
