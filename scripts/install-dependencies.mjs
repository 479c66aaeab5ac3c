// Brings node_modules in line with package-lock.json; does nothing where it already is.
// It imports node's own modules alone, for it runs when nothing else is there yet.
// usage: node scripts/install-dependencies.mjs
import fs from 'node:fs';
import path from 'node:path';
import { isMain, root, run } from './run.mjs';

export async function installDependencies() {
  if (isInstalled()) return;
  console.log('Installing the packages of package-lock.json …');
  // No package here needs its install script: the native modules ship their binaries, esbuild's comes as an
  // optional package, and onnxruntime-node's script would fetch CUDA libraries.
  const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error('npm ci failed, and nothing can be built or tested without its packages');
}

/**
 * Compares the lockfile with npm's own record of what it installed, which npm writes last: an install cut
 * short leaves none, and one made by hand counts. Optional packages may be absent, being for other platforms.
 */
function isInstalled() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted)
    .filter(([folder]) => folder !== '')
    .every(([folder, { version, optional }]) =>
      installed[folder] ? installed[folder].version === version : optional === true,
    );
}

/** @returns {Record<string, { version: string, optional?: boolean }> | undefined} */
function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

if (isMain(import.meta.url)) await installDependencies();
