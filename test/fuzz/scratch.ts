import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Tells a process where its folder goes, so that whoever started it can take away what a killed one has left. */
export const SCRATCH = 'MORPHOSCOPE_FUZZ_SCRATCH';

let folder: string | undefined;

/** A folder of this process for mutants that are read as files; it goes when the process ends. */
export function scratch(): string {
  if (folder === undefined) {
    const made = fs.mkdtempSync(path.join(process.env[SCRATCH] ?? os.tmpdir(), 'morphoscope-fuzz-'));
    process.on('exit', () => fs.rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

/** Writes a mutant into that folder. @returns its path */
export function written(name: string, bytes: Uint8Array): string {
  const file = path.join(scratch(), name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
}
