import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { RepresentationStore } from '../../../src/collection';
import { type EngineClient, FindCutout, IndexCollection } from '../../../src/engine';
import { NameIndex } from '../../../src/engine/collections/name-index';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder, writeGalaxies } from '../../galaxies';
import { row } from '../collection/rows-of';
import { collectionOf, engineClient } from './harness';

describe('cutouts by their names', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const open = () => RepresentationStore.open(folder, 'enc', 1, assert.fail);
  const put = (store: RepresentationStore, ...files: string[]) =>
    store.put(
      files.map((file) => row(file)),
      new Float32Array(files.length).fill(1),
    );

  it('are found by path, by name and by stem, where that is of one file alone', async () => {
    const store = await open();
    const index = new NameIndex('/data/sky', store);
    put(store, 'north/a.fits', 'north/b.fits.gz', 'south/b.fits', 'south/c d.fits', 'c.v2.png', 'n\u0303.fits');
    const cases: [string, string | undefined][] = [
      ['north/a.fits', 'north/a.fits'],
      ['a.fits', 'north/a.fits'],
      ['a', 'north/a.fits'],
      ['north/a', 'north/a.fits'],
      ['./north/a.fits', 'north/a.fits'],
      ['../sky/north/a.fits', 'north/a.fits'],
      ['/data/sky/north/a.fits', 'north/a.fits'],
      ['/elsewhere/north/a.fits', 'north/a.fits'],
      ['file:///data/sky/north/a.fits', 'north/a.fits'],
      ['north\\a.fits', 'north/a.fits'],
      ['south/c%20d.fits', 'south/c d.fits'],
      ['c d', 'south/c d.fits'],
      ['c.v2', 'c.v2.png'],
      ['\u00f1', 'n\u0303.fits'],
      ['b', undefined],
      ['b.fits', 'south/b.fits'],
      ['b.fits.gz', 'north/b.fits.gz'],
      ['south/b', 'south/b.fits'],
      ['a.png', undefined],
      ['east/a.fits', undefined],
      ['th/a.fits', undefined],
      ['', undefined],
      ['fits', undefined],
      ['__proto__', undefined],
    ];
    for (const [text, expected] of cases) assert.equal(index.find(text), expected, text);
  });

  it('are those that the store holds, whatever has become of it', async () => {
    const file = fc.constantFrom('a.fits', 'a.png', 'x/a.fits', 'x/b.fits', 'y/b.fits', 'c.fits');
    const step = fc.tuple(fc.constantFrom('put', 'remove', 'flush', 'reload'), file);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const root = path.join(folder, String(runs++));
        const writer = await RepresentationStore.open(root, 'enc', 1, assert.fail);
        const reader = await RepresentationStore.open(root, 'enc', 1, assert.fail);
        const indices = [writer, reader].map((store) => new NameIndex('/sky', store));
        for (const [what, name] of steps) {
          if (what === 'put') put(writer, name);
          else if (what === 'remove') writer.remove(name);
          else if (what === 'flush') await writer.flush();
          else await reader.refresh();
        }
        [writer, reader].forEach((store, i) => {
          const files = [...store.paths()];
          for (const text of ['a', 'b', 'c', 'a.fits', 'b.fits', 'x/a', 'x/a.fits']) {
            const same = files.filter((one) => {
              const ways = [one, one.replace(/\.\w+$/, '')];
              return text.includes('/') ? ways.includes(text) : ways.some((way) => way.split('/').at(-1) === text);
            });
            // A path counts before a name that is the same.
            const expected = files.includes(text) ? text : same.length === 1 ? same[0] : undefined;
            assert.equal(indices[i].find(text), expected, `${text} of ${files.join()}`);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  describe('in the engine', () => {
    let engine: EngineClient;
    before(ensureBuilt);
    beforeEach(() => (engine = engineClient()));
    afterEach(() => engine.stop());

    it('come with their position, the first of several names that is one, and follow the folder', async () => {
      writeGalaxies(path.join(folder, 'cutouts'), 3);
      await engine.open(collectionOf(folder));
      const find = (...names: string[]) => engine.request(FindCutout, { folder, names });
      assert.equal(await find('g001'), undefined);
      await engine.request(IndexCollection, { folder });
      const found = await find('nothing', 'g001', 'g002');
      assert.deepEqual([found?.index, found?.cutout.path, found?.cutout.hdu], [1, 'cutouts/g001.fits', 0]);
      assert.ok(Math.abs(found!.cutout.ra! - 11) < 1e-6 && Math.abs(found!.cutout.dec! - 5) < 1e-6);
      fs.writeFileSync(path.join(folder, 'g001.fits'), galaxyFits(9));
      await engine.request(IndexCollection, { folder });
      assert.equal(await find('g001'), undefined, 'two files are called so');
      fs.rmSync(path.join(folder, 'cutouts/g001.fits'));
      await engine.request(IndexCollection, { folder });
      assert.deepEqual((await find('g001'))?.cutout, { path: 'g001.fits', hdu: 0 });
      await assert.rejects(engine.request(FindCutout, { folder: '/nowhere', names: [] }), /not been opened/);
    });
  });
});
