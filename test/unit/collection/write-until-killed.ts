// Changes files of its own in a store that others change too, without an end, and writes down what it has done.
// argv: root of the store, number of the writer, seed, its log
import fs from 'node:fs';
import { RepresentationStore } from '../../../src/collection';
import { randomNumbers } from '../../galaxies';
import { row } from './rows-of';

const [, , root, writer, seed, logFile] = process.argv;
const D = 4;
const FILES = 12;

/** A line of the log: the version of each of its files, before and after it was written; or something that must not be. */
const log = (line: { opened?: object; flushing?: object; flushed?: object; wrong?: string }) =>
  fs.appendFileSync(logFile, `${JSON.stringify(line)}\n`);

// Tests that are killed themselves kill nobody any more.
process.once('disconnect', () => process.exit());

async function main(): Promise<void> {
  const random = randomNumbers(Number(seed));
  const any = (count: number) => Math.floor(random() * count);
  const store = await RepresentationStore.open(root, 'enc', D, (wrong) => log({ wrong }));
  const mine = (file: string) => file.startsWith(`w${writer}/`);
  const held: Record<string, number> = {};
  for (const file of store.paths()) if (mine(file)) held[file] = store.rowsOf(file)[0].mtime;
  log({ opened: held });
  for (;;) {
    for (let i = any(6); i >= 0; i--) {
      const file = `w${writer}/f${any(FILES)}`;
      const what = random();
      const from = [...store.removedFiles()].find(mine);
      if (what < 0.3) {
        store.remove(file);
        delete held[file];
      } else if (what < 0.4 && from !== undefined) {
        held[from] = store.removedRowsOf(from)[0].mtime;
        store.takeOver(from, { path: from, size: 1, mtime: held[from] });
      } else {
        const [version, cutouts] = [any(1000), 1 + any(3)];
        const rows = Array.from({ length: cutouts }, (_, hdu) => row(file, { hdu, mtime: version }));
        store.put(rows, new Float32Array(D * cutouts).fill(1 + version));
        held[file] = version;
      }
    }
    log({ flushing: held });
    await store.flush();
    log({ flushed: held });
    if (random() < 0.15) await store.refresh();
    if (random() < 0.1) await store.tidy();
    if (random() < 0.03) await store.settle();
    for (const [file, version] of Object.entries(held)) {
      if (store.rowsOf(file)[0]?.mtime !== version) log({ wrong: `${file} is not of version ${version}` });
    }
  }
}

void main();
