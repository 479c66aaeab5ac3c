import fs from 'node:fs';
import path from 'node:path';
import { SHARED_DATA } from '../shared-data';
import type { Seed } from './format';

/** Folders and files of the shared data that formats have asked for in vain. */
export const missing = new Set<string>();

/** So many characters of a table teach as much as all of it. */
const HEAD = 3000;

/** An input that was made here. */
export function made(name: string, bytes: Uint8Array | string): Seed {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return { name, size: content.length, read: () => content };
}

/** A file as it is, read when it is wanted. */
function real(file: string): Seed {
  return {
    name: path.relative(path.dirname(SHARED_DATA), file),
    size: fs.statSync(file).size,
    read: () => fs.readFileSync(file),
  };
}

/**
 * Real files below a folder beside the checkout's shared data (`data/gz1`), as many as are wanted, evenly among those whose
 * names match; none where the folder is not there, which `missing` then says.
 */
export function realFiles(folder: string, names: RegExp, most = Infinity): Seed[] {
  const root = path.join(path.dirname(SHARED_DATA), folder);
  if (!fs.existsSync(root)) {
    missing.add(folder);
    return [];
  }
  const all = fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(all.length, most) }, (_, i) => real(all[Math.floor(i * step)]));
}

/** The first lines of a text, all of it where it is short. */
export function headOf(seed: Seed): Seed {
  if (seed.size <= HEAD) return seed;
  const text = Buffer.from(seed.read()).toString('utf8').slice(0, HEAD);
  return made(seed.name, text.slice(0, text.lastIndexOf('\n') + 1));
}
