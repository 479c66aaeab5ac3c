import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DecideDuplicates, EditLabels, type EngineClient, IndexCollection, OpenTable } from '../../../src/engine';
import { DECISIONS_FILE, DuplicateDecisions } from '../../../src/similarity';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { collectionOf, engineClient } from './harness';

const CHANGES = 60;

describe('two engines on the same files', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let remove: () => void;
  let engines: EngineClient[];

  before(ensureBuilt);
  beforeEach(async () => {
    ({ folder, remove } = temporaryFolder());
    writeGalaxies(folder, 4, 16);
    file = path.join(folder, 'labels.csv');
    fs.writeFileSync(file, 'path,tags\ng000.fits,\ng001.fits,\n');
    engines = [engineClient(), engineClient()];
    for (const engine of engines) {
      await engine.open(collectionOf(folder));
      await engine.request(IndexCollection, { folder });
      await engine.request(OpenTable, { folder, file });
    }
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    remove();
  });

  /** Every engine makes its changes one after the other, both at once. */
  const both = (change: (engine: EngineClient, writer: number, i: number) => Promise<unknown>) =>
    Promise.all(
      engines.map(async (engine, writer) => {
        for (let i = 0; i < CHANGES; i++) await change(engine, writer, i);
      }),
    );

  it('lose no label that was acknowledged', async () => {
    await both((engine, writer, i) =>
      engine.request(EditLabels, {
        folder,
        file,
        edit: { kind: 'add', paths: [`g00${i % 2}.fits`], column: 'tags', tag: `w${writer}n${i}` },
        save: true,
      }),
    );
    const text = fs.readFileSync(file, 'utf8');
    for (const writer of [0, 1]) {
      for (let i = 0; i < CHANGES; i++) assert.match(text, new RegExp(`\\bw${writer}n${i}\\b`));
    }
    assert.equal(text.split('\n').length, 4, 'no row came or went');
    const beside = fs.readdirSync(folder).filter((name) => name !== '.morphoscope' && !name.endsWith('.fits'));
    assert.deepEqual(beside, ['labels.csv'], 'no lock is left');
  });

  it('lose no decision that was acknowledged', async () => {
    const pair = (writer: number, i: number) =>
      [`a${writer}-${i}.fits`, `b${writer}-${i}.fits`].map((name) => ({ path: name, hdu: 0 }));
    await both((engine, writer, i) => {
      const [first, second] = pair(writer, i);
      return engine.request(DecideDuplicates, { folder, decision: { kind: 'ignore', first, second } });
    });
    const decisions = DuplicateDecisions.parse(fs.readFileSync(path.join(folder, DECISIONS_FILE), 'utf8'));
    const { ignored } = JSON.parse(decisions.text) as { ignored: unknown[] };
    assert.equal(ignored.length, 2 * CHANGES);
  });
});
