import fs from 'node:fs';
import path from 'node:path';
import { FindSimilar, IndexCollection } from '../src/engine';
import { NearestIndex, type RepresentationStore } from '../src/collection';
import { findNeighbours, queryVector, type ApproximateIndex } from '../src/similarity';
import { writeGalaxies } from './galaxies';
import { collection, inTemporaryFolder, median, newEngine, peakMiB, report } from './measure';
import { addRows, DIMENSIONS, syntheticStore } from './synthetic-store';

const NEIGHBOURS = 20;
const QUERIES = 50;

/** Time from starting an engine to the first neighbours, and what the engine took of memory; then bare searches. */
export async function benchSearch(repeats: number): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const unindexed = path.join(folder, 'unindexed');
    writeGalaxies(unindexed, 600, 64);
    const indexed = path.join(folder, 'indexed');
    fs.mkdirSync(indexed);
    const store = await syntheticStore(path.join(indexed, '.morphoscope'), 100_000);
    const rows = [
      await firstNeighbours('600 files, no index yet', unindexed, '0/galaxy-0.fits', repeats, true),
      await firstNeighbours('100,000 indexed', indexed, 'g17.fits', repeats, false),
    ];
    report('first-neighbours', 'From the start of the engine to the first neighbours', rows);

    const searches = [await searchTimes('all 100,000 compared', store)];
    await addRows(store, 100_000, 100_000);
    searches.push(await searchTimes('all 200,000 compared', store));
    const { index, seconds } = buildIndex(store);
    searches.push(await searchTimes('index of 200,000', store, index));
    console.log(`the index of 200,000 took ${seconds.toFixed(0)} s to build`);
    report('search', `${NEIGHBOURS} nearest of a cutout`, searches);
  });
}

async function firstNeighbours(what: string, folder: string, query: string, repeats: number, index: boolean) {
  const times: number[] = [];
  const memory: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    if (index) fs.rmSync(path.join(folder, '.morphoscope'), { recursive: true, force: true });
    const engine = newEngine();
    try {
      const started = performance.now();
      await engine.open(collection(folder));
      if (index) await engine.request(IndexCollection, { folder });
      const { neighbours } = await engine.request(FindSimilar, { folder, query: [{ path: query }], count: NEIGHBOURS });
      times.push((performance.now() - started) / 1000);
      if (neighbours.length !== NEIGHBOURS) throw new Error(`${neighbours.length} neighbours`);
      memory.push(peakMiB(engine.pid!));
    } finally {
      await engine.stop();
    }
  }
  return {
    collection: what,
    'seconds (median)': median(times).toFixed(2),
    'peak memory, MiB': median(memory).toFixed(0),
    repeats,
  };
}

function buildIndex(store: RepresentationStore): { index: ApproximateIndex; seconds: number } {
  const started = performance.now();
  const nearest = NearestIndex.create(DIMENSIONS);
  for (const { segment, sha256, matrix, rows } of store.segmentBlocks()) {
    for (let at = 0; at < rows.length; at += 1000) {
      nearest.add(segment!, at, matrix.slice(at * DIMENSIONS, (at + 1000) * DIMENSIONS), 0);
    }
    nearest.cover(segment!, sha256!);
  }
  const index = {
    covered: new Set(nearest.covered.keys()),
    search: (query: Float32Array, count: number) => Promise.resolve(nearest.search(query, count)),
  };
  return { index, seconds: (performance.now() - started) / 1000 };
}

async function searchTimes(what: string, store: RepresentationStore, index?: ApproximateIndex) {
  const times: number[] = [];
  let common = 0;
  for (let q = 0; q < QUERIES; q++) {
    const { block, row: at } = store.place(`g${q * 1999 + 5}.fits`, 0)!;
    const query = queryVector([block.representation(at)])!;
    const started = performance.now();
    const found = await findNeighbours(store, query, NEIGHBOURS, () => false, index, index ? 0 : Infinity);
    times.push(performance.now() - started);
    const exact = new Set(store.exactSearch(query, NEIGHBOURS).map(({ place }) => place.block.rows[place.row].path));
    common += found.filter(({ place }) => exact.has(place.block.rows[place.row].path)).length;
  }
  return {
    search: what,
    'ms (median)': median(times).toFixed(1),
    [`recall@${NEIGHBOURS}`]: (common / QUERIES / NEIGHBOURS).toFixed(4),
    queries: QUERIES,
  };
}
