import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import zlib from 'node:zlib';
import esbuild from 'esbuild';
import ts from 'typescript';
import * as fits from '../../../src/fits';
import { ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { binaryTable } from './table-file';

const PACKAGE = path.join(ROOT, 'packages/fits');

/** 4 x 3 pixels that count from 0, with a place on the sky. */
const IMAGE = fits.writeFits([
  {
    data: Int16Array.from({ length: 12 }, (_, i) => i),
    shape: [3, 4],
    header: [
      ['OBJECT', 'M 100'],
      ['CTYPE1', 'RA---TAN'],
      ['CTYPE2', 'DEC--TAN'],
      ['CRVAL1', 185.7],
      ['CRVAL2', 15.8],
      ['CRPIX1', 2],
      ['CRPIX2', 2],
      ['CDELT1', -0.001],
      ['CDELT2', 0.001],
    ],
  },
]);

/** The same pixels as one tile that gzip has compressed. */
function tiles(): Uint8Array {
  const pixels = Buffer.alloc(24);
  for (let i = 0; i < 12; i++) pixels.writeInt16BE(i, 2 * i);
  const heap = zlib.gzipSync(pixels);
  const row = Buffer.alloc(8);
  row.writeInt32BE(heap.length, 0);
  const cards = ['ZIMAGE  = T', "ZCMPTYPE= 'GZIP_1'", 'ZBITPIX = 16', 'ZNAXIS  = 2', 'ZNAXIS1 = 4', 'ZNAXIS2 = 3', 'ZTILE1  = 4', 'ZTILE2  = 3', "TTYPE1  = 'COMPRESSED_DATA'"]; // prettier-ignore
  return binaryTable(['1PB'], [row], heap, cards);
}

/** One column of 64-bit floating-point numbers. */
function table(): Uint8Array {
  const rows = [1.5, -2].map((value) => {
    const row = Buffer.alloc(8);
    row.writeDoubleBE(value);
    return row;
  });
  return binaryTable(['1D'], rows, undefined, ["TTYPE1  = 'z'"]);
}

/** What a user's program does with the package; `fits` and `gunzip` are what it has of it and of Node. */
const PROGRAM = `
  const hdus = fits.openFits(bytes.image, 'image.fits.gz', { gunzip });
  const image = fits.readImage(hdus.find(fits.holdsImage));
  const table = new fits.Table(fits.openFits(bytes.table, 'table.fits').find(fits.holdsTable));
  const sky = fits.hduWcs(hdus[0], hdus).pixelToSky(2, 2);
  const tiles = fits.readImage(fits.openFits(bytes.tiles, 'tiles.fits.fz')[1]);
  return JSON.stringify({
    object: hdus[0].header.string('OBJECT'),
    pixels: Array.from(image.data),
    tiles: Array.from(tiles.data),
    z: Array.from(table.numbers(table.indexOf('z'))),
    sky: [sky.ra.toFixed(6), sky.dec.toFixed(6)],
  });
`;
const COUNTED = Array.from({ length: 12 }, (_, i) => i);
const EXPECTED = { object: 'M 100', pixels: COUNTED, tiles: COUNTED, z: [1.5, -2], sky: ['185.700000', '15.800000'] };

describe('the package of the FITS reader', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  let installed: string;

  before(async () => {
    ({ folder, remove } = temporaryFolder());
    installed = path.join(folder, 'node_modules/@morphoscope/fits');
    const { buildFitsPackage } = (await import(
      pathToFileURL(path.join(ROOT, 'scripts/fits-package.mjs')).href
    )) as { buildFitsPackage: (out: string) => Promise<void> }; // prettier-ignore
    await buildFitsPackage(path.join(installed, 'dist'));
    fs.copyFileSync(path.join(PACKAGE, 'package.json'), path.join(installed, 'package.json'));
    fs.cpSync(path.join(ROOT, 'node_modules/fflate'), path.join(folder, 'node_modules/fflate'), { recursive: true });
    for (const [name, bytes] of Object.entries({ image: zlib.gzipSync(IMAGE), table: table(), tiles: tiles() }))
      fs.writeFileSync(path.join(folder, name), bytes);
  });
  after(() => remove());

  const reading = `const bytes = Object.fromEntries(['image', 'table', 'tiles'].map((name) => [name, readFileSync(name)]));
    const gunzip = (bytes, maxBytes) => gunzipSync(bytes, { maxOutputLength: maxBytes });
    console.log((() => {${PROGRAM}})());`;
  const run = (name: string, code: string) => {
    fs.writeFileSync(path.join(folder, name), code);
    return JSON.parse(execFileSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' })) as unknown;
  };

  it('reads images, tables, compressed tiles and coordinates in Node, as an ES module', () => {
    const imports = `import { readFileSync } from 'node:fs'; import { gunzipSync } from 'node:zlib'; import * as fits from '@morphoscope/fits';`;
    assert.deepEqual(run('program.mjs', imports + reading), EXPECTED);
  });

  it('does so as CommonJS', () => {
    const imports = `const { readFileSync } = require('node:fs'); const { gunzipSync } = require('node:zlib'); const fits = require('@morphoscope/fits');`;
    assert.deepEqual(run('program.cjs', imports + reading), EXPECTED);
  });

  it('is bundled for a browser without anything of Node, and reads there', async () => {
    fs.writeFileSync(
      path.join(folder, 'page.mjs'),
      `import * as fits from '@morphoscope/fits'; globalThis.fits = fits;`,
    );
    const { outputFiles, metafile } = await esbuild.build({ absWorkingDir: folder, entryPoints: ['page.mjs'], bundle: true, platform: 'browser', format: 'iife', write: false, metafile: true }); // prettier-ignore
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map((one) => one.path));
    assert.deepEqual(imports.filter((name) => /^node:/.test(name)), []); // prettier-ignore
    const [{ text }] = outputFiles;
    assert.ok(!/\bnode:|\brequire\(|\bprocess\.|\bBuffer\./.test(text), 'nothing of Node is named');
    // No process, Buffer or require; what a browser has of these is its own.
    const page = vm.createContext({ TextDecoder, TextEncoder, DecompressionStream });
    vm.runInContext(text, page);
    vm.runInContext(`globalThis.run = (bytes, gunzip) => {${PROGRAM}}`, page);
    // Bytes of the page's own realm.
    const copy = vm.runInContext('(bytes) => Uint8Array.from(bytes)', page) as (bytes: Uint8Array) => Uint8Array;
    const bytes = { image: copy(IMAGE), table: copy(table()), tiles: copy(tiles()) };
    const answer = (page as { run: (bytes: object) => string }).run(bytes);
    assert.deepEqual(JSON.parse(answer), EXPECTED);
  });

  for (const [name, kind] of [
    ['typed.mts', 'an ES module'],
    ['typed.cts', 'CommonJS'],
  ] as const)
    // prettier-ignore
    it(`has types, as ${kind}`, () => {
      const file = path.join(folder, name);
      const use = `import { type FitsImage, Hdu, openFits, readImage, Table } from '@morphoscope/fits';
        const hdus: Hdu[] = openFits(new Uint8Array(2880), 'a');
        export const image: FitsImage = readImage(hdus[0]);
        export const numbers: Float64Array = new Table(hdus[1]).numbers(0);`;
      const check = (code: string) => {
        fs.writeFileSync(file, code);
        const options = { strict: true, noEmit: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts'], types: [] }; // prettier-ignore
        const problems = ts.getPreEmitDiagnostics(ts.createProgram([file], options));
        return problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      };
      assert.deepEqual(check(use), []);
      assert.equal(check(`${use}\nexport const wrong: string = image.width;`).length, 1);
    });

  it('names in its README all that it exports, and exports what the README imports', () => {
    const text = fs.readFileSync(path.join(PACKAGE, 'README.md'), 'utf8');
    const names = Object.keys(fits);
    assert.deepEqual(names.filter((name) => !text.includes(`\`${name}\``)), []); // prettier-ignore
    const used = [...text.matchAll(/import \{([^}]*)\} from '@morphoscope\/fits'/g)].flatMap(([, list]) => list.split(',').map((one) => one.trim())); // prettier-ignore
    assert.ok(used.length >= 8);
    assert.deepEqual(used.filter((name) => !names.includes(name)), []); // prettier-ignore
  });

  it('depends on the versions that the extension is tested with', () => {
    const read = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
    const { dependencies } = read(path.join(PACKAGE, 'package.json'));
    const { devDependencies } = read(path.join(ROOT, 'package.json'));
    for (const [name, version] of Object.entries(dependencies)) assert.equal(version, devDependencies[name], name);
  });
});
