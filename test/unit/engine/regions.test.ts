import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openFits, writeFits } from '../../../src/fits';
import { type ImageRegion, readRegionCutout } from '../../../src/collection';
import { type EngineClient, FindSimilar, IndexCollection, ReadThumbnails } from '../../../src/engine';
import { ensureBuilt } from '../../built';
import { galaxyPixels, temporaryFolder } from '../../galaxies';
import { morphoscope } from '../cli/run-cli';
import { collectionOf, engineClient } from './harness';

const SIDE = 64;
const ACROSS = 3;
const UP = 2;
const NUMBERS = Array.from({ length: ACROSS * UP }, (_, i) => i);
const WCS = [
  ['CTYPE1', 'RA---TAN'],
  ['CTYPE2', 'DEC--TAN'],
  ['CRVAL1', 150],
  ['CRVAL2', 2],
  ['CRPIX1', 1],
  ['CRPIX2', 1],
  ['CDELT1', -1e-4],
  ['CDELT2', 1e-4],
] as const;

/** Galaxies side by side, from the lower left corner. */
function mosaic(pixels: readonly Float32Array[]): Float32Array {
  const width = ACROSS * SIDE;
  const out = new Float32Array(width * UP * SIDE);
  pixels.forEach((galaxy, i) => {
    const [left, below] = [(i % ACROSS) * SIDE, Math.floor(i / ACROSS) * SIDE];
    for (let y = 0; y < SIDE; y++) out.set(galaxy.subarray(y * SIDE, (y + 1) * SIDE), (below + y) * width + left);
  });
  return out;
}

