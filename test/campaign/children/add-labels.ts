import path from 'node:path';
import { RepresentationStore } from '../../../src/collection';
import { Tables } from '../../../src/engine/tables/tables';
import { row } from '../../unit/collection/rows-of';

/** Adds tags to a label file as an engine does, and tells of each when it is answered. argv: folder, what its tags begin with */
const [folder, prefix] = process.argv.slice(2);

async function main(): Promise<void> {
  const file = path.join(folder, 'labels.csv');
  const store = await RepresentationStore.open(path.join(folder, 'none'), 'enc', 4, () => undefined);
  store.put(['a.fits', 'b.fits'].map((name) => row(name)), new Float32Array(8).fill(1)); // prettier-ignore
  const tables = new Tables(folder, store);
  await tables.openTable({ folder, file });
  for (let i = 0; ; i++) {
    const tag = `${prefix}n${i}`;
    const edit = { kind: 'add', paths: [i % 2 ? 'a.fits' : 'b.fits'], column: 'tags', tag } as const;
    await tables.edit({ folder, file, edit, save: true });
    process.send?.(tag);
  }
}

void main();
