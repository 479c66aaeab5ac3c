import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { RepresentationStore } from '../../../src/collection';
import { DecisionsFile } from '../../../src/engine/duplicates/decisions-file';
import { Tables } from '../../../src/engine/tables/tables';
import { isTemporaryName, sweepTemporaries } from '../../../src/files';
import { LabelError } from '../../../src/labels';
import { DECISIONS_FILE, DuplicateDecisions } from '../../../src/similarity';
import { eachFault } from '../../faults/faulty-disk';
import { temporaryFolder } from '../../galaxies';
import { row } from '../collection/rows-of';

const BEFORE = 'path,tags\na.fits,\nb.fits,old\n';

describe('a disk that fails while labels are written', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  /** Nothing lies beside the file but it and, where a deletion came too late, what the next start sweeps away. */
  const beside = async (name: string) => {
    for (const other of fs.readdirSync(folder)) assert.ok(other === name || isTemporaryName(other), other);
    await sweepTemporaries(folder);
  };

  it('leaves the old file or the new one, and loses no change that was answered', async () => {
    const file = path.join(folder, 'labels.csv');
    const add = (tag: string) => ({ kind: 'add', paths: ['a.fits'], column: 'tags', tag }) as const;
    let tables: Tables;
    let answered = false;
    const failed = await eachFault(
      folder,
      async () => {
        fs.writeFileSync(file, BEFORE);
        const store = await RepresentationStore.open(path.join(folder, 'none'), 'enc', 4, () => undefined);
        store.put(['a.fits', 'b.fits'].map((name) => row(name)), new Float32Array(8).fill(1)); // prettier-ignore
        tables = new Tables(folder, store);
        await tables.openTable({ folder, file });
        answered = false;
      },
      async () => {
        await tables.edit({ folder, file, edit: add('new'), save: true });
        answered = true;
      },
      async ({ what }, error) => {
        const text = fs.readFileSync(file, 'utf8');
        const after = BEFORE.replace('a.fits,', 'a.fits,new');
        assert.ok(text === BEFORE || text === after, `${what}: ${text}`);
        if (answered) assert.equal(text, after, what);
        else assert.ok(error instanceof LabelError, `${what}: ${String(error)}`);
        await beside('labels.csv');
        // The next one goes through, and takes nothing back.
        await tables.edit({ folder, file, edit: add('next'), save: true });
        assert.match(fs.readFileSync(file, 'utf8'), text === BEFORE ? /^a\.fits,next$/m : /^a\.fits,new;next$/m);
        await beside('labels.csv');
      },
    );
    const kinds = new Set(failed.map(({ what }) => what));
    for (const what of ['open', 'write', 'flush', 'rename', 'link'] as const) assert.ok(kinds.has(what), what);
  });

  it('leaves the old decisions or the new ones', async () => {
    const file = path.join(folder, DECISIONS_FILE);
    const ignore = (name: string) => (decisions: DuplicateDecisions) => decisions.ignore(name, 'other.fits');
    let decisions: DecisionsFile;
    let answered = false;
    await eachFault(
      folder,
      async () => {
        fs.rmSync(file, { force: true });
        decisions = new DecisionsFile(folder);
        await decisions.change(ignore('a.fits'));
        answered = false;
      },
      async () => {
        await decisions.change(ignore('b.fits'));
        answered = true;
      },
      async ({ what }, error) => {
        const kept = () => DuplicateDecisions.parse(fs.readFileSync(file, 'utf8')).text;
        assert.match(kept(), /a\.fits/, what);
        if (answered) assert.match(kept(), /b\.fits/, what);
        else assert.ok(error instanceof LabelError, `${what}: ${String(error)}`);
        await decisions.change(ignore('c.fits'));
        assert.match(kept(), /c\.fits/, what);
        await beside(DECISIONS_FILE);
      },
    );
  });
});
