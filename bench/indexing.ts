import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { copyPhotographs, writeGalaxies } from './galaxies';
import { inTemporaryFolder, indexAfresh, median, newEngine, report, ROOT } from './measure';

const FITS_SIDES = [64, 150, 300];
/** Cutouts of a run: enough that starting and ending it are a small part. */
const COUNT = 800;

/**
 * Cutouts a second through the whole engine (files to representations on the disk), over those through the encoder
 * alone with its inputs ready in memory: same session options, threads and batches, measured in turns.
 */
export async function benchIndexing(repeats: number): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const sets = FITS_SIDES.map((side) => ({
      name: `FITS ${side} x ${side}`,
      folder: path.join(folder, `fits${side}`),
    }));
    FITS_SIDES.forEach((side, i) => writeGalaxies(sets[i].folder, COUNT, side));
    const photographs = path.join(folder, 'jpeg');
    if (copyPhotographs(photographs, COUNT)) sets.push({ name: 'JPEG 128 x 128', folder: photographs });
    const engine = newEngine();
    const bare = new Worker(path.join(ROOT, 'bench/bare-inference.mjs'), { argv: [String(os.availableParallelism())] });
    try {
      for (const set of sets) await indexAfresh(engine, set.folder);
      await inferenceRate(bare);
      const rates = sets.map((): { whole: number; bare: number }[] => []);
      for (let repeat = 0; repeat < repeats; repeat++) {
        for (const [i, set] of sets.entries()) {
          const before = await inferenceRate(bare);
          const { cutoutsPerSecond } = await indexAfresh(engine, set.folder);
          const after = await inferenceRate(bare);
          rates[i].push({ whole: cutoutsPerSecond, bare: (before + after) / 2 });
        }
      }
      const rows = sets.map(({ name }, i) => ({
        cutouts: name,
        'indexing /s': median(rates[i].map(({ whole }) => whole)).toFixed(0),
        'inference alone /s': median(rates[i].map((rate) => rate.bare)).toFixed(0),
        ratio: median(rates[i].map((rate) => rate.whole / rate.bare)).toFixed(3),
        repeats,
      }));
      report('indexing', 'Indexing rate over the rate of inference alone (target: 0.9)', rows);
    } finally {
      await engine.stop();
      bare.postMessage('stop');
    }
  });
}

function inferenceRate(bare: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    bare.once('message', (rate: number) => {
      bare.off('error', reject);
      resolve(rate);
    });
    bare.once('error', reject);
    bare.postMessage('measure');
  });
}
