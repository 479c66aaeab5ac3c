import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readCutoutFile } from '../src/collection/cutout';
import { type ByteSource, holdsImage, openFits, readPlane, Table } from '../src/fits';
import { writeGalaxies } from './galaxies';
import { inTemporaryFolder, median, report, ROOT } from './measure';
import { pythonWithPackages } from './python-environment';

const CUTOUTS = 2000;
const TABLE = 'table.fits';
const COLUMN = 'mag';

/** Seconds that each reader takes of a file, or of all cutouts. */
type Times = Record<string, { astropy: number; cfitsio: number }>;

/**
 * Reading FITS files on one core, beside astropy and CFITSIO on the same files: small cutouts from file to float32, large
 * RICE-compressed images (integers, and quantised floating-point numbers), a column of a table of a million rows.
 */
export async function benchFits(repeats: number): Promise<void> {
  const python = pythonWithPackages();
  const script = path.join(ROOT, 'bench/python/read_fits.py');
  await inTemporaryFolder(async (folder) => {
    writeGalaxies(path.join(folder, 'cutouts'), CUTOUTS, 64);
    execFileSync(python, [script, 'make', folder], { stdio: 'inherit' });
    const cutouts = fs
      .readdirSync(path.join(folder, 'cutouts'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.fits'))
      .map((name) => path.join(folder, 'cutouts', name));
    const ours: Record<string, number[]> = {};
    const theirs: Record<string, { astropy: number; cfitsio: number }[]> = {};
    for (let repeat = 0; repeat < repeats; repeat++) {
      const told = JSON.parse(execFileSync(python, [script, 'read', folder], { encoding: 'utf8' })) as Times;
      for (const [name, times] of Object.entries(told)) {
        const files = name === 'cutouts' ? cutouts : [path.join(folder, name)];
        // Before it counts, as there; small files so often that the code is compiled, which Python's has no need of.
        for (let pass = 0; pass < (name === 'cutouts' ? 10 : 2); pass++) readAll(files);
        (ours[name] ??= []).push(readAll(files));
        (theirs[name] ??= []).push(times);
      }
    }
    const rows = Object.keys(ours).map((name) => {
      const many = name === 'cutouts';
      const say = (seconds: number) =>
        many ? `${(CUTOUTS / seconds).toFixed(0)} /s` : `${(1000 * seconds).toFixed(0)} ms`;
      const ratio = (reader: 'astropy' | 'cfitsio') =>
        median(theirs[name].map((times, i) => ours[name][i] / times[reader])).toFixed(2);
      return {
        read: many ? 'cutouts of 64 x 64 float32' : name === TABLE ? 'a column of 1,000,000 rows of 100 bytes' : name,
        Morphoscope: say(median(ours[name])),
        CFITSIO: say(median(theirs[name].map(({ cfitsio }) => cfitsio))),
        astropy: say(median(theirs[name].map(({ astropy }) => astropy))),
        'time over CFITSIO': ratio('cfitsio'),
        'time over astropy': ratio('astropy'),
        repeats,
      };
    });
    report(
      'fits',
      'Reading FITS files on one core (targets: 20,000 cutouts a second; 1.5 times CFITSIO on RICE)',
      rows,
    );
    return Promise.resolve();
  });
}

/** Seconds to read files to numbers, one after the other. */
function readAll(files: readonly string[]): number {
  const start = performance.now();
  for (const file of files) {
    if (path.basename(file) === TABLE) readColumn(file);
    else {
      const hdus = openFits(readCutoutFile(file), file);
      readPlane(hdus.find(holdsImage) ?? hdus[0]);
    }
  }
  return (performance.now() - start) / 1000;
}

/** Reads the table by the parts that are asked for: no file of that size is taken into memory whole. */
function readColumn(file: string): Float64Array {
  const descriptor = fs.openSync(file, 'r');
  const source: ByteSource = {
    length: fs.fstatSync(descriptor).size,
    read: (start, end) => {
      const bytes = new Uint8Array(end - start);
      fs.readSync(descriptor, bytes, 0, bytes.length, start);
      return bytes;
    },
  };
  try {
    const table = new Table(openFits(source, file)[1]);
    return table.numbers(table.indexOf(COLUMN));
  } finally {
    fs.closeSync(descriptor);
  }
}
