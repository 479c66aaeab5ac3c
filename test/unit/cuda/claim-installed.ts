import fs from 'node:fs';
import path from 'node:path';
import { CUDA_RELEASE, librariesOf } from '../../../src/cuda';

/** Fills a folder as if CUDA had been set up in it, with libraries of the right lengths that hold nothing and take no room. */
export function claimInstalled(folder: string, { runtime, packages } = CUDA_RELEASE): void {
  fs.mkdirSync(librariesOf(folder), { recursive: true });
  for (const { libraries } of packages) {
    for (const [name, bytes] of Object.entries(libraries)) {
      const file = path.join(librariesOf(folder), name);
      fs.writeFileSync(file, '');
      fs.truncateSync(file, bytes);
    }
  }
  const noted = packages.map(({ name, sha256, libraries }) => [name, { sha256, libraries: Object.keys(libraries) }] as const); // prettier-ignore
  const note = { version: 1, runtime, packages: Object.fromEntries(noted) };
  fs.writeFileSync(path.join(folder, 'installed.json'), JSON.stringify(note));
}
