import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { copyPhotographs, writeGalaxies } from './galaxies';
import { ENCODER, inTemporaryFolder, indexAfresh, median, newEngine, report, ROOT } from './measure';

const FITS_SIDES = [64, 150, 300];
/** Cutouts of a run: enough that starting and ending it are a small part. */
const COUNT = 3200;

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
    const bare = bareSessions();
    try {
      for (const set of sets) await indexAfresh(engine, set.folder, true);
      await inferenceRate(bare);
      const rates = sets.map((): { whole: number; measured: number; bare: number }[] => []);
      for (let repeat = 0; repeat < repeats; repeat++) {
        for (const [i, set] of sets.entries()) {
          const before = await inferenceRate(bare);
          const whole = (await indexAfresh(engine, set.folder, false)).cutoutsPerSecond;
          const after = await inferenceRate(bare);
          const measured = (await indexAfresh(engine, set.folder, true)).cutoutsPerSecond;
          rates[i].push({ whole, measured, bare: (before + after) / 2 });
        }
      }
      const rows = sets.map(({ name }, i) => ({
        cutouts: name,
        'indexing /s': median(rates[i].map(({ whole }) => whole)).toFixed(0),
        'with measures /s': median(rates[i].map(({ measured }) => measured)).toFixed(0),
        'inference alone /s': median(rates[i].map((rate) => rate.bare)).toFixed(0),
        ratio: median(rates[i].map((rate) => rate.whole / rate.bare)).toFixed(3),
        repeats,
      }));
      report('indexing', 'Indexing rate over the rate of inference alone (target: 0.9)', rows);
    } finally {
      await engine.stop();
      for (const worker of bare) worker.postMessage('stop');
    }
  });
}

/** As many sessions with as many threads as the engine has (src/engine/process/workers.ts). */
function bareSessions(): Worker[] {
  const cores = os.availableParallelism();
  const count = Math.min(8, cores);
  const argv = [String(Math.max(1, Math.floor(cores / count))), ENCODER];
  return Array.from({ length: count }, () => new Worker(path.join(ROOT, 'bench/bare-inference.mjs'), { argv }));
}

/** Cutouts a second of all sessions together. */
async function inferenceRate(bare: readonly Worker[]): Promise<number> {
  const rates = await Promise.all(
    bare.map(
      (worker) =>
        new Promise<number>((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', (rate: number) => {
            worker.off('error', reject);
            resolve(rate);
          });
          worker.postMessage('measure');
        }),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}
