import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ExportRepresentations, IndexCollection } from '../src/engine';
import { pythonWithPackages } from './python-environment';
import { copyPhotographs, writeGalaxies } from './galaxies';
import { collection, ENCODER, inTemporaryFolder, indexAfresh, median, newEngine, report, ROOT } from './measure';

const COUNT = 600;

/** Cutouts a second of the engine over those of a plain Python pipeline: the same files, encoder and threads. */
export async function benchPython(repeats: number): Promise<void> {
  const python = pythonWithPackages();
  await inTemporaryFolder(async (folder) => {
    const sets = [{ name: 'FITS 150 x 150', folder: path.join(folder, 'fits') }];
    writeGalaxies(sets[0].folder, COUNT, 150);
    const photographs = path.join(folder, 'jpeg');
    if (copyPhotographs(photographs, COUNT)) sets.push({ name: 'JPEG 128 x 128', folder: photographs });
    const engine = newEngine();
    try {
      await indexAfresh(engine, sets[0].folder, false);
      const rows = [];
      for (const set of sets) {
        const [ours, theirs] = [path.join(folder, 'ours.npy'), path.join(folder, 'theirs.npy')];
        const rates: { engine: number; python: number }[] = [];
        for (let repeat = 0; repeat < repeats; repeat++) {
          const args = [path.join(ROOT, 'bench/python/pipeline.py'), ENCODER, set.folder, theirs];
          const told = execFileSync(python, [...args, String(os.availableParallelism())], { encoding: 'utf8' });
          const { cutouts, seconds } = JSON.parse(told) as { cutouts: number; seconds: number };
          const { cutoutsPerSecond } = await indexAfresh(engine, set.folder, false);
          rates.push({ engine: cutoutsPerSecond, python: cutouts / seconds });
        }
        await engine.open(collection(set.folder));
        await engine.request(IndexCollection, { folder: set.folder });
        await engine.request(ExportRepresentations, { folder: set.folder, out: ours });
        rows.push({
          cutouts: set.name,
          'engine /s': median(rates.map((rate) => rate.engine)).toFixed(0),
          'Python /s': median(rates.map((rate) => rate.python)).toFixed(0),
          ratio: median(rates.map((rate) => rate.engine / rate.python)).toFixed(2),
          ...agreement(ours, theirs),
          repeats,
        });
      }
      report('python', 'The engine over a Python pipeline of astropy, Pillow, numpy and onnxruntime (target: 2)', rows);
    } finally {
      await engine.stop();
    }
  });
}

/** How near two exports of the same cutouts are: the greatest difference of a value, and the least cosine. */
function agreement(a: string, b: string): { 'max difference': string; 'min cosine': string } {
  const [first, second] = [readMatrix(a), readMatrix(b)];
  if (first.length !== second.length) throw new Error(`${first.length} rows are not ${second.length}`);
  let difference = 0;
  let cosine = 1;
  first.forEach((row, i) => {
    let [ab, aa, bb] = [0, 0, 0];
    row.forEach((x, d) => {
      const y = second[i][d];
      difference = Math.max(difference, Math.abs(x - y));
      [ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y];
    });
    cosine = Math.min(cosine, ab / Math.sqrt(aa * bb));
  });
  return { 'max difference': difference.toFixed(4), 'min cosine': cosine.toFixed(6) };
}

function readMatrix(file: string): Float32Array[] {
  const bytes = fs.readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const [, rows, columns] = /'shape': \((\d+), (\d+)\)/.exec(bytes.toString('latin1', 10, start))!.map(Number);
  const values = new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer);
  return Array.from({ length: rows }, (_, i) => values.subarray(i * columns, (i + 1) * columns));
}
