import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Context } from 'mocha';

/** What analysis code has, and what reads our tables in tests. */
const PACKAGES = ['numpy==2.4.6', 'pandas==3.1.1', 'pyarrow==26.0.1', 'astropy==8.0.2', 'regions==0.12'];
const INSTALL_MS = 300_000;

let environment: { readonly python: string } | { readonly obstacle: string } | undefined;

/** The system's Python 3, with its standard library alone; the calling test is skipped where there is none. */
export function plainPython(test: Context): string {
  if (spawnSync('python3', ['--version']).status === 0) return 'python3';
  console.warn('      skipped: there is no python3');
  test.skip();
}

/**
 * A Python with numpy, pandas, pyarrow, astropy and regions, in a virtual environment that the system's temporary folder
 * keeps between runs. The calling test is skipped, with the reason, where it cannot be made.
 */
export function pythonWithPackages(test: Context): string {
  plainPython(test);
  environment ??= make();
  if ('python' in environment) return environment.python;
  console.warn(`      skipped: ${environment.obstacle}`);
  test.skip();
}

function make(): NonNullable<typeof environment> {
  const name = createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 12);
  const venv = path.join(os.tmpdir(), `morphoscope-python-${name}`);
  const python = path.join(venv, 'bin', 'python');
  if (fs.existsSync(python)) return { python };
  // Under another name until it is whole: a run that is stopped in the middle leaves none that lacks packages.
  const unfinished = `${venv}-${process.pid}`;
  try {
    execFileSync('python3', ['-m', 'venv', unfinished], { stdio: 'pipe' });
    const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--timeout', '15'];
    execFileSync(path.join(unfinished, 'bin', 'python'), [...pip, ...PACKAGES], { stdio: 'pipe', timeout: INSTALL_MS });
    fs.renameSync(unfinished, venv);
    return { python };
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    // Another run may have made it meanwhile.
    if (fs.existsSync(python)) return { python };
    return { obstacle: `pip could not install ${PACKAGES.join(', ')} (${(error as Error).message.split('\n')[0]})` };
  }
}

/** Runs a program and returns what it prints. @throws Error with what it said where it fails */
export function runPython(python: string, program: string, args: readonly string[] = []): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Python failed: ${stderr}`);
  return stdout;
}
