import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '..');
export const DIST = path.join(ROOT, 'dist');

/** Builds dist/ where it is missing or older than the sources: for tests of the engine's and the CLI's processes. */
export function ensureBuilt(): void {
  const built = fs.statSync(path.join(DIST, 'cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (newest(path.join(ROOT, 'src')) < built) return;
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}

function newest(folder: string): number {
  return Math.max(
    ...fs.readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? newest(file) : fs.statSync(file).mtimeMs;
    }),
  );
}
