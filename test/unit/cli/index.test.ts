import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { writeFits } from '../../../src/fits';
import { ensureBuilt } from '../../built';
import { galaxyFits, galaxyPixels, temporaryFolder, writeGalaxies } from '../../galaxies';
import { until } from '../engine/harness';
import { cosine, indexJson, morphoscope, readNpy, start } from './run-cli';

interface Exported {
  files: string[];
  rows: Float32Array[];
}

/** What a store holds, through CSV (for the names) and NPY. */
async function exported(folder: string, ...options: string[]): Promise<Exported> {
  const { folder: out, remove } = temporaryFolder();
  try {
    for (const name of ['x.csv', 'x.npy']) {
      const { code, stderr } = await morphoscope(['export', folder, '--out', path.join(out, name), ...options]);
      assert.equal(code, 0, stderr);
    }
    const { rows, columns, values } = readNpy(fs.readFileSync(path.join(out, 'x.npy')));
    const lines = fs.readFileSync(path.join(out, 'x.csv'), 'utf8').trimEnd().split('\n').slice(1);
    assert.equal(lines.length, rows);
    return {
      files: lines.map((line) => line.split(',').slice(0, 2).join(':')),
      rows: Array.from({ length: rows }, (_, i) => values.subarray(i * columns, (i + 1) * columns)),
    };
  } finally {
    remove();
  }
}

