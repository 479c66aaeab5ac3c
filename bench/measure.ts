import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../src/encoder/bundled';
import { EngineClient, IndexCollection, type IndexSummary } from '../src/engine';

export const ROOT = path.resolve(__dirname, '..');
export const ENCODER = path.join(ROOT, 'media/encoders', BUNDLED_ENCODER);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A folder that is deleted at the end of `work`. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-bench-'));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export function newEngine(): EngineClient {
  return new EngineClient({
    engineFile: path.join(ROOT, 'dist/engine.js'),
    encoderFolder: ENCODER,
    threads: 0,
    log: (level, message) => level !== 'info' && console.error(message),
  });
}

const INCLUDE = ['**/*.{fits,jpg}'];

export function collection(folder: string, store = path.join(folder, '.morphoscope'), measures = true) {
  return { folder, store, include: INCLUDE, measures };
}

/** Indexes a folder from nothing in an engine that is running already, with measures of shape or without. */
export async function indexAfresh(engine: EngineClient, folder: string, measures: boolean): Promise<IndexSummary> {
  const store = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-bench-store-'));
  // An engine knows a collection by its folder: another name for it is another collection.
  const alias = `${store}-folder`;
  fs.symlinkSync(folder, alias);
  try {
    await engine.open(collection(alias, store, measures));
    return await engine.request(IndexCollection, { folder: alias });
  } finally {
    fs.rmSync(alias);
    fs.rmSync(store, { recursive: true, force: true });
  }
}

export function machine() {
  const [cpu] = os.cpus();
  return {
    cpu: cpu.model.trim(),
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.release()} ${os.arch()}`,
    node: process.version,
  };
}

/** Prints rows under a heading, and keeps them as JSON. */
export function report(name: string, title: string, rows: readonly Record<string, string | number>[]): void {
  console.log(`\n${title}`);
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
  const widths = columns.map((_, c) => Math.max(...cells.map((line) => line[c].length)));
  for (const line of cells) console.log(line.map((cell, c) => cell.padEnd(widths[c])).join('  ').trimEnd()); // prettier-ignore
  const folder = path.join(ROOT, 'bench/results');
  fs.mkdirSync(folder, { recursive: true });
  const result = { title, date: new Date().toISOString(), machine: machine(), rows };
  fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** Peak resident memory of a process (Linux alone tells). */
export function peakMiB(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!fs.existsSync(status)) return NaN;
  return Number(/VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(status, 'utf8'))?.[1]) / 1024;
}
