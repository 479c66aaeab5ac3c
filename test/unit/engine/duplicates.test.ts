import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { openFits, readPlane, writeFits } from '../../../src/fits';
import {
  DecideDuplicates,
  type DuplicateCutout,
  type DuplicatesResult,
  EditLabels,
  type EngineClient,
  FindDuplicates,
  FindSimilar,
  IndexCollection,
  InspectTarget,
  OpenTable,
} from '../../../src/engine';
import { ensureBuilt } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { sharedData } from '../../shared-data';
import { morphoscope } from '../cli/run-cli';
import { collectionOf, engineClient } from './harness';

const SIDE = 150;
const CRITERIA = { radius: 1, cosine: 0.99 };

/** Cards of a position: nothing else of the header matters here. */
const at = (ra: number, dec: number) =>
  [
    ['CTYPE1', 'RA---SIN'],
    ['CTYPE2', 'DEC--SIN'],
    ['CRVAL1', ra],
    ['CRVAL2', dec],
    ['CRPIX1', SIDE / 2 + 0.5],
    ['CRPIX2', SIDE / 2 + 0.5],
    ['CDELT1', -5e-4],
    ['CDELT2', 5e-4],
  ] as const;

describe('near-duplicates of real files', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let remove: () => void;
  let engine: EngineClient;

  before(ensureBuilt);
  beforeEach(async function () {
    const source = sharedData(this, 'mirabest');
    ({ folder, remove } = temporaryFolder());
    const names = fs.readdirSync(source).filter((name) => name.endsWith('.fits'));
    const read = (name: string) => fs.readFileSync(path.join(source, name));
    const write = (name: string, bytes: Uint8Array) => fs.writeFileSync(path.join(folder, name), bytes);
    const pixelsOf = (bytes: Uint8Array) => Float32Array.from(readPlane(openFits(bytes, 'source')[0]));
    const [first, second, third] = [names[0], names[40], names[80]].map(read);
    write('a.fits', first);
    fs.mkdirSync(path.join(folder, 'again'));
    write('again/a.fits', first);
    // Another format: an extension of doubles behind an empty primary HDU, gzipped, elsewhere on the sky.
    write(
      'converted.fits.gz',
      gzipSync(
        writeFits([{}, { data: Float64Array.from(pixelsOf(first)), shape: [SIDE, SIDE], header: at(200, -20) }]),
      ),
    );
    write('b.fits', second);
    const [side, from] = [SIDE - 4, 3];
    const whole = pixelsOf(second);
    const crop = Float32Array.from(
      { length: side * side },
      (_, i) => whole[(from + Math.floor(i / side)) * SIDE + from + (i % side)],
    );
    // Cut by a program that keeps no positions.
    write('b-crop.fits', writeFits([{ data: crop, shape: [side, side] }]));

    // Other pixels of one object, as another survey has them: 0.7 arcseconds away.
    write('c.fits', writeFits([{ data: pixelsOf(third), shape: [SIDE, SIDE], header: at(120, 30) }]));
    const other = pixelsOf(read(names[120]));
    write('c-other.fits', writeFits([{ data: other, shape: [SIDE, SIDE], header: at(120, 30 + 0.7 / 3600) }]));
    file = path.join(folder, 'labels.csv');
    fs.writeFileSync(file, 'file,class,tags,note\r\na.fits,FRII,bright,\r\nagain/a.fits,FRI,bright;odd,seen\r\n');
    engine = engineClient();
    await engine.open({ ...collectionOf(folder), include: ['**/*.{fits,fits.gz}'] });
    await engine.request(IndexCollection, { folder });
  });
  afterEach(async () => {
    await engine.stop();
    remove();
  });

  const find = async (criteria = CRITERIA) => (await engine.request(FindDuplicates, { folder, ...criteria }))!;
  const named = ({ path: name, hdu }: DuplicateCutout) => (hdu ? `${name}[${hdu}]` : name);
  const told = ({ pairs }: DuplicatesResult) =>
    pairs.map(({ first, second, reasons }) => [named(first), named(second), reasons.join(' ')]);
  const ref = (name: string, hdu = 0) => ({ path: name, hdu });

  it('are one galaxy to fine-tuning, unless a person has said that they are not the same', async () => {
    const labels = path.join(folder, 'shapes.csv');
    const files = ['a.fits', 'again/a.fits', 'converted.fits.gz', 'b.fits', 'b-crop.fits', 'c.fits', 'c-other.fits'];
    fs.writeFileSync(labels, `path,shape\n${files.map((name, i) => `${name},${i % 2 ? 'FRI' : 'FRII'}\n`).join('')}`);
    await engine.request(OpenTable, { folder, file: labels });
    const twins = async () => {
      const { warnings } = await engine.request(InspectTarget, { folder, file: labels, column: 'shape', examples: 0 });
      const found = warnings.find(({ kind }) => kind === 'duplicates')!;
      return [
        found.message.split(',')[0],
        found.cutouts
          .map(({ path: name }) => name)
          .sort()
          .join(' '),
      ];
    };
    assert.deepEqual(await twins(), ['3 galaxies are there more than once', files.toSorted().join(' ')]);
    await engine.request(DecideDuplicates, { folder, decision: { kind: 'ignore', first: { path: 'b.fits', hdu: 0 }, second: { path: 'b-crop.fits', hdu: 0 } } }); // prettier-ignore
    await engine.request(DecideDuplicates, { folder, decision: { kind: 'ignore', first: { path: 'c.fits', hdu: 0 }, second: { path: 'c-other.fits', hdu: 0 } } }); // prettier-ignore
    await engine.request(DecideDuplicates, { folder, decision: { kind: 'merge', keep: { path: 'b.fits', hdu: 0 }, away: { path: 'c.fits', hdu: 0 } } }); // prettier-ignore
    assert.deepEqual(await twins(), [
      '2 galaxies are there more than once',
      ['a.fits', 'again/a.fits', 'b.fits', 'c.fits', 'converted.fits.gz'].join(' '),
    ]);
  });

  it('finds copies of a file, the same pixels in another format, crops, and one position', async () => {
    const progress: string[] = [];
    const found = (await engine.request(
      FindDuplicates,
      { folder, ...CRITERIA },
      { onProgress: ({ stage }) => progress.push(stage) },
    ))!;
    assert.deepEqual(told(found), [
      ['a.fits', 'again/a.fits', 'bytes object picture'],
      ['a.fits', 'converted.fits.gz[1]', 'pixels picture'],
      ['c-other.fits', 'c.fits', 'object'],
      ['b.fits', 'b-crop.fits', 'picture'],
    ]);
    const [copy, , object, crop] = found.pairs;
    assert.ok(copy.separation === 0 && copy.similarity! > 0.99999);
    assert.ok(Math.abs(object.separation! - 0.7) < 0.01, `${object.separation}"`);
    assert.deepEqual([crop.first.width, crop.second.width], [SIDE, SIDE - 4]);
    assert.deepEqual([found.searched, found.total, copy.groupSize, object.groupSize], [7, 4, 3, 2]);
    assert.deepEqual(new Set(progress), new Set(['positions', 'pictures', 'pixels']));
    assert.deepEqual(told(await find({ radius: 0.5, cosine: 1 })).map(([, , why]) => why.split(' ')[0]), ['bytes', 'pixels']); // prettier-ignore
    assert.equal((await find({ radius: 0, cosine: 1 })).pairs.length, 2);
  });

  it('leaves out of searches what was merged, and gives it back', async () => {
    await find();
    const neighbours = async () =>
      (await engine.request(FindSimilar, { folder, query: [{ path: 'b.fits' }], count: 50 })).neighbours
        .map((one) => one.path)
        .sort();
    const before = await neighbours();
    await engine.request(DecideDuplicates, {
      folder,
      decision: { kind: 'merge', keep: ref('a.fits'), away: ref('again/a.fits') },
    });
    assert.deepEqual(await neighbours(), before.filter((name) => name !== 'again/a.fits')); // prettier-ignore
    const { searched } = await engine.request(FindSimilar, { folder, query: [{ path: 'b.fits' }], count: 1 });
    assert.equal(searched, 6);
    const merged = await find();
    assert.deepEqual(merged.merged.map(({ keep, away }) => [keep.path, away.path]), [['a.fits', 'again/a.fits']]); // prettier-ignore
    assert.equal(merged.total, 3);
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(folder, 'galaxy-duplicates.json'), 'utf8')), {
      version: 1,
      merged: { 'again/a.fits': 'a.fits' },
      ignored: [],
    });
    // The terminal's searches, too.
    const { stdout } = await morphoscope(['similar', folder, 'b.fits', '--json', '--include', '**/*.{fits,fits.gz}']);
    assert.ok(!stdout.includes('again/'), stdout);
    // Where the kept one is gone the other counts again.
    fs.rmSync(path.join(folder, 'a.fits'));
    await engine.request(IndexCollection, { folder });
    assert.ok((await neighbours()).includes('again/a.fits'));
    await engine.request(DecideDuplicates, { folder, decision: { kind: 'separate', away: ref('again/a.fits') } });
    assert.equal((await find()).merged.length, 0);
    for (const name of ['again/a.fits', 'b.fits']) assert.ok(fs.existsSync(path.join(folder, name)));
  });

  it('remembers what is not the same, and what another program writes of it', async () => {
    const pair = { first: ref('c.fits'), second: ref('c-other.fits') };
    await engine.request(DecideDuplicates, { folder, decision: { kind: 'ignore', ...pair } });
    const ignored = await find();
    assert.deepEqual([ignored.total, ignored.ignored.length], [3, 1]);
    await engine.request(DecideDuplicates, { folder, decision: { kind: 'consider', ...pair } });
    assert.equal((await find()).total, 4);
    const decisions = path.join(folder, 'galaxy-duplicates.json');
    fs.writeFileSync(decisions, '{"version":1,"merged":{},"ignored":[["b.fits","b-crop.fits"]]}');
    assert.equal((await find()).ignored[0].second.path, 'b-crop.fits');
    fs.writeFileSync(decisions, 'no JSON');
    await assert.rejects(find(), /galaxy-duplicates\.json.*no JSON/);
    await assert.rejects(
      engine.request(DecideDuplicates, { folder, decision: { kind: 'ignore', ...pair } }),
      /no JSON/,
    );
    assert.equal(fs.readFileSync(decisions, 'utf8'), 'no JSON');
  });

  it('writes no decision that is about no cutouts, and says what is wrong with it', async () => {
    const none = { path: undefined as unknown as string, hdu: 0 };
    for (const decision of [
      { kind: 'ignore', first: none, second: ref('a.fits') },
      { kind: 'merge', keep: ref('a.fits'), away: { path: 'b.fits', hdu: 0.5 } },
    ] as const)
      await assert.rejects(engine.request(DecideDuplicates, { folder, decision }), /each with its path and its HDU/);
    assert.equal(fs.existsSync(path.join(folder, 'galaxy-duplicates.json')), false);
  });

  it('answers a search whose parts are none with an error, and goes on', async () => {
    const query = [{ path: 'labels.csv' }];
    const negatives = 5 as unknown as [];
    await assert.rejects(engine.request(FindSimilar, { folder, query, negatives, count: 1 }));
    assert.equal(
      (await engine.request(FindSimilar, { folder, query: [{ path: 'b.fits' }], count: 1 })).neighbours.length,
      1,
    );
  });

  it('fills several cells of a row as one step, which is taken back as one', async () => {
    const before = fs.readFileSync(file, 'utf8');
    await engine.request(OpenTable, { folder, file });
    const edit = {
      kind: 'fill',
      path: 'a.fits',
      cells: [{ column: 'note', value: 'seen' }],
      tags: [{ column: 'tags', tag: 'odd' }],
    } as const;
    const { lastChange } = await engine.request(EditLabels, { folder, file, edit, save: true });
    assert.equal(fs.readFileSync(file, 'utf8'), before.replace('bright,\r', 'bright;odd,seen\r'));
    const fresh = { ...edit, path: 'b.fits' };
    assert.ok((await engine.request(EditLabels, { folder, file, edit: fresh, save: true })).lastChange > lastChange);
    assert.match(fs.readFileSync(file, 'utf8'), /\r\nb\.fits,,odd,seen\r\n$/);
    assert.equal((await engine.request(EditLabels, { folder, file, edit: 'undo', save: true })).lastChange, lastChange);
    await engine.request(EditLabels, { folder, file, edit: 'undo', save: true });
    assert.equal(fs.readFileSync(file, 'utf8'), before);
  });

  it('lists them in a terminal, as JSON and as tables', async () => {
    const options = ['--include', '**/*.{fits,fits.gz}', '--cosine', String(CRITERIA.cosine)];
    const text = await morphoscope(['duplicates', folder, ...options]);
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout.split('\n')[0], /^bytes,object,picture\t0\.00"\t1\.0000\ta\.fits\tagain\/a\.fits$/);
    assert.match(text.stderr, /4 pairs among 7 cutouts/);
    const out = path.join(folder, 'pairs.csv');
    const json = await morphoscope(['duplicates', folder, ...options, '--radius', '0', '--json', '--out', out]);
    const rows = JSON.parse(json.stdout) as { reasons: string[]; duplicate: string; duplicate_hdu: number }[];
    assert.deepEqual(rows.map(({ duplicate, duplicate_hdu }) => [duplicate, duplicate_hdu]), [['again/a.fits', 0], ['converted.fits.gz', 1], ['b-crop.fits', 0]]); // prettier-ignore
    assert.match(
      fs.readFileSync(out, 'utf8'),
      /^group,path,hdu,duplicate,duplicate_hdu,reasons,separation,similarity,ra,dec\r?\n0,a\.fits,0/,
    );
    for (const wrong of [
      ['--radius', 'x'],
      ['--cosine', '2'],
      ['--out', 'pairs.xyz'],
    ]) {
      assert.equal((await morphoscope(['duplicates', folder, ...wrong])).code, 1);
    }
  });
});
