import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFits } from '../../../src/fits';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder } from '../../galaxies';
import { sharedData } from '../../shared-data';
import { morphoscope } from './run-cli';

interface Neighbour {
  readonly path: string;
  readonly hdu: number;
  readonly similarity: number;
  readonly ra: number | null;
  readonly dec: number | null;
}

describe('files that people reported', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  /** The folder of a reported input; the calling test is skipped where the data are not there. */
  const reported = (test: Mocha.Context, name: string) => sharedData(test, path.join('reported', name));
  const run = (command: string, where: string, ...args: string[]) =>
    morphoscope([command, where, ...args, '--store', path.join(folder, 'store'), '--device', 'cpu']);
  const indexed = async (where: string) => {
    const { code, stderr } = await run('index', where);
    assert.equal(code, 0, stderr);
  };
  const similar = async (where: string, file: string, ...args: string[]) => {
    const { code, stdout, stderr } = await run('similar', where, path.join(where, file), '--json', ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Neighbour[];
  };

  it('have integers of 19 digits to the last one where they are inspected', async function () {
    const file = path.join(reported(this, '08-inspect-json-rounds-ids'), 't.fits');
    const { stdout } = await morphoscope(['inspect', file, '--json']);
    assert.match(stdout, /"objid":"1237648720693755918"/);
  });

  it('hold one galaxy each where the other images are errors, masks and weights, which is said', async function () {
    const cutouts = path.join(reported(this, '01-jwst-hst-sci-err-dq-wht'), 'cutouts');
    const { stdout, stderr, code } = await run('index', cutouts, '--json');
    assert.equal(code, 0, stderr);
    const { cutouts: count, left_out: leftOut } = JSON.parse(stdout) as { cutouts: number; left_out: object[] };
    assert.equal(count, 3);
    assert.deepEqual(
      leftOut,
      ['error', 'quality', 'weight'].map((kind) => ({ kind, by: 'EXTNAME', images: 3, files: 3 })),
    );
    assert.match(stderr, /3 quality images left out \(by EXTNAME\): g0\.fits, … \(--also quality reads them\)/);
    const neighbours = await similar(cutouts, 'g0.fits');
    assert.deepEqual(new Set(neighbours.map(({ path: file }) => file)), new Set(['g1.fits', 'g2.fits']));
    assert.ok(neighbours.every(({ hdu }) => hdu === 1));
    const labels = path.join(cutouts, '..', 'labels.csv');
    const quality = await run('quality', cutouts, '--labels', labels, '--column', 'class', '-k', '1');
    assert.match(quality.stdout, /^all +3 /m);
    assert.match((await run('index', cutouts, '--also', 'quality')).stdout, /^6 cutouts, /);
    assert.match((await run('index', cutouts)).stdout, /^3 cutouts, /);
  });

  it('are set aside where they are images of many galaxies, and read as one on request', async () => {
    const side = 800;
    const data = new Float32Array(side * side);
    for (let i = 0; i < data.length; i++) data[i] = Math.sin(i * 12.9898) * 43758.5453 % 1; // prettier-ignore
    for (let star = 0; star < 100; star++) {
      const [x, y] = [40 + 75 * (star % 10), 40 + 75 * Math.floor(star / 10)];
      for (let v = -6; v <= 6; v++) for (let u = -6; u <= 6; u++) data[(y + v) * side + x + u] += (50 + star) * Math.exp(-(u * u + v * v) / 8); // prettier-ignore
    }
    const sky = path.join(folder, 'sky');
    fs.mkdirSync(sky);
    fs.writeFileSync(path.join(sky, 'tile.fits'), writeFits([{ data, shape: [side, side] }]));
    fs.writeFileSync(path.join(sky, 'galaxy.fits'), galaxyFits(1, 32));
    fs.writeFileSync(path.join(sky, 'stack.npy'), 'of another kind');
    const { stdout, stderr } = await run('index', sky);
    assert.match(stdout, /^1 cutouts, .* 0 failed/);
    assert.match(
      stderr,
      /1 survey image set aside \(100 sources in 800 x 800 pixels, .*: tile\.fits \(--also survey-image/,
    );
    assert.match(stderr, /1 file of a kind that is not read yet, NumPy: stack\.npy/);
    const asked = await run('similar', sky, path.join(sky, 'tile.fits'));
    assert.match(asked.stderr, /it is a survey image .*: select a region of it/);
    assert.match((await run('index', sky, '--also', 'survey-image')).stdout, /^2 cutouts, /);
  });

  it('show the same picture in any unit, also beyond the range of single precision', async function () {
    const cutouts = path.join(reported(this, '37-doubles-beyond-float32'), 'cutouts');
    await indexed(cutouts);
    const neighbours = await similar(cutouts, 'as_counts.fits');
    assert.deepEqual(
      new Set(neighbours.map(({ path: file }) => file)),
      new Set(['as_1e-50.fits', 'as_1e37.fits', 'as_1e40_erg_s.fits']),
    );
    for (const { path: file, similarity } of neighbours) assert.ok(similarity > 0.9999, `${file}: ${similarity}`);
  });

  it('have their colours on the first axis, as numpy writes a picture', async function () {
    const cutouts = path.join(reported(this, '40-colours-on-the-first-axis'), 'cutouts');
    const { stdout, stderr, code } = await run('index', cutouts, '--json');
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { cutouts: number }).cutouts, 1);
  });

  it('are found by an HDU, which is named by its number or EXTNAME, and said to have none of another', async function () {
    const cutouts = path.join(reported(this, '44-hdu-that-is-not-there'), 'cutouts');
    await indexed(cutouts);
    const first = await similar(cutouts, 'g0.fits[1]');
    assert.deepEqual(await similar(cutouts, 'g0.fits[SCI]'), first);
    assert.deepEqual(await similar(cutouts, 'g0.fits[sci, 1]'), first);
    for (const [query, reason] of [
      ['g0.fits[9]', /g0\.fits: there is no HDU 9; it has HDUs 0 \(PRIMARY\), 1 \(SCI\)/],
      ['g0.fits[ERR]', /g0\.fits: there is no HDU ERR; it has HDUs 0/],
      ['g0.fits[0]', /g0\.fits: HDU 0 holds no image; it has/],
      ['g9.fits', /g9\.fits: no such file, here or in/],
      ['../cutouts', /cutouts: it is a folder; name a file/],
    ] as const) {
      const { code, stderr } = await run('similar', cutouts, path.join(cutouts, query));
      assert.equal(code, 1, query);
      assert.match(stderr, reason);
    }
  });

  it('are read where a server has compressed them once more, and refused after the third time', async function () {
    const file = path.join(reported(this, '46-gzip-twice'), 'a.fits.gz');
    const { code, stdout } = await morphoscope(['inspect', file, '--json']);
    assert.equal(code, 0);
    assert.match(stdout, /"finite":576/);
    const thrice = path.join(folder, 'b.fits.gz');
    fs.writeFileSync(thrice, gzipSync(gzipSync(gzipSync(galaxyFits(0, 16)))));
    assert.match((await morphoscope(['inspect', thrice])).stderr, /gzip three times: decompress it, as with gunzip/);
  });

  it('have the position of the primary header where they inherit it', async function () {
    const cutouts = path.join(reported(this, '50-inherit-the-wcs'), 'cutouts');
    await indexed(cutouts);
    const [{ path: file, ra, dec }] = await similar(cutouts, 'b.fits');
    assert.equal(file, 'a.fits');
    assert.ok(Math.abs(ra! - 180.05) < 1e-6 && Math.abs(dec! + 0.42) < 1e-6, `${ra} ${dec}`);
  });

  it('are different galaxies where they lie a degree apart, though they are drawn from one template', async function () {
    const cutouts = path.join(reported(this, '51-mocks-of-one-template-are-duplicates'), 'cutouts');
    await indexed(cutouts);
    const { stdout, stderr } = await run('duplicates', cutouts);
    assert.equal(stdout, '');
    assert.match(stderr, /0 pairs among 6 cutouts/);
  });
});
