import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { EngineClient, type EngineOptions } from '../../../src/engine';
import { DIST, ROOT } from '../../built';

/** An engine client as the tests use it: one thread, so that tests disturb one another less. */
export function engineClient(options: Partial<EngineOptions> = {}): EngineClient {
  return new EngineClient({
    engineFile: path.join(DIST, 'engine.js'),
    encoderFolder: path.join(ROOT, 'media/encoders', BUNDLED_ENCODER),
    threads: 1,
    log: () => undefined,
    ...options,
  });
}

export function collectionOf(folder: string, store = path.join(folder, '.morphoscope')) {
  return { folder, include: ['**/*.fits'], store };
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until `condition` holds, for twenty seconds at most: a wait without an end would outlive its test. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${condition.toString()}`);
    await pause(5);
  }
}

/** Whether a process of this id runs; one that has ended and that nobody has asked for its exit code does not. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !fs.existsSync(stat) || !/^\d+ \(.*\) Z/s.test(fs.readFileSync(stat, 'utf8'));
}
