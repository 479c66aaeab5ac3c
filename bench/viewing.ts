import fs from 'node:fs';
import path from 'node:path';
import type { EngineClient } from '../src/engine';
import { writeLargeImage } from '../test/large-image';
import { tableFile } from './table-file';
import { inTemporaryFolder, median, newEngine, peakMiB, report } from './measure';

const SIDE = 8192;
const ROWS = 2_000_000;
const WHOLE = { level: 4, column: 0, row: 0 };

/** How long a large file takes to be seen, from the start of an engine on, and what the engine takes of memory. */
export async function benchViewing(repeats: number): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const image = path.join(folder, 'image.fits');
    writeLargeImage(image, SIDE, skyAt);
    const table = path.join(folder, 'table.fits');
    fs.writeFileSync(table, tableFile(ROWS));
    const rows = [
      await viewing(`${SIDE} x ${SIDE} float32, the whole seen`, image, repeats, async (engine) => {
        await Promise.all([
          engine.view(image, 'survey', { hdu: 0, plane: 0 }),
          engine.view(image, 'tile', { bands: [{ hdu: 0, plane: 0 }], tile: WHOLE }),
        ]);
      }),
      await viewing(`${ROWS.toLocaleString('en')} rows, the first seen`, table, repeats, async (engine) => {
        await engine.view(table, 'rows', { hdu: 1, columns: [0, 1, 2], first: 0, count: 100 });
      }),
      await viewing(`${ROWS.toLocaleString('en')} rows, sorted by a number`, table, repeats, async (engine) => {
        const order = { column: 0, descending: false };
        await engine.view(table, 'rows', { hdu: 1, columns: [0, 1, 2], first: 0, count: 100, order });
      }),
    ];
    report('viewing', 'From the start of the engine until a large file is seen', rows);
  });
}

async function viewing(what: string, file: string, repeats: number, see: (engine: EngineClient) => Promise<void>) {
  const times: number[] = [];
  const memory: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const engine = newEngine();
    try {
      const started = performance.now();
      await engine.view(file, 'list', undefined);
      await see(engine);
      times.push((performance.now() - started) / 1000);
      memory.push(peakMiB(engine.pid!));
    } finally {
      await engine.stop();
    }
  }
  return {
    file: what,
    MiB: Math.round(fs.statSync(file).size / 2 ** 20),
    'seconds (median)': median(times).toFixed(2),
    'peak memory, MiB': Math.round(median(memory)),
  };
}

/** A sky with one bright galaxy. */
function skyAt(x: number, y: number): number {
  return ((x * 7919 + y * 104729) % 101) / 10 + 500 * Math.exp(-Math.hypot(x - 4000, y - 4200) / 300);
}
