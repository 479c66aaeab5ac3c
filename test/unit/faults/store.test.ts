import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { RepresentationStore, StoreError } from '../../../src/collection';
import { eachFault } from '../../faults/faulty-disk';
import { temporaryFolder } from '../../galaxies';
import { row } from '../collection/rows-of';

const D = 4;
const vector = (seed: number) => Float32Array.from({ length: D }, (_, d) => 1 + ((seed + d) % 7));

describe('a disk that fails while an index is written', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const open = async () => {
    const reports: string[] = [];
    const store = await RepresentationStore.open(folder, 'enc', D, (message) => reports.push(message));
    return { store, reports };
  };
  const put = (store: RepresentationStore, ...names: string[]) =>
    store.put(names.map((name) => row(name)), Float32Array.from(names.flatMap((name) => [...vector(name.length)]))); // prettier-ignore
  /** Names in the store as another process reads it, each with the representation that it was given. */
  const read = async (what: string) => {
    const { store, reports } = await open();
    assert.deepEqual(reports, [], what);
    const names = [...store.paths()].sort();
    for (const name of names) {
      const { block, row: at } = store.place(name, 0)!;
      assert.deepEqual(block.representation(at), vector(name.length), `${what}: ${name}`);
    }
    return names;
  };
  const begin = async (...segments: string[][]) => {
    fs.rmSync(path.join(folder, 'encoders'), { recursive: true, force: true });
    const { store } = await open();
    for (const names of segments) {
      put(store, ...names);
      await store.flush();
    }
    return store;
  };

  it('leaves a segment whole or absent, keeps its rows, and writes them when it works again', async () => {
    let store: RepresentationStore;
    await eachFault(
      folder,
      async () => {
        store = await begin(['a', 'bb']);
      },
      async () => {
        put(store, 'ccc', 'a');
        store.remove('bb');
        await store.flush();
      },
      async ({ what, file }, error) => {
        const told = `${what} ${file}`;
        if (error === undefined) assert.deepEqual(await read(told), ['a', 'ccc'], told);
        else {
          assert.ok(error instanceof StoreError, `${told}: ${String(error)}`);
          // Whether or not the segment got its name before the failure.
          const names = (await read(told)).join();
          assert.ok(names === 'a,bb' || names === 'a,ccc', `${told}: ${names}`);
        }
        assert.deepEqual([...store.paths()].sort(), ['a', 'ccc'], told);
        await store.flush();
        assert.deepEqual(await read(told), ['a', 'ccc'], told);
      },
    );
  });

  it('loses no row while segments are merged', async () => {
    const names = Array.from({ length: 26 }, (_, i) => 'n'.repeat(i + 1));
    let store: RepresentationStore;
    await eachFault(
      folder,
      async () => {
        store = await begin(...names.map((name) => [name]));
      },
      () => store.tidy(),
      async ({ what, file }) => {
        assert.deepEqual(await read(`${what} ${file}`), [...names].sort());
        await store.tidy();
        assert.deepEqual(await read(`${what} ${file}, again`), [...names].sort());
      },
    );
  });
});
