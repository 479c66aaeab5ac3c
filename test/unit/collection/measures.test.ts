import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { MEASURE_COLUMNS, measuresOf, NOT_MEASURED, RepresentationStore, type Row } from '../../../src/collection';
import { readRows, writeRows } from '../../../src/collection/rows';
import { exportRepresentations } from '../../../src/engine/collections/export';
import type { Picture } from '../../../src/imaging';
import { galaxyPixels, temporaryFolder } from '../../galaxies';
import { row } from './rows-of';

const D = 4;
const vector = (seed: number) => Float32Array.from({ length: D }, (_, d) => Math.sin(seed * 13.7 + d * 5.1));
const MEASURES = MEASURE_COLUMNS.map((_, m) => (m === 9 ? NaN : Math.fround(m + 0.1)));
const measured = (file: string, change: Partial<Row> = {}) => row(file, { measures: MEASURES, ...change });

/** A segment that was written before there were measures: three files, representations of four numbers. */
const BEFORE = path.join(__dirname, 'before-measures');

const galaxy = (side: number, seed = 3): Picture => ({ width: side, height: side, bands: [galaxyPixels(side, seed)] });
const of = (measures: readonly number[], name: (typeof MEASURE_COLUMNS)[number]) =>
  measures[MEASURE_COLUMNS.indexOf(name)];

describe('measures of shape in the store', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const open = () => RepresentationStore.open(folder, 'enc', D, assert.fail);
  const measuresIn = (store: RepresentationStore) =>
    Object.fromEntries([...store.paths()].sort().map((file) => [file, store.rowsOf(file)[0].measures]));
  const openBefore = () => {
    fs.cpSync(BEFORE, path.join(folder, 'encoders/enc/segments'), { recursive: true });
    return open();
  };

  it('come back as they were, beside rows without any', async () => {
    const rows = [measured('a.fits'), row('b.fits'), row('gone.fits', { removed: true })];
    assert.deepEqual((await readRows(writeRows(rows, 'f00d'))).rows, rows);
  });

  it('are columns of float32 that other readers find', async () => {
    const bytes = writeRows([measured('a.fits'), row('b.fits')], 'f00d');
    const file = new Uint8Array(bytes).buffer;
    const [a, b] = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    assert.deepEqual(MEASURE_COLUMNS.map((name) => a[name]), MEASURES); // prettier-ignore
    assert.ok(MEASURE_COLUMNS.every((name) => Number.isNaN(b[name])));
  });

  it('are none in a store from before them, which is searched and extended as ever', async () => {
    const store = await openBefore();
    assert.deepEqual(measuresIn(store), { 'old/a.fits': [], 'old/b.fits': [], 'old/c.fits': [] });
    const query = vector(2).map((value) => value / Math.hypot(...vector(2)));
    const [{ place }] = store.exactSearch(query, 1);
    assert.equal(place.block.rows[place.row].path, 'old/b.fits');
    store.put([measured('new.fits'), measured('old/a.fits')], Float32Array.from([...vector(4), ...vector(5)]));
    store.remove('old/c.fits');
    await store.flush();
    const expected = { 'new.fits': MEASURES, 'old/a.fits': MEASURES, 'old/b.fits': NOT_MEASURED };
    assert.deepEqual(measuresIn(await open()), expected);
  });

  it('stay with their files when segments with and without them are merged', async () => {
    const store = await openBefore();
    for (let i = 0; i < 25; i++) {
      store.put([measured(`new${i}.fits`)], vector(i));
      await store.flush();
    }
    await store.tidy();
    const reopened = await open();
    assert.equal(reopened.segmentBlocks().length, 1);
    const held = measuresIn(reopened);
    assert.equal(Object.keys(held).length, 28);
    for (const [file, measures] of Object.entries(held))
      assert.deepEqual(measures, file.startsWith('old') ? NOT_MEASURED : MEASURES, file);
  });

  it('are exported beside the representations, NaN where there are none', async () => {
    const store = await openBefore();
    store.put([measured('new.fits', { hdu: 1 })], vector(4));
    const out = (name: string) => path.join(folder, name);
    for (const name of ['x.csv', 'x.parquet', 'x.npy']) assert.equal(await exportRepresentations(store, out(name)), 4);
    const [header, first, second] = fs.readFileSync(out('x.csv'), 'utf8').split('\n');
    assert.equal(header, `path,hdu,${MEASURE_COLUMNS.join(',')},e0,e1,e2,e3`);
    assert.ok(first.startsWith(`new.fits,1,${MEASURES.join(',')},`), first);
    assert.ok(second.startsWith(`old/a.fits,0,${'NaN,'.repeat(MEASURE_COLUMNS.length)}`), second);
    const file = new Uint8Array(fs.readFileSync(out('x.parquet'))).buffer;
    const objects = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    assert.deepEqual(Object.keys(objects[0]), ['path', 'hdu', ...MEASURE_COLUMNS, 'representation']);
    assert.deepEqual(MEASURE_COLUMNS.map((name) => objects[0][name]), MEASURES); // prettier-ignore
    assert.ok(MEASURE_COLUMNS.every((name) => Number.isNaN(objects[3][name])));
    assert.equal((objects[3].representation as number[]).length, D);
  });

  it('of a large frame are of its bins, with radii in its own pixels', () => {
    const small = galaxy(130);
    const band = new Float32Array(390 * 390);
    for (let i = 0; i < band.length; i++) {
      band[i] = small.bands[0][Math.floor(i / 390 / 3) * 130 + Math.floor((i % 390) / 3)];
    }
    // Three times as large, its 390 pixels are measured by twos.
    const [one, other] = [measuresOf(small), measuresOf({ width: 390, height: 390, bands: [band] })];
    for (const [name, factor, within] of [
      ['half_light_radius', 3, 0.5],
      ['petrosian_radius', 3, 2],
      ['concentration', 1, 0.1],
      ['ellipticity', 1, 0.02],
      ['position_angle', 1, 1],
      ['measure_flag', 1, 0],
    ] as const) {
      const [a, b] = [factor * of(one, name), of(other, name)];
      assert.ok(Math.abs(a - b) <= within, `${name}: ${a}, large ${b}`);
    }
  });

  it('have a flag always, and colours of three bands', () => {
    const one = measuresOf(galaxy(64));
    assert.equal(one.length, MEASURE_COLUMNS.length);
    assert.ok(Number.isNaN(of(one, 'colour_1')) && of(one, 'measure_flag') < 2);
    const [band] = galaxy(64).bands;
    const redder = measuresOf({ width: 64, height: 64, bands: [band.map((value) => 2 * value), band, band.slice()] });
    assert.ok(Math.abs(of(redder, 'colour_2') - 2.5 * Math.log10(2)) < 1e-3);
    assert.ok(Math.abs(of(redder, 'colour_1')) < 1e-6);
    const nothing = measuresOf({ width: 64, height: 64, bands: [new Float32Array(4096).fill(NaN)] });
    assert.equal(of(nothing, 'measure_flag'), 4);
  });
});
