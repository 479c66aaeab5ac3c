import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { writeSampleWorkspace } from '../../src/sample-sky';
import { until } from './until';

/** Writes a workspace of two folders, each with some galaxies, into `parent`, and returns its file. */
export async function severalFolders(parent: string): Promise<string> {
  const names = ['north', 'south'];
  for (const [i, name] of names.entries()) await writeSampleWorkspace(path.join(parent, name), { count: 24, seed: i });
  const file = path.join(parent, 'sky.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
  return file;
}

/** Whether the engine whose process id a test of that workspace wrote down has ended with its window. */
export async function engineHasEnded(parent: string): Promise<boolean> {
  const file = path.join(parent, 'north', 'engine.pid');
  if (!fs.existsSync(file)) return true;
  const pid = Number(fs.readFileSync(file, 'utf8'));
  try {
    await until(`the engine (process ${pid}) ends with its window`, () => {
      assert.throws(() => process.kill(pid, 0));
    });
    return true;
  } catch (error) {
    console.error((error as Error).message);
    return false;
  }
}