describe('morphoscope index', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('says in its last line what it did, and reads nothing twice', async () => {
    writeGalaxies(folder, 20);
    const first = await indexJson(folder);
    assert.equal(first.code, 0, first.stderr);
    const { seconds, cutouts_per_second, ...counts } = first.json;
    const none = { skipped: 0, failed: 0, failed_before: 0, moved: 0, returned: 0, removed: 0, missing: 0, left_out: [], unread: [] }; // prettier-ignore
    assert.deepEqual(counts, { cutouts: 20, new: 20, ...none, device: 'cpu' });
    assert.ok(seconds > 0 && cutouts_per_second > 0);
    const second = await indexJson(folder);
    assert.equal(second.code, 0);
    assert.deepEqual([second.json.cutouts, second.json.new, second.json.skipped], [20, 0, 20]);
    assert.equal(fs.readFileSync(path.join(folder, '.morphoscope/.gitignore'), 'utf8'), '*\n');
  });

  it('follows files that change, move, come and go', async () => {
    writeGalaxies(folder, 8);
    await indexJson(folder);
    const at = (name: string) => path.join(folder, name);
    const before = await exported(folder);
    fs.writeFileSync(at('g000.fits'), galaxyFits(500, 40));
    fs.mkdirSync(at('sub'));
    fs.renameSync(at('g001.fits'), at('sub/moved.fits'));
    fs.rmSync(at('g002.fits'));
    fs.copyFileSync(at('g003.fits'), at('copy.fits'));
    const { mtime } = fs.statSync(at('g003.fits'));
    fs.utimesSync(at('copy.fits'), mtime, mtime);
    const { json, code } = await indexJson(folder);
    assert.equal(code, 0);
    assert.deepEqual([json.cutouts, json.new, json.moved, json.removed, json.skipped], [8, 2, 1, 1, 5]);
    const after = await exported(folder);
    const names = ['copy', 'g000', 'g003', 'g004', 'g005', 'g006', 'g007', 'sub/moved'];
    assert.deepEqual(after.files, names.map((name) => `${name}.fits:0`)); // prettier-ignore
    assert.deepEqual(after.rows[7], before.rows[1]);
    assert.deepEqual(after.rows[0], before.rows[3]);
    assert.ok(cosine(after.rows[1], before.rows[0]) < 0.9999);
  });

  it('keeps what a moved folder holds, though all its files are of one size and time', async () => {
    writeGalaxies(path.join(folder, 'night1'), 12);
    const time = new Date(1_700_000_000_000);
    for (const name of fs.readdirSync(path.join(folder, 'night1'))) {
      fs.utimesSync(path.join(folder, 'night1', name), time, time);
    }
    await indexJson(folder);
    const before = await exported(folder);
    fs.renameSync(path.join(folder, 'night1'), path.join(folder, 'night2'));
    const { json } = await indexJson(folder);
    assert.deepEqual([json.cutouts, json.new, json.moved], [12, 0, 12]);
    const after = await exported(folder);
    assert.deepEqual(after.rows, before.rows);
    assert.deepEqual(after.files, before.files.map((name) => name.replace('night1', 'night2'))); // prettier-ignore
  });

  it('names each file that it cannot use, with the reason, and indexes the others', async () => {
    writeGalaxies(folder, 3);
    const at = (name: string) => path.join(folder, name);
    const image = (data: Float32Array, ...shape: number[]) => writeFits([{ data, shape }]);
    const whole = galaxyFits(77, 64);
    const huge = Buffer.from(writeFits([{ data: new Float32Array(1), shape: [1, 1] }]).slice(0, 2880)).toString(
      'latin1',
    );
    const card = (key: string, value: number) => `${key.padEnd(8)}= ${String(value).padStart(20)}`.padEnd(80);
    const table = Buffer.from(writeFits([{}]).slice(0, 2880));
    const extension = ['XTENSION= \'BINTABLE\''.padEnd(80), card('BITPIX', 8), card('NAXIS', 2), card('NAXIS1', 4),
      card('NAXIS2', 1), card('PCOUNT', 0), card('GCOUNT', 1), card('TFIELDS', 1), 'TFORM1  = \'J\''.padEnd(80),
      'END'.padEnd(80)].join('').padEnd(2880); // prettier-ignore
    const bad: Record<string, [Uint8Array | string, RegExp]> = {
      'cut short.fits': [whole.slice(0, 2880 * 2), /data|short|bytes|end/i],
      'empty.fits': ['', /empty/],
      'text.fits': ['these are not the bytes you are looking for\n'.repeat(100), /FITS/i],
      'all-nan.fits': [image(new Float32Array(1024).fill(NaN), 32, 32), /no pixel has a defined value/],
      'constant.fits': [image(new Float32Array(1024).fill(7), 32, 32), /every pixel has the value 7/],
      'one.fits': [image(new Float32Array([1]), 1, 1), /1 x 1 pixels/],
      'huge.fits': [
        huge.replace(/NAXIS1 .{72}/, card('NAXIS1', 4000)).replace(/NAXIS2 .{72}/, card('NAXIS2', 4000)),
        /data|short|bytes|end/i,
      ],
      'galaxie brisée é中.jpg': [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]), /./],
      'broken.png': [Buffer.from('\x89PNG\r\n\x1a\n and then nothing', 'latin1'), /./],
      'line\nbreak.fits': ['', /empty/],
    };
    for (const [name, [bytes]] of Object.entries(bad)) fs.writeFileSync(at(name), bytes, 'latin1');
    fs.writeFileSync(at('table.fits'), Buffer.concat([table, Buffer.from(extension), Buffer.alloc(2880)]));
    const { code, json, stderr } = await indexJson(folder);
    assert.equal(code, 1);
    const lines = stderr.trimEnd().split('\n');
    for (const [name, [, reason]] of Object.entries(bad)) {
      const shown = name.replace('\n', '\\x0a');
      const line = lines.find((one) => one.startsWith(`${shown}:`) || one.startsWith(`${shown}[0]:`));
      assert.ok(line, `${name} is not named in:\n${stderr}`);
      assert.match(line.slice(shown.length), reason);
    }
    assert.equal(lines.length, Object.keys(bad).length, stderr);
    assert.deepEqual([json.cutouts, json.failed, json.failed_before], [3, Object.keys(bad).length, 0]);
    // They are not read again, but named again.
    const again = await indexJson(folder);
    assert.deepEqual([again.code, again.json.failed, again.json.failed_before], [1, json.failed, json.failed]);
    assert.deepEqual(again.stderr.trimEnd().split('\n').sort(), lines.sort());
    const text = await morphoscope(['index', folder]);
    assert.match(text.stdout, /, 10 failed \(10 unreadable, as before\), /);
    const retried = await indexJson(folder, '--retry');
    assert.deepEqual([retried.json.failed, retried.json.failed_before], [json.failed, 0]);
  });

  it('takes each image of a file, cubes of three planes as colours, and undefined pixels as sky', async () => {
    const side = 32;
    const one = galaxyPixels(side, 1);
    const shape = [side, side];
    const cube = new Float32Array([...one, ...galaxyPixels(side, 2), ...galaxyPixels(side, 3)]);
    const holes = one.slice();
    [holes[0], holes[5], holes[40], holes[side * side - 1]] = [NaN, Infinity, -Infinity, 3e38];
    fs.writeFileSync(
      path.join(folder, 'mef.fits'),
      writeFits([{}, { data: one, shape }, { data: galaxyPixels(side, 2), shape }]),
    );
    fs.writeFileSync(path.join(folder, 'cube.fits'), writeFits([{ data: cube, shape: [3, ...shape] }]));
    fs.writeFileSync(path.join(folder, 'holes.fits'), writeFits([{ data: holes, shape }]));
    fs.writeFileSync(path.join(folder, 'faint.fits'), writeFits([{ data: one.map((x) => x * 1e-20), shape }]));
    fs.writeFileSync(path.join(folder, 'UPPER.FIT'), writeFits([{ data: one, shape }]));
    const { code, json, stderr } = await indexJson(folder);
    assert.equal(code, 0, stderr);
    assert.equal(json.cutouts, 6);
    const { files, rows } = await exported(folder);
    assert.deepEqual(files, ['UPPER.FIT:0', 'cube.fits:0', 'faint.fits:0', 'holes.fits:0', 'mef.fits:1', 'mef.fits:2']);
    for (const row of rows) assert.ok(row.every((x) => Number.isFinite(x)));
    assert.deepEqual(rows[0], rows[4]);
    assert.ok(cosine(rows[0], rows[2]) > 0.9999, 'the unit of the flux does not matter');
    assert.ok(cosine(rows[0], rows[5]) < 0.999);
  });

  it('shares a folder among processes that run at once', async () => {
    writeGalaxies(path.join(folder, 'data'), 24);
    const data = path.join(folder, 'data');
    const store = (name: string) => ['--store', path.join(folder, name)];
    await indexJson(data, ...store('one'));
    const alone = await exported(data, ...store('one'));
    for (const numbers of [
      [0, 1, 2, 3],
      [1, 2, 3, 4],
    ]) {
      const name = `from${numbers[0]}`;
      const ends = await Promise.all(
        numbers.map((i) =>
          indexJson(data, '--shard', `${i}/4`, '--threads', '1', '--segment-rows', '5', ...store(name)),
        ),
      );
      for (const { code, stderr } of ends) assert.equal(code, 0, stderr);
      assert.equal(ends.reduce((sum, { json }) => sum + json.new, 0), 24); // prettier-ignore
      const together = await exported(data, ...store(name));
      assert.deepEqual(together.files, alone.files);
      together.rows.forEach((row, i) => assert.ok(cosine(row, alone.rows[i]) > 1 - 1e-5));
      assert.equal((await indexJson(data, ...store(name))).json.new, 0);
    }
  });

  it('leaves a file of another share where it is, when this share has got its copy', async () => {
    writeGalaxies(folder, 12);
    await indexJson(folder);
    const time = fs.statSync(path.join(folder, 'g000.fits')).mtime;
    for (let i = 0; i < 8; i++) {
      fs.copyFileSync(path.join(folder, 'g000.fits'), path.join(folder, `copy${i}.fits`));
      fs.utimesSync(path.join(folder, `copy${i}.fits`), time, time);
    }
    for (const i of [0, 1]) {
      const { json } = await indexJson(folder, '--shard', `${i}/2`);
      assert.deepEqual([json.moved, json.removed], [0, 0]);
    }
    assert.equal((await exported(folder)).files.length, 20);
  });

  it('keeps what is done when it is interrupted', async () => {
    writeGalaxies(folder, 400, 16);
    const { child, ended } = start(['index', folder, '--json', '--threads', '1', '--segment-rows', '16']);
    const segments = path.join(folder, '.morphoscope/encoders', BUNDLED_ENCODER, 'segments');
    await until(() => fs.existsSync(path.join(segments, '000001.parquet')));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 1);
    assert.match(stderr, /what is done is kept/);
    const json = JSON.parse(stdout) as { cancelled: boolean; new: number };
    assert.equal(json.cancelled, true);
    assert.ok(json.new >= 16 && json.new < 400);
    const rest = await indexJson(folder);
    assert.deepEqual([rest.json.skipped, rest.json.new], [json.new, 400 - json.new]);
  });

  it('refuses words that it does not know, and explains the others', async () => {
    for (const command of [[], ['index'], ['similar'], ['export'], ['inspect']]) {
      const { code, stdout } = await morphoscope([...command, '--help']);
      assert.equal(code, 0);
      assert.match(stdout, /Usage: morphoscope/);
    }
    const version = await morphoscope(['--version']);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    const wrong = [
      ['index', folder, '--frobnicate'],
      ['index', path.join(folder, 'nowhere')],
      ['index', folder, '--shard', '5/4'],
      ['index', folder, '--threads', '0'],
      ['index', folder, '--encoder', 'none-such'],
      ['similar', folder],
      ['export', folder],
      ['frobnicate'],
    ];
    for (const words of wrong) {
      const { code, stderr } = await morphoscope(words);
      assert.equal(code, 1, words.join(' '));
      assert.ok(stderr.length > 0);
      assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
    }
  });

  it('refuses an encoder whose ONNX file is not the one of its card', async () => {
    const encoder = path.join(folder, 'encoder');
    fs.cpSync(path.resolve(__dirname, '../../../media/encoders', BUNDLED_ENCODER), encoder, { recursive: true });
    fs.chmodSync(path.join(encoder, 'encoder.onnx'), 0o644);
    fs.appendFileSync(path.join(encoder, 'encoder.onnx'), 'x');
    writeGalaxies(path.join(folder, 'data'), 1);
    const { code, stderr } = await morphoscope(['index', path.join(folder, 'data'), '--encoder', encoder]);
    assert.equal(code, 1);
    assert.match(stderr, /not the one of its card/);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
  });
});
