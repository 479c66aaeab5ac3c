import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { FitsError, readHdus, readPlane, writeFits } from '../../../src/fits';
import { binBand } from '../../../src/imaging';
import { FileView, TILE, tileRegion, topLevel } from '../../../src/viewing';
import { sharedData } from '../../shared-data';

const [WIDTH, HEIGHT] = [2300, 1500];

/** A large image: its value tells the place. */
function large(): Uint8Array {
  const data = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH) + 10_000 * Math.floor(i / WIDTH));
  data[0] = NaN;
  return writeFits([
    { header: [['OBJECT', 'NONE']] },
    { header: [['EXTNAME', 'SCI']], data, shape: [HEIGHT, WIDTH] },
    { header: [['EXTNAME', 'CUBE']], data: Int16Array.from({ length: 60 }, (_, i) => i), shape: [3, 4, 5] },
  ]);
}

describe('a file as a viewer asks of it', () => {
  const bytes = large();
  const view = new FileView(bytes, 'large.fits');

  it('lists its HDUs', () => {
    const [primary, image, cube] = view.call('list', undefined);
    assert.deepEqual([primary.kind, primary.content], ['PrimaryHDU', 'none']);
    assert.deepEqual(
      [image.name, image.content, image.width, image.height, image.planes],
      ['SCI', 'picture', WIDTH, HEIGHT, 1],
    );
    assert.deepEqual(cube.shape, [3, 4, 5]);
  });

  it('gives the cards of a header as they stand', () => {
    const { bytes: cards } = view.call('header', { hdu: 0 });
    assert.equal(cards.length % 80, 0);
    assert.match(Buffer.from(cards).toString('latin1'), /^SIMPLE {2}= .*OBJECT {2}= 'NONE/);
  });

  it('surveys a plane: exact range, an even sample', () => {
    const survey = view.call('survey', { hdu: 1, plane: 0 });
    assert.deepEqual([survey.min, survey.max], [1, WIDTH - 1 + 10_000 * (HEIGHT - 1)]);
    assert.equal(survey.finite, WIDTH * HEIGHT - 1);
    assert.ok(survey.complete);
    assert.ok(survey.sample.length > 50_000 && survey.sample.length <= 2 ** 16, `${survey.sample.length}`);
    const mean =
      survey.sample.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) / survey.sample.length;
    assert.ok(Math.abs(mean / survey.mean - 1) < 0.01);
  });

  it('gives tiles of every level, each the mean of its pixels', () => {
    const [, hdu] = readHdus(bytes, 'large.fits');
    const plane = { width: WIDTH, height: HEIGHT, values: readPlane(hdu) };
    const top = topLevel(WIDTH, HEIGHT);
    assert.equal(top, 3);
    for (let level = 0; level <= top; level++) {
      const whole = binBand(plane, 2 ** level);
      for (let row = 0; row * TILE < whole.height; row++) {
        for (let column = 0; column * TILE < whole.width; column++) {
          const tile = view.call('tile', { bands: [{ hdu: 1, plane: 0 }], tile: { level, column, row } });
          const [values] = tile.bands;
          for (const [x, y] of [
            [1, 1],
            [0, tile.height - 1],
            [tile.width - 1, 0],
            [tile.width - 1, tile.height - 1],
          ]) {
            const wanted = whole.values[(row * TILE + y) * whole.width + column * TILE + x];
            const got = values[y * tile.width + x];
            assert.ok(
              Math.abs(got - wanted) <= 1e-6 * Math.abs(wanted),
              `${level}/${column}/${row} ${x},${y}: ${got}, not ${wanted}`,
            );
          }
        }
      }
    }
  });

  it('covers every pixel by exactly one tile of a level', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(3),
        (width, height, level) => {
          let covered = 0;
          for (let row = 0; row * TILE * 2 ** level < height; row++) {
            for (let column = 0; column * TILE * 2 ** level < width; column++) {
              const region = tileRegion({ level, column, row }, width, height);
              covered += region.width * region.height;
            }
          }
          assert.equal(covered, width * height);
        },
      ),
    );
  });

  it('tells the value of a pixel, and undefined for one that has none', () => {
    assert.deepEqual(view.call('values', { bands: [{ hdu: 1, plane: 0 }], x: 0, y: 0 }), ['undefined']);
    assert.deepEqual(view.call('values', { bands: [{ hdu: 1, plane: 0 }], x: 7, y: 3 }), ['30007']);
    assert.deepEqual(
      view.call('values', {
        bands: [
          { hdu: 2, plane: 2 },
          { hdu: 2, plane: 1 },
          { hdu: 2, plane: 0 },
        ],
        x: 1,
        y: 1,
      }),
      ['46', '26', '6'],
    );
  });

  it('keeps all digits of 64-bit integers', () => {
    const data = BigInt64Array.of(9007199254740993n, -(2n ** 63n));
    const unsigned = BigUint64Array.of(2n ** 64n - 1n, 0n);
    const file = writeFits([{ data, shape: [1, 2] }, { data: unsigned, shape: [1, 2] }]); // prettier-ignore
    const integers = new FileView(file, 'integers.fits');
    const value = (hdu: number, x: number) => integers.call('values', { bands: [{ hdu, plane: 0 }], x, y: 0 })[0];
    assert.deepEqual(
      [value(0, 0), value(0, 1), value(1, 0), value(1, 1)],
      ['9007199254740993', '-9223372036854775808', '18446744073709551615', '0'],
    );
  });

  it('measures lines across tiles, circles and boxes', () => {
    const line = view.call('measure', {
      hdu: 1,
      plane: 0,
      shape: { kind: 'line', from: { x: 10.5, y: 20.5 }, to: { x: 1500.5, y: 20.5 } },
    });
    const { distance, value } = line.profile!;
    assert.equal(distance.length, 1491);
    value.forEach((got, i) => assert.ok(Math.abs(got - (200_010 + i)) < 0.1, `${i}: ${got}`));
    const box = view.call('measure', {
      hdu: 1,
      plane: 0,
      shape: { kind: 'box', from: { x: 12, y: 4 }, to: { x: 2, y: 1 } },
    });
    assert.deepEqual([box.statistics?.count, box.statistics?.min, box.statistics?.max], [30, 10_002, 30_011]);
    const circle = view.call('measure', {
      hdu: 1,
      plane: 0,
      shape: { kind: 'circle', centre: { x: 100.5, y: 100.5 }, radius: 1 },
    });
    assert.equal(circle.statistics?.count, 5);
    assert.equal(circle.statistics?.mean, 1_000_100);
    assert.equal(circle.profile?.value.length, 1);
  });

  it('refuses what the file does not hold with its own error', () => {
    const call = [
      () => view.call('survey', { hdu: 9, plane: 0 }),
      () => view.call('survey', { hdu: 0, plane: 0 }),
      () => view.call('survey', { hdu: 1, plane: 1 }),
      () => view.call('tile', { bands: [{ hdu: 1, plane: 0 }], tile: { level: 9, column: 0, row: 0 } }),
      () => view.call('tile', { bands: [{ hdu: 1, plane: 0 }], tile: { level: 0, column: 0.5, row: 0 } }),
      () => view.call('values', { bands: [{ hdu: 1, plane: 0 }], x: WIDTH, y: 0 }),
    ];
    for (const refused of call) assert.throws(refused, FitsError);
  });

  it('surveys compressed images, and gives the same tiles as the image uncompressed', function () {
    const folder = sharedData(this, 'fits/fits_conformance/astropy/astropy/io/fits/hdu/compressed/tests/data');
    const tiles = ['m13.fits', 'm13_rice.fits'].map((name) => {
      const file = path.join(folder, name);
      if (!fs.existsSync(file)) return undefined;
      const compressed = new FileView(fs.readFileSync(file), name);
      const { index } = compressed.call('list', undefined).find(({ content }) => content === 'picture')!;
      return compressed.call('tile', { bands: [{ hdu: index, plane: 0 }], tile: { level: 0, column: 0, row: 0 } })
        .bands[0];
    });
    assert.ok(tiles[1]);
    if (tiles[0]) assert.deepEqual(tiles[1], tiles[0]);
  });
});
