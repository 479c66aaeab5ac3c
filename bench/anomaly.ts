import fs from 'node:fs';
import path from 'node:path';
import { type EngineClient, ListCutouts, RankAnomalies, type RankParams, type Ratings } from '../src/engine';
import { collection, inTemporaryFolder, median, newEngine, peakMiB, report } from './measure';
import { syntheticStore } from './synthetic-store';

const RATED = 200;
const SHOWN = 200;
/** Between two looks at whether the engine still answers others. */
const LOOK_MS = 20;

/** Time to the first ranking, and to a new one after a rating, with how long the engine kept others waiting meanwhile. */
export async function benchAnomaly(repeats: number): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const count of [100_000, 1_000_000]) {
    await inTemporaryFolder(async (folder) => {
      fs.mkdirSync(folder, { recursive: true });
      await syntheticStore(path.join(folder, '.morphoscope'), count);
      rows.push(...(await rankings(folder, count, repeats)));
    });
  }
  report('anomaly', `Rankings by interest with ${RATED} ratings, the first ${SHOWN} shown`, rows);
}

async function rankings(folder: string, count: number, repeats: number) {
  const rows: Record<string, string | number>[] = [];
  const engine = newEngine();
  try {
    await engine.open(collection(folder));
    const timed = async (what: string, times: number, request: (i: number) => Partial<RankParams>) => {
      const seconds: number[] = [];
      let wait = 0;
      for (let i = 0; i < times; i++) {
        const started = performance.now();
        const [result, longest] = await whileLooking(engine, folder, () =>
          engine.request(RankAnomalies, { folder, sort: 'interest', count: SHOWN, ...request(i) }),
        );
        seconds.push((performance.now() - started) / 1000);
        wait = Math.max(wait, longest);
        if (result?.cutouts.length !== SHOWN) throw new Error(`${result?.cutouts.length} galaxies`);
      }
      rows.push({
        galaxies: count,
        ranking: what,
        'seconds (median)': median(seconds).toFixed(2),
        'longest wait of others, ms': wait.toFixed(0),
        repeats: times,
      });
    };
    await timed('the first: interest, nothing rated', 1, () => ({}));
    await timed('the same again', repeats, () => ({}));
    await timed('an isolation forest', 1, () => ({ sort: 'unusual', unusualBy: 'forest' }));
    await timed('spread out', repeats, () => ({ sort: 'next' }));
    await timed('interest, its kernel fitted anew', repeats, (i) => ({ ratings: ratings(RATED - repeats + i) }));
    await timed('interest, after one more rating', repeats, (i) => ({ ratings: ratings(RATED + i), quick: true }));
    await timed('next, after one more rating', repeats, (i) => ({ ratings: ratings(RATED + repeats + i), quick: true, sort: 'next' })); // prettier-ignore
    rows.push({ galaxies: count, ranking: 'peak memory, MiB', 'seconds (median)': peakMiB(engine.pid!).toFixed(0) });
    return rows;
  } finally {
    await engine.stop();
  }
}

/** Asks the engine something small all the while, and tells the longest that it took to answer, in milliseconds. */
async function whileLooking<T>(engine: EngineClient, folder: string, work: () => Promise<T>): Promise<[T, number]> {
  let longest = 0;
  let working = true;
  const looking = (async () => {
    while (working) {
      const asked = performance.now();
      await engine.request(ListCutouts, { folder, cutouts: [{ path: 'g1.fits' }] });
      longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  const result = await work();
  working = false;
  await looking;
  return [result, longest];
}

/** Whole ratings that have to do with what the galaxies are like: by the number, which their representations follow by chance. */
function ratings(count: number): Ratings {
  return { given: Array.from({ length: count }, (_, i) => ({ path: `g${97 * i}.fits`, rating: (i * i) % 6 })) };
}