const joined = (parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
const regionOf = (i: number): ImageRegion => ({
  x: (i % ACROSS) * SIDE + 1,
  y: Math.floor(i / ACROSS) * SIDE + 1,
  width: SIDE,
  height: SIDE,
});

describe('regions of images', function () {
  this.timeout(60_000);
  const colours = [0, 40, 80].map((more) => NUMBERS.map((i) => galaxyPixels(SIDE, i + 1 + more)));
  const [grey] = colours;
  const planes = joined(colours.map(mosaic));
  const shape = [UP * SIDE, ACROSS * SIDE];
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;

  before(async () => {
    ensureBuilt();
    ({ folder, remove } = temporaryFolder());
    fs.mkdirSync(path.join(folder, 'cutouts'));
    const write = (name: string, bytes: Uint8Array) => fs.writeFileSync(path.join(folder, name), bytes);
    for (const i of NUMBERS) {
      write(`cutouts/grey-${i}.fits`, writeFits([{ data: grey[i], shape: [SIDE, SIDE] }]));
      const cube = joined(colours.map((all) => all[i]));
      write(`cutouts/colour-${i}.fits`, writeFits([{ data: cube, shape: [3, SIDE, SIDE] }]));
    }
    write(
      'field.fits',
      writeFits([{}, { data: mosaic(grey), shape, header: WCS }, { data: planes, shape: [3, ...shape] }]),
    );
    engine = engineClient();
    await engine.open({ ...collectionOf(path.join(folder, 'cutouts')) });
    await engine.request(IndexCollection, { folder: path.join(folder, 'cutouts') });
  });
  after(async () => {
    await engine.stop();
    remove();
  });

  const field = () => path.join(folder, 'field.fits');
  const similar = (hdu: number | undefined, region: ImageRegion) =>
    engine.request(FindSimilar, {
      folder: path.join(folder, 'cutouts'),
      query: [{ path: field(), hdu, region }],
      count: 3,
    });

  it('give the representations of cutouts with the same pixels, of one plane, of three, and of bands that are named', async () => {
    for (const i of NUMBERS) {
      const { query, neighbours } = await similar(1, regionOf(i));
      assert.equal(neighbours[0].path, `grey-${i}.fits`);
      assert.ok(neighbours[0].similarity > 0.9999, `${neighbours[0].similarity}`);
      assert.deepEqual([query[0].hdu, query[0].region], [1, regionOf(i)]);
    }
    // Without an HDU of the first image, by plane, and in colour.
    assert.equal((await similar(undefined, regionOf(4))).neighbours[0].path, 'grey-4.fits');
    const [colour] = (await similar(2, regionOf(3))).neighbours;
    assert.ok(colour.path === 'colour-3.fits' && colour.similarity > 0.9999, JSON.stringify(colour));
    const [plane] = (await similar(2, { ...regionOf(2), bands: [{ hdu: 2, plane: 0 }] })).neighbours;
    assert.ok(plane.path === 'grey-2.fits' && plane.similarity > 0.9999, JSON.stringify(plane));
  });

  it('have a position, combine with what it is not to look like, and their own picture', async () => {
    const region = regionOf(1);
    const { query } = await similar(1, region);
    assert.ok(Math.abs(query[0].dec! - (2 + 31.5e-4)) < 1e-6, `${query[0].dec}`);
    const answer = await engine.request(FindSimilar, {
      folder: path.join(folder, 'cutouts'),
      query: [{ path: field(), hdu: 1, region }],
      negatives: [{ path: field(), hdu: 1, region: regionOf(2) }],
      count: 3,
    });
    assert.deepEqual(answer.negatives[0].region, regionOf(2));
    const [picture, whole] = await engine.request(ReadThumbnails, {
      folder: path.join(folder, 'cutouts'),
      cutouts: [{ path: field(), hdu: 1, region }, { path: 'grey-1.fits', hdu: 0 }], // prettier-ignore
      size: 64,
    });
    assert.deepEqual(picture, whole);
  });

  it('grow to squares within the image, and beyond it where that is too narrow', () => {
    const hdus = openFits(
      writeFits([{ data: Float32Array.from({ length: 20 * 40 }, (_, i) => i), shape: [40, 20] }]),
      'tall.fits',
    );
    const pixels = (region: ImageRegion) => readRegionCutout(hdus, 0, region, 'tall.fits').picture;
    const wide = pixels({ x: 3, y: 1, width: 16, height: 8 });
    assert.deepEqual([wide.width, wide.height, wide.bands[0][0], wide.bands[0][16]], [16, 16, 2, 22]);
    const tall = pixels({ x: 5, y: 11, width: 10, height: 30 });
    assert.deepEqual(
      [tall.width, tall.bands[0][4], tall.bands[0][5], tall.bands[0][24], tall.bands[0][25]],
      [30, NaN, 200, 219, NaN],
    );
    // What is outside of the image is left out.
    assert.equal(pixels({ x: -5, y: -5, width: 14, height: 14 }).width, 8);
  });

  it('are refused where they are outside, too small, too large or of no FITS image', async () => {
    await assert.rejects(
      similar(1, { x: 500, y: 1, width: 20, height: 20 }),
      /500,1,20,20 lies outside of the image of 192 x 128/,
    );
    await assert.rejects(similar(1, { x: 1, y: 1, width: 20, height: 5 }), /20 x 5 pixels: at least 8/);
    await assert.rejects(similar(1, { x: 186, y: 1, width: 20, height: 20 }), /7 x 20 pixels/);
    await assert.rejects(similar(7, regionOf(0)), /the file has 3 HDUs/);
    await assert.rejects(similar(1, { ...regionOf(0), bands: [{ hdu: 1, plane: 4 }] }), /plane 4/);
    const query = [{ path: 'a.png', region: regionOf(0) }];
    const ofPhotograph = engine.request(FindSimilar, { folder: path.join(folder, 'cutouts'), query, count: 1 });
    await assert.rejects(ofPhotograph, /regions are of FITS images/);
  });

  it('are asked about in a terminal', async () => {
    const cutouts = path.join(folder, 'cutouts');
    const { code, stdout, stderr } = await morphoscope([
      'similar',
      cutouts,
      `${field()}[1]`,
      '--region',
      '65,65,64,64',
      '--json',
    ]);
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { path: string }[])[0].path, 'grey-4.fits');
    for (const [region, reason] of [
      ['1,1', /x,y,width,height/],
      ['900,1,64,64', /lies outside/],
    ] as const) {
      const wrong = await morphoscope(['similar', cutouts, field(), '--region', region]);
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, reason);
    }
  });
});
