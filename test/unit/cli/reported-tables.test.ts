import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { sharedData } from '../../shared-data';
import { morphoscope } from './run-cli';

/** The query, which is never its own neighbour. */
const QUERY = '1237648720693755901.fits';

describe('tables that people reported', function () {
  this.timeout(240_000);
  let folder: string;
  let remove: () => void;
  let galaxies: string;
  const root = (test: Mocha.Context) => sharedData(test, 'reported');

  before(async function () {
    ensureBuilt();
    ({ folder, remove } = temporaryFolder());
    galaxies = path.join(root(this), '00-collection');
    const { code, stderr } = await run('index', galaxies);
    assert.equal(code, 0, stderr);
  });
  after(() => remove?.());

  const run = (command: string, where: string, ...args: string[]) =>
    morphoscope([command, where, ...args, '--store', path.join(folder, 'store'), '--device', 'cpu']);
  const ask = (labels: string, where: string) =>
    run('similar', galaxies, path.join(galaxies, QUERY), '-k', '24', '--labels', labels, '--where', where);
  /** Which galaxies a filter lets through, as their numbers. */
  const numbers = async (labels: string, where: string) => {
    const { code, stdout, stderr } = await ask(labels, where);
    assert.equal(code, 0, `${where}: ${stderr}`);
    const names = stdout.split('\n').filter((line) => line !== ''); // prettier-ignore
    return names.map((line) => Number(/6937559(\d\d)\.fits/.exec(line)![1])).sort((a, b) => a - b);
  };
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((i) => i !== 1);

  for (const [name, file, filters] of [
    [
      '04-blank-padded-cells-are-zero',
      'labels.csv',
      { 'z < 0.055': [0, 2, 3, 4], 'z is missing': range(18, 23), 'z == 0': [] },
    ],
    [
      '06-19-digit-ids-compared-as-doubles',
      'labels.csv',
      {
        'specObjID == 1237648720693755902': range(8, 15),
        'specObjID == "1237648720693755902"': range(8, 15),
        'specObjID = 1237648720693755900': range(0, 7),
      },
    ],
    ['09-sexagesimal-columns-in-filters', 'labels.csv', { 'Dec < -0.2': range(0, 11), 'RA < 180.26': range(0, 5) }],
    [
      '10-nan-in-a-column-of-numbers',
      'labels.csv',
      { 'z < 0.105': [2, 3, 4, 6, 7, 8, 9], 'z is missing': [0, 5, 10, 15, 20] },
    ],
    ['12-nan-becomes-a-class', 'labels.csv', { 'class is missing': 4 }],
    ['16-vizier-units-and-dashes', 'vizier.tsv', { 'z < 0.105': 9 }],
    ['17-decimal-comma', 'labels.csv', { 'z < 0.105': 9 }],
    ['18-rank-column-is-taken-for-an-id', 'labels.csv', { 'rank <= 10': 9, 'snr > 90': 9 }],
    ['19-plate-id', 'labels.csv', { 'plate_id == 267': 7, 'plate_id == "267"': 7, 'fiber_id < 10': 8 }],
    ['20-id-needs-quotes-message', 'labels.csv', { 'objid == 1237648720693755902': [2] }],
    ['21-ampersand-message', 'labels.csv', { '(z < 0.1) & (z > 0.05)': 4 }],
    ['27-sextractor-ldac', 'sex.cat.fits', { 'z < 0.105': 9 }],
    ['28-skycoord-column-ecsv', 't.ecsv', { 'z < 0.105': 9 }],
    ['31-votable-read-as-csv', 't.vot', { 'z < 0.105': 9, 'objid == 1237648720693755902': [2] }],
    [
      '33-header-behind-a-hash',
      'labels.csv',
      { 'z < 0.105': 9, 'z < 0.015': [0], 'objid == 1237648720693755902': [2] },
    ],
    ['34-columns-parted-by-blanks', 'labels.txt', { 'z < 0.105': 9, 'class == "ring" and z < 0.05': [3] }],
    ['49-column-oriented-fits', 't.fits', { 'z < 0.105': 9 }],
  ] as const) {
    it(`are filtered as they are meant: ${name.slice(3).replaceAll('-', ' ')}`, async function () {
      const labels = path.join(root(this), name, file);
      for (const [where, expected] of Object.entries(filters as Record<string, number | number[]>)) {
        const found = await numbers(labels, where);
        assert.deepEqual(typeof expected === 'number' ? found.length : found, expected, where);
      }
    });
  }

  it('say what they are, and what to do, where they are not read', async function () {
    for (const [name, file, reason] of [
      ['14-jsonl-with-NaN', 'labels.jsonl', /labels\.jsonl:\d+: NaN is no JSON; write null for a missing value/],
    ] as const) {
      const { code, stderr } = await ask(path.join(root(this), name, file), 'z < 0.105');
      assert.equal(code, 1, name);
      assert.match(stderr, reason);
    }
  });

  it('of two rows a galaxy say what both say, and that there are two', async function () {
    const labels = path.join(root(this), '24-two-rows-a-galaxy', 'labels.csv');
    const { stderr, stdout } = await ask(labels, 'class == "ring"');
    assert.match(stderr, /48 of 48 rows matched by stem \(objid\)/);
    assert.match(stderr, /24 galaxies have several rows \(48 in all, as lines 2 and 26\)/);
    assert.match(stderr, /choose rows by --rows/);
    assert.equal(stdout.trim().split('\n').length, 11, 'the query is the twelfth ring');
    const one = await run('quality', galaxies, '--labels', labels, '--column', 'class', '--rows', 'rater == "A"');
    assert.match(one.stderr, /24 rows left out by the condition on rows/);
    assert.match(one.stdout, /ring +12 /);
    const wrong = await run('quality', galaxies, '--labels', labels, '--column', 'class', '--rows', 'who == "A"');
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /there is no column “who”/);
  });

  it('of galaxies that lie there as FITS and as JPEG are about both', async function () {
    const cutouts = path.join(root(this), '22-fits-with-a-jpg-beside-it', 'cutouts');
    const labels = path.join(cutouts, '..', 'labels.csv');
    const store = ['--store', path.join(folder, 'store-22'), '--device', 'cpu'];
    await morphoscope(['index', cutouts, ...store]);
    const query = path.join(cutouts, QUERY);
    const { stdout, stderr } = await morphoscope(['similar', cutouts, query, '-k', '16', '--labels', labels, '--where', 'class == "ring"', ...store]); // prettier-ignore
    assert.match(stderr, /8 of 8 rows matched by stem \(objid\)/);
    assert.match(stderr, /8 galaxies are there as several files of one name/);
    assert.equal(stdout.trim().split('\n').length, 7, 'four rings, as two files each, but for the query');
  });

  it('of files and HDUs, as predictions are written, are about these HDUs', async function () {
    const cutouts = path.join(root(this), '26-own-predictions-with-hdu-do-not-match', 'cutouts');
    const predictions = path.join(cutouts, '..', 'predictions.csv');
    const store = ['--store', path.join(folder, 'store-26'), '--device', 'cpu', '--also', 'error', 'quality', 'weight'];
    await morphoscope(['index', cutouts, ...store]);
    const query = path.join(cutouts, 'g0.fits[1]');
    const { stdout, stderr } = await morphoscope(['similar', cutouts, query, '-k', '12', '--catalog', predictions, '--where', 'prediction == "ring"', ...store.slice(0, 4)]); // prettier-ignore
    assert.match(stderr, /12 of 12 rows matched by path \(path\)/);
    const found = stdout.trim().split('\n').map((line) => line.split('\t')[1]); // prettier-ignore
    assert.deepEqual(found.sort(), ['g1.fits[1]', 'g1.fits[2]', 'g1.fits[3]', 'g1.fits[4]']);
  });

  it('of identifiers that pandas has made numbers of are matched, and rounded ones said to be', async function () {
    const at = path.join(root(this), '35-ids-with-point-zero');
    const whole = await ask(path.join(at, 'dot0.csv'), 'z < 0.105');
    assert.match(whole.stderr, /24 of 24 rows matched by stem \(objid\)[^]*read without the \.0/);
    assert.equal(whole.stdout.trim().split('\n').length, 9);
    const rounded = await ask(path.join(at, 'rounded.csv'), 'z < 0.105');
    assert.match(rounded.stderr, /identifiers in objid are rounded numbers.*dtype=str/);
  });

  it('say how they were read where that is not plain', async function () {
    const parted = await ask(path.join(root(this), '34-columns-parted-by-blanks', 'labels.txt'), 'z < 0.105');
    assert.match(
      parted.stderr,
      /labels\.txt:1: its 3 columns are parted by blanks: it is read, not edited; save it as CSV/,
    );
    const votable = path.join(folder, 'two.vot');
    const text = fs.readFileSync(path.join(root(this), '31-votable-read-as-csv', 't.vot'), 'utf8');
    const more = '<TABLE><FIELD name="a"/></TABLE><INFO name="QUERY_STATUS" value="OVERFLOW"/></RESOURCE>';
    fs.writeFileSync(votable, text.replace('</RESOURCE>', more));
    const { code, stderr } = await ask(votable, 'z < 0.105');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /two\.vot: 24 of 24 rows matched by stem \(objid\)/);
    assert.match(stderr, /two\.vot: the service that was asked has left out rows behind the first 24 \(OVERFLOW\)/);
    assert.match(stderr, /two\.vot: the VOTable holds 2 tables, and the first that has rows is read/);
  });

  it('say in a line that no galaxy has a label', async function () {
    const labels = path.join(root(this), '25-quality-prints-a-stack-trace', 'labels.csv');
    const { code, stderr } = await run('quality', galaxies, '--labels', labels, '--column', 'class');
    assert.equal(code, 1);
    assert.match(stderr, /0 galaxies of the index have a label: two at least are needed/);
    assert.ok(!stderr.includes('    at '), stderr);
  });

  it('are said in plain words not to be there, or to be folders, as what is written is', async () => {
    for (const [labels, reason] of [
      [path.join(folder, 'nothing.csv'), /nothing\.csv: there is no such file/],
      [folder, /: it is a folder/],
    ] as const) {
      assert.match((await ask(labels, 'z < 1')).stderr, reason);
    }
    const out = await run('similar', galaxies, path.join(galaxies, QUERY), '--out', path.join(folder, 'no', 'x.csv'));
    assert.match(out.stderr, /--out .*x\.csv: its folder is not there; make it first/);
    fs.mkdirSync(path.join(folder, 'x.csv'));
    const into = await run('similar', galaxies, path.join(galaxies, QUERY), '--out', path.join(folder, 'x.csv'));
    assert.match(into.stderr, /--out .*x\.csv: it is a folder; name a file/);
  });
});
