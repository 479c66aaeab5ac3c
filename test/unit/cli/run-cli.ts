import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DIST } from '../../built';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a person has of their own, for the processes that tests start; gone when the tests end. */
const OWN = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-cli-'));
process.once('exit', () => fs.rmSync(OWN, { recursive: true, force: true }));
const OWN_FOLDERS = { MORPHOSCOPE_ENCODERS: path.join(OWN, 'encoders'), MORPHOSCOPE_CUDA: path.join(OWN, 'cuda') };

/** Starts `morphoscope` and answers with how it ended. */
export function start(
  args: readonly string[],
  cwd?: string,
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [path.join(DIST, 'cli.js'), ...args], {
    cwd,
    env: { ...process.env, ...OWN_FOLDERS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function morphoscope(args: readonly string[], cwd?: string, env?: NodeJS.ProcessEnv): Promise<Ended> {
  return start(args, cwd, env).ended;
}

export interface IndexJson {
  cutouts: number;
  new: number;
  skipped: number;
  failed: number;
  failed_before: number;
  moved: number;
  returned: number;
  removed: number;
  missing: number;
  seconds: number;
  cutouts_per_second: number;
  device: string;
  cancelled?: boolean;
}

/** `index --json`, with its last line parsed. */
export async function indexJson(folder: string, ...options: string[]): Promise<Ended & { json: IndexJson }> {
  const ended = await morphoscope(['index', folder, '--json', ...options]);
  const last = ended.stdout.trimEnd().split('\n').at(-1)!;
  if (!last.startsWith('{')) throw new Error(`no JSON: exit code ${ended.code}, ${ended.stdout}${ended.stderr}`);
  return { ...ended, json: JSON.parse(last) as IndexJson };
}

/** The float32 matrix of an .npy file that Morphoscope wrote. */
export function readNpy(bytes: Buffer): { rows: number; columns: number; values: Float32Array } {
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const [, rows, columns] = /'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header)!;
  const copy = bytes.subarray(start).slice();
  return { rows: +rows, columns: +columns, values: new Float32Array(new Uint8Array(copy).buffer) };
}

/** Cosine of two rows. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / Math.sqrt(aa * bb);
}
