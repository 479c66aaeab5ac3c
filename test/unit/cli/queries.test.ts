import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { MEASURE_COLUMNS } from '../../../src/collection';
import { inspectFits, writeFits } from '../../../src/fits';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder, writeGalaxies } from '../../galaxies';
import { sharedData } from '../../shared-data';
import { cosine, indexJson, morphoscope, readNpy } from './run-cli';

interface Neighbour {
  path: string;
  hdu: number;
  similarity: number;
  ra: number | null;
  dec: number | null;
}

describe('questions to an index from a terminal', function () {
  this.timeout(120_000);
  let folder: string;
  let outside: string;
  let remove: () => void;

  before(async () => {
    ensureBuilt();
    const made = temporaryFolder();
    remove = made.remove;
    folder = path.join(made.folder, 'galaxies');
    outside = path.join(made.folder, 'outside.fits');
    writeGalaxies(folder, 30);
    fs.writeFileSync(path.join(folder, 'first..fits'), galaxyFits(3));
    fs.writeFileSync(path.join(folder, 'with[1]bracket.fits'), galaxyFits(90));
    fs.writeFileSync(path.join(folder, 'comma, "quoted".fits'), galaxyFits(91));
    fs.copyFileSync(path.join(folder, 'g004.fits'), path.join(folder, 'twin.fits'));
    fs.copyFileSync(path.join(folder, 'g005.fits'), outside);
    await indexJson(folder);
  });
  after(() => remove());

  const similar = async (...args: string[]): Promise<Neighbour[]> => {
    const { code, stdout, stderr } = await morphoscope(['similar', folder, ...args, '--json']);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Neighbour[];
  };

  it('similar leaves the query out, and puts its twin first', async () => {
    const found = await similar('g004.fits', '-k', '5');
    assert.equal(found.length, 5);
    assert.deepEqual(Object.keys(found[0]), ['path', 'hdu', 'similarity', 'ra', 'dec']);
    assert.equal(found[0].path, 'twin.fits');
    assert.ok(Math.abs(found[0].similarity - 1) < 1e-5);
    assert.ok(Math.abs(found[0].ra! - 14) < 1e-6 && Math.abs(found[0].dec! - 5) < 1e-6);
    assert.ok(found.every(({ path }) => path !== 'g004.fits'));
    for (let i = 1; i < found.length; i++) assert.ok(found[i].similarity <= found[i - 1].similarity);
  });

  it('index measures shapes with --measures, and otherwise does not', async () => {
    const made = temporaryFolder();
    try {
      const flags = async (...options: string[]) => {
        const store = path.join(made.folder, `store${options.length}`);
        const out = `${store}.parquet`;
        await indexJson(folder, '--store', store, ...options);
        const { code, stderr } = await morphoscope(['export', folder, '--store', store, '--out', out]);
        assert.equal(code, 0, stderr);
        const file = new Uint8Array(fs.readFileSync(out)).buffer;
        return ((await parquetReadObjects({ file })) as { measure_flag: number }[]).map((row) => row.measure_flag);
      };
      assert.ok((await flags('--measures')).every((flag) => flag >= 0));
      assert.ok((await flags()).every(Number.isNaN));
    } finally {
      made.remove();
    }
  });

  it('similar learns from what the neighbours are to look like and what not', async () => {
    const plain = await similar('g004.fits', '-k', '100');
    const bad = plain[3].path;
    const learned = await similar('--positive', 'g004.fits', plain[1].path, '--negative', bad, '-k', '100');
    assert.equal(learned.length, plain.length - 2);
    for (const left of ['g004.fits', plain[1].path, bad]) assert.ok(learned.every(({ path }) => path !== left));
    assert.notDeepEqual(
      learned.map(({ path }) => path),
      plain.map(({ path }) => path).filter((name) => name !== bad && name !== plain[1].path),
    );
    const { code, stderr } = await morphoscope(['similar', folder, '--negative', bad]);
    assert.notEqual(code, 0);
    assert.match(stderr, /at least one file to look for/);
  });

  it('similar takes files from elsewhere, HDUs by number, names with brackets, several together, symbolic links', async () => {
    assert.equal((await similar(outside, '-k', '1'))[0].path, 'g005.fits');
    assert.ok((await similar('g004.fits[0]')).every(({ path }) => path !== 'g004.fits'));
    assert.ok((await similar('with[1]bracket.fits', '-k', '100')).every(({ path }) => path !== 'with[1]bracket.fits'));
    const pair = await similar('g004.fits', path.join(folder, 'g005.fits'), '-k', '100');
    assert.equal(pair.length, 32);
    assert.ok(pair.every(({ path }) => path !== 'g004.fits' && path !== 'g005.fits'));
    const link = `${folder}-link`;
    fs.symlinkSync(folder, link);
    assert.ok((await similar(path.join(link, 'g004.fits'), '-k', '100')).every(({ path }) => path !== 'g004.fits'));
  });

  it('similar says what is wrong with a question', async () => {
    const cases: [string[], RegExp][] = [
      [['none.fits'], /none\.fits: no such file/],
      [['g004.fits[7]'], /there is no HDU 7; it has HDU 0/],
      [['g004.fits', '-k', '0'], /whole number/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr, stdout } = await morphoscope(['similar', folder, ...args]);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
    const empty = path.join(path.dirname(folder), 'empty');
    fs.mkdirSync(empty);
    for (const words of [
      ['similar', empty, outside],
      ['export', empty, '--out', 'x.csv'],
    ]) {
      const { code, stderr } = await morphoscope(words);
      assert.equal(code, 1);
      assert.match(stderr, /has no index yet; make it with: morphoscope index/);
    }
  });

  it('writes CSV that no spreadsheet runs, and whose paths lead to their files, unless --raw-cells is said', async () => {
    const made = temporaryFolder();
    const galaxies = path.join(made.folder, 'galaxies');
    try {
      fs.mkdirSync(galaxies);
      for (const [i, name] of ['=1+1.fits', '-2.fits', '+3.fits', '@4.fits'].entries()) {
        fs.writeFileSync(path.join(galaxies, name), galaxyFits(3 + Math.floor(i / 2)));
      }
      await indexJson(galaxies);
      const out = path.join(made.folder, 'out.csv');
      for (const args of [
        ['similar', galaxies, './-2.fits', '-k', '3'],
        ['anomalies', galaxies, '--sort', 'unusual'],
        ['duplicates', galaxies],
        ['export', galaxies],
      ]) {
        const pathsOf = async (...more: string[]) => {
          const { code, stderr } = await morphoscope([...args, '--out', out, ...more]);
          assert.equal(code, 0, stderr);
          const [names, ...rows] = Papa.parse<string[]>(fs.readFileSync(out, 'utf8').trimEnd()).data;
          return rows.flatMap((row) => row.filter((_, c) => names[c] === 'path' || names[c] === 'duplicate'));
        };
        const safe = await pathsOf();
        assert.ok(safe.length > 1 && safe.every((one) => /^\.\/[-=+@]/.test(one)), safe.join());
        assert.deepEqual(await pathsOf('--raw-cells'), safe.map((one) => one.slice(2))); // prettier-ignore
        // What was written is a table of the same galaxies.
        await morphoscope([...args, '--out', out]);
        const { stderr } = await morphoscope(['similar', galaxies, safe[0], '--labels', out, '-k', '1']);
        if (args[0] !== 'duplicates') assert.match(stderr, new RegExp(`${safe.length} of ${safe.length} rows matched by path`)); // prettier-ignore
      }
    } finally {
      made.remove();
    }
  });

  it('similar writes its list in every format that --out can name', async () => {
    const out = (name: string) => path.join(path.dirname(folder), name);
    const expected = await similar('g004.fits', '-k', '40');
    const positions = expected.filter(({ ra }) => ra !== null).length;
    assert.ok(positions < expected.length);
    for (const name of ['n.csv', 'n.parquet', 'n.vot', 'n.reg']) {
      const { code, stdout, stderr } = await morphoscope([
        'similar',
        folder,
        'g004.fits',
        '-k',
        '40',
        '--out',
        out(name),
      ]);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, name === 'n.reg' ? new RegExp(`${positions} neighbours .* left out`) : /33 neighbours in/);
    }
    const read = (name: string) => fs.readFileSync(out(name), 'utf8');
    const rows = (await parquetReadObjects({ file: new Uint8Array(fs.readFileSync(out('n.parquet'))).buffer })) as unknown as Neighbour[]; // prettier-ignore
    assert.deepEqual(
      rows.map(({ similarity, ...row }) => ({ ...row, similarity: Number(similarity.toFixed(6)) })),
      expected.map(({ similarity, ...row }) => ({ ...row, similarity })),
    );
    assert.deepEqual(read('n.csv').split('\r\n')[0], 'path,hdu,similarity,ra,dec');
    assert.equal(read('n.csv').trimEnd().split('\r\n').length, 34);
    assert.equal(read('n.vot').split('<TR>').length, 34);
    assert.equal(read('n.reg').split('circle(').length, positions + 1);
    const { code, stderr } = await morphoscope(['similar', folder, 'g004.fits', '--out', out('n.txt')]);
    assert.equal(code, 1);
    assert.match(stderr, /n\.txt: its extension is one of \.csv \(CSV\), \.parquet/);
  });

  it('export writes the same rows in every format, sorted by path and HDU, and none half-written', async () => {
    const out = (name: string) => path.join(path.dirname(folder), name);
    for (const name of ['x.csv', 'x.parquet', 'x.npy']) {
      const { code, stdout, stderr } = await morphoscope(['export', folder, '--out', out(name)]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^34 embeddings/);
    }
    const { rows, columns, values } = readNpy(fs.readFileSync(out('x.npy')));
    assert.deepEqual([rows, columns], [34, 256]);
    const bytes = new Uint8Array(fs.readFileSync(out('x.parquet')));
    const parquet = (await parquetReadObjects({ file: bytes.buffer })) as {
      path: string;
      hdu: number;
      representation: number[];
    }[];
    const csv = fs.readFileSync(out('x.csv'), 'utf8');
    const lines = csv.trimEnd().split('\n');
    assert.equal(
      lines[0],
      `path,hdu,${MEASURE_COLUMNS.join(',')},${Array.from({ length: 256 }, (_, i) => `e${i}`).join(',')}`,
    );
    assert.ok(csv.includes('"comma, ""quoted"".fits",0,'));
    const paths = parquet.map(({ path }) => path);
    assert.deepEqual(paths, [...paths].sort()); // prettier-ignore
    parquet.forEach(({ path: file, hdu, representation }, i) => {
      const row = Array.from(values.subarray(i * columns, (i + 1) * columns));
      assert.deepEqual(Array.from(representation), row);
      const fields = lines[i + 1].split(',');
      assert.deepEqual(fields.slice(-256).map(Number), row);
      assert.ok(lines[i + 1].startsWith(file.includes('"') ? '"' : `${file},${hdu},`));
    });
    for (const [name, message] of [
      ['x.txt', /ends in \.csv, \.parquet, \.npy/],
      ['nowhere/x.csv', /no such/i],
    ] as const) {
      const { code, stderr } = await morphoscope(['export', folder, '--out', out(name)]);
      assert.equal(code, 1);
      assert.match(stderr, message);
    }
    assert.deepEqual(fs.readdirSync(path.dirname(folder)).filter((name) => name.endsWith('.tmp')), []); // prettier-ignore
  });

  it('inspect says of real files what astropy says, and of broken ones why not', async function () {
    const expected = JSON.parse(fs.readFileSync(sharedData(this, 'fits/expected.json'), 'utf8')) as Record<
      string,
      {
        hdus?: { kind: string; shape?: number[]; finite?: number; mean?: number; columns?: unknown }[];
        unreadable?: string;
      }
    >;
    // One of each kind of contents; every file is held against the same numbers in the tests of the reader.
    const kinds = new Map<string, string>();
    for (const [file, { hdus, unreadable }] of Object.entries(expected)) {
      kinds.set(unreadable ? 'unreadable' : hdus!.map(({ kind, shape }) => `${kind}${shape?.length}`).join(), file);
    }
    let compared = 0;
    for (const file of [...kinds.values()].slice(0, 12)) {
      const source = sharedData(this, path.join('fits', file));
      const { stdout, code, stderr } = await morphoscope(['inspect', source, '--json']);
      const report = JSON.parse(stdout) as ReturnType<typeof inspectFits>;
      const direct = inspectFits(fs.readFileSync(source), source, { gunzip: (bytes) => gunzipSync(bytes) });
      assert.deepEqual(report, JSON.parse(JSON.stringify(direct)));
      const unreadable = direct.unreadable !== undefined || direct.hdus!.some((hdu) => hdu.unreadable !== undefined);
      assert.equal(code, unreadable ? 1 : 0);
      assert.equal(stderr !== '', unreadable);
      for (const [i, hdu] of (expected[file].hdus ?? []).entries()) {
        const ours = report.hdus?.[i];
        if (hdu.kind === 'CompImageHDU' || ours?.unreadable !== undefined) continue;
        assert.equal(ours?.kind, hdu.kind);
        if (hdu.finite === undefined) continue;
        assert.deepEqual(ours.shape, hdu.shape);
        assert.equal(ours.finite, hdu.finite);
        compared++;
      }
    }
    assert.ok(compared > 2);
  });

  it('inspect says sizes as FITS does, NAXIS1 first, and in JSON as numpy does', async () => {
    const file = path.join(path.dirname(outside), 'wide.fits');
    fs.writeFileSync(file, writeFits([{ data: new Float32Array(2 * 3 * 5), shape: [2, 3, 5] }]));
    assert.match((await morphoscope(['inspect', file])).stdout, /\t5 x 3 x 2\t/);
    const { hdus } = JSON.parse((await morphoscope(['inspect', file, '--json'])).stdout) as ReturnType<typeof inspectFits>; // prettier-ignore
    assert.deepEqual(hdus![0].shape, [2, 3, 5]);
  });

  it('inspect reads a file that is larger than a buffer may be, by parts', async () => {
    // All zeros, and nothing on the disk: 16,400 x 16,400 doubles.
    const file = path.join(path.dirname(outside), 'huge.fits');
    const cards = ['SIMPLE  = T', 'BITPIX  = -64', 'NAXIS   = 2', 'NAXIS1  = 16400', 'NAXIS2  = 16400', 'END'];
    fs.writeFileSync(file, cards.map((card) => card.padEnd(80)).join('').padEnd(2880)); // prettier-ignore
    fs.truncateSync(file, 2880 + 747_112 * 2880);
    const { stdout, code, stderr } = await morphoscope(['inspect', file, '--json']);
    assert.equal(code, 0, stderr);
    const [{ finite, min, max, samples }] = (JSON.parse(stdout) as ReturnType<typeof inspectFits>).hdus!;
    assert.deepEqual([finite, min, max, samples!.length], [268_960_000, 0, 0, 16]);
  });

  it('inspect waits for no FIFO, and says what is wrong in a line', async () => {
    const fifo = path.join(path.dirname(outside), 'fifo.fits');
    assert.equal(spawnSync('mkfifo', [fifo]).status, 0);
    for (const [file, reason] of [
      [fifo, /fifo\.fits: it is a FIFO/],
      [folder, /it is a folder/],
      [path.join(path.dirname(outside), 'nothing.fits'), /nothing\.fits: there is no such file/],
    ] as const) {
      const { code, stderr } = await morphoscope(['inspect', file]);
      assert.equal(code, 1);
      assert.match(stderr, reason);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });

  it('represents a cutout alike alone and among others', async () => {
    const out = path.join(path.dirname(folder), 'y.npy');
    await morphoscope(['export', folder, '--out', out]);
    const { columns, values } = readNpy(fs.readFileSync(out));
    const row = (i: number) => values.subarray(i * columns, (i + 1) * columns);
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.fits')).sort(); // prettier-ignore
    const visible = names.filter((name) => !name.startsWith('.'));
    assert.ok(cosine(row(visible.indexOf('g004.fits')), row(visible.indexOf('twin.fits'))) > 1 - 1e-6);
  });
});
