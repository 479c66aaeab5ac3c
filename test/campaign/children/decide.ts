import { DecisionsFile } from '../../../src/engine/duplicates/decisions-file';

/** Decides on near-duplicates as an engine does, and tells of each when it is answered. argv: folder, what its names begin with */
const [folder, prefix] = process.argv.slice(2);

async function main(): Promise<void> {
  const decisions = new DecisionsFile(folder);
  for (let i = 0; ; i++) {
    const name = `${prefix}n${i}.fits`;
    await decisions.change((before) => before.ignore(name, 'other.fits'));
    process.send?.(name);
  }
}

void main();
