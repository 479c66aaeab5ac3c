import fs from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { ANALYSIS, readme } from './companions';
import { generateSampleSky, type SampleSkyOptions } from './generate';
import { labelsCsv, type Labels } from './truth';

/** Says that a folder holds a sample and may be written again. */
const MARKER = '.sample-sky.json';

export interface WriteOptions extends SampleSkyOptions {
  onProgress?: (done: number, count: number) => void;
  signal?: AbortSignal;
}

/**
 * Writes a sample workspace: cutouts/, labels.csv, README.md and analysis.py.
 *
 * @throws Error where `folder` holds something other than an earlier sample
 */
export async function writeSampleWorkspace(folder: string, options: WriteOptions = {}): Promise<Labels[]> {
  const { count = 720, size = 96, seed = 1, onProgress, signal } = options;
  const cutouts = path.join(folder, 'cutouts');
  const entries = await fs.readdir(folder).catch((): string[] => []);
  if (entries.length > 0 && !entries.includes(MARKER))
    throw new Error(`${folder} holds other files: choose an empty or new folder for the sample sky`);
  // An earlier sample of another seed would stay beside this one.
  await fs.rm(cutouts, { recursive: true, force: true });
  await fs.mkdir(cutouts, { recursive: true });
  // First of all, so that a sample cut short can be written again.
  await fs.writeFile(path.join(folder, MARKER), JSON.stringify({ count, size, seed }));

  const rows: Labels[] = [];
  for (const { name, bytes, labels } of generateSampleSky({ count, size, seed })) {
    signal?.throwIfAborted();
    await fs.writeFile(path.join(cutouts, name), bytes);
    rows.push({ ...labels, file: `cutouts/${name}` });
    onProgress?.(rows.length, count);
    await breath(); // drawing is all computation: the editor must have its turns
  }
  await fs.writeFile(path.join(folder, 'labels.csv'), labelsCsv(rows));
  await fs.writeFile(path.join(folder, 'README.md'), readme(rows));
  await fs.writeFile(path.join(folder, 'analysis.py'), ANALYSIS);
  return rows;
}
