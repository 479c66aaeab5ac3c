import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {
  type ByteSource,
  FitsError,
  holdsImage,
  imageSize,
  openFits,
  readHdus,
  readPlane,
  readRegion,
  writeFits,
} from '../../../src/fits';
import { physicalParts } from '../../../src/fits/image-parts';
import { sharedData } from '../../shared-data';

const ASTROPY = 'fits/fits_conformance/astropy/astropy/io/fits/hdu/compressed/tests/data';

/** A file in memory that counts the bytes that are read of it. */
class Counted implements ByteSource {
  bytesRead = 0;
  constructor(private readonly bytes: Uint8Array) {}
  get length(): number {
    return this.bytes.length;
  }
  read(start: number, end: number): Uint8Array {
    assert.ok(start >= 0 && start <= end && end <= this.length, `${start} to ${end} of ${this.length}`);
    this.bytesRead += end - start;
    return this.bytes.slice(start, end);
  }
}

/** A rectangle cut out of a plane in memory. */
function cut(plane: Float32Array, width: number, region: { x: number; y: number; width: number; height: number }) {
  return Float32Array.from(
    { length: region.width * region.height },
    (_, i) => plane[(region.y + Math.floor(i / region.width)) * width + region.x + (i % region.width)],
  );
}

/** Any rectangle of a picture. */
function regions(width: number, height: number) {
  return fc.record({ x: fc.nat(width - 1), y: fc.nat(height - 1) }).chain(({ x, y }) =>
    fc.record({
      x: fc.constant(x),
      y: fc.constant(y),
      width: fc.nat(width - x),
      height: fc.nat(height - y),
    }),
  );
}

describe('a file that is read by parts', () => {
  it('has in its parts the values of the whole, in their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(Int16Array, Float32Array, Float64Array),
        fc.integer({ min: 1, max: 40 }),
        (shape, Kind, pixels) => {
          const data = new Kind(shape.reduce((product, n) => product * n, 1));
          for (let i = 0; i < data.length; i++) data[i] = i - 100;
          const [hdu] = openFits(writeFits([{ data, shape }]), 'any.fits');
          const parts = [...physicalParts(hdu, pixels)];
          assert.ok(parts.every(({ length }) => length <= pixels));
          assert.deepEqual(parts.flatMap((part) => [...part]), [...data]); // prettier-ignore
        },
      ),
    );
  });

  const cube = writeFits([
    { header: [['OBJECT', 'NOTHING']] },
    { data: Float32Array.from({ length: 3 * 200 * 300 }, (_, i) => i), shape: [3, 200, 300] },
    { data: Int16Array.from({ length: 60 }, (_, i) => i), shape: [6, 10] },
  ]);

  it('lists its HDUs from their headers alone', () => {
    const source = new Counted(cube);
    const hdus = readHdus(source, 'cube.fits');
    assert.deepEqual(
      hdus.map((hdu) => hdu.shape),
      [[], [3, 200, 300], [6, 10]],
    );
    assert.ok(source.bytesRead < 100_000, `${source.bytesRead} bytes`);
  });

  it('gives a rectangle of a plane, and reads no row beyond it', () => {
    const source = new Counted(cube);
    const hdu = readHdus(source, 'cube.fits')[1];
    const before = source.bytesRead;
    const values = readRegion(hdu, { x: 20, y: 10, width: 50, height: 7 }, 2);
    assert.equal(source.bytesRead - before, 4 * 50 * 7);
    assert.deepEqual(values, cut(readPlane(hdu, 2), 300, { x: 20, y: 10, width: 50, height: 7 }));
  });

  it('refuses a rectangle or a plane that lies outside', () => {
    const hdu = readHdus(cube, 'cube.fits')[1];
    for (const region of [
      { x: -1, y: 0, width: 2, height: 2 },
      { x: 299, y: 0, width: 2, height: 2 },
      { x: 0, y: 199, width: 2, height: 2 },
      { x: 0.5, y: 0, width: 2, height: 2 },
    ]) {
      assert.throws(() => readRegion(hdu, region), FitsError);
    }
    assert.throws(() => readRegion(hdu, { x: 0, y: 0, width: 1, height: 1 }, 3), FitsError);
  });

  it('gives any rectangle of a compressed image as the whole has it', function () {
    const folder = sharedData(this, ASTROPY);
    for (const name of ['m13_rice', 'm13_hcomp', 'm13_gzip', 'm13_plio']) {
      const source = new Counted(fs.readFileSync(path.join(folder, `${name}.fits`)));
      const hdu = openFits(source, name).find(holdsImage)!;
      const { width, height } = imageSize(hdu);
      const whole = readPlane(hdu);
      fc.assert(
        fc.property(regions(width, height), (region) => {
          assert.deepEqual(readRegion(hdu, region), cut(whole, width, region));
        }),
        { numRuns: 20 },
      );
    }
  });

  it('reads of a compressed image only the tiles that a rectangle touches', function () {
    const folder = sharedData(this, ASTROPY);
    const source = new Counted(fs.readFileSync(path.join(folder, 'm13_rice.fits')));
    const hdu = openFits(source, 'rice').find(holdsImage)!;
    const read = (height: number) => {
      const before = source.bytesRead;
      readRegion(hdu, { x: 0, y: 0, width: 10, height });
      return source.bytesRead - before;
    };
    assert.ok(read(1) * 4 < read(imageSize(hdu).height), 'one row of tiles costs little');
  });
});
