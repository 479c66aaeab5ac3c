import assert from 'node:assert/strict';
import { readHdus, writeFits } from '../../../src/fits';
import {
  cropCentre,
  cropSquare,
  cropZoom,
  flipVertical,
  type Picture,
  pictureFromFits,
  thumbnail,
} from '../../../src/imaging';

/** Pixels numbered in order. */
function numbered(width: number, height: number): Picture {
  return { width, height, bands: [Float32Array.from({ length: width * height }, (_, i) => i)] };
}

describe('pictures', () => {
  it('flip', () => {
    assert.deepEqual([...flipVertical(numbered(2, 3)).bands[0]], [4, 5, 2, 3, 0, 1]);
  });

  it('are cropped about the centre', () => {
    assert.deepEqual([...cropCentre(numbered(4, 4), 2, 2).bands[0]], [5, 6, 9, 10]);
    assert.deepEqual([...cropCentre(numbered(4, 3), 1, 1).bands[0]], [5]);
    assert.deepEqual(cropCentre(numbered(4, 3), 10, 10), numbered(4, 3));
    assert.deepEqual([...cropSquare(numbered(4, 2)).bands[0]], [1, 2, 5, 6]);
    const zoomed = cropZoom(numbered(100, 50), 1.5);
    assert.deepEqual([zoomed.width, zoomed.height], [67, 33]);
    assert.throws(() => cropZoom(numbered(4, 4), 0.5), RangeError);
    assert.throws(() => cropCentre(numbered(4, 4), 0, 1), RangeError);
  });

  it('shrink to thumbnails in proportion, and never grow', () => {
    const small = thumbnail(numbered(40, 20), 10);
    assert.deepEqual([small.width, small.height], [10, 5]);
    assert.equal(small.bands[0][0], (0 + 1 + 2 + 3 + 40 * 4 + 6 + 80 * 4 + 6 + 120 * 4 + 6) / 16);
    const whole = numbered(5, 5);
    assert.equal(thumbnail(whole, 10), whole);
    const strip = thumbnail(numbered(1000, 1), 10);
    assert.deepEqual([strip.width, strip.height], [10, 1]);
  });

  it('come out of FITS images, cubes of three planes red first, of others the mean plane', () => {
    const data = Float32Array.from({ length: 12 }, (_, i) => i);
    const read = (shape: number[]) => pictureFromFits(readHdus(writeFits([{ data, shape }]), 'memory')[0]);
    assert.deepEqual(
      read([3, 2, 2]).bands.map((band) => [...band]),
      [[8, 9, 10, 11], [4, 5, 6, 7], [0, 1, 2, 3]], // prettier-ignore
    );
    assert.deepEqual([read([3, 4]).width, read([3, 4]).height, read([3, 4]).bands.length], [4, 3, 1]);
    assert.deepEqual(
      read([2, 2, 3]).bands.map((band) => [...band]),
      [[3, 4, 5, 6, 7, 8]],
    );
    const holed = Float32Array.of(1, NaN, NaN, 3, 4, NaN);
    const [mean] = pictureFromFits(readHdus(writeFits([{ data: holed, shape: [2, 1, 3] }]), 'memory')[0]).bands;
    assert.deepEqual([...mean], [2, 4, NaN], 'what is undefined in one plane is left out');
    assert.deepEqual([read([12]).width, read([12]).height], [12, 1]);
  });
});
