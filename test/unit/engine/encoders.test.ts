import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { addEncoder } from '../../../src/encoder/library';
import {
  type CollectionState,
  type EngineClient,
  FindSimilar,
  IndexCollection,
  MeasureQuality,
  OpenTable,
} from '../../../src/engine';
import { ensureBuilt, ROOT } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { smallOnnx } from '../encoder/small-onnx';
import { collectionOf, engineClient, until } from './harness';

const BUNDLED = path.join(ROOT, 'media/encoders');
const COUNT = 60;

describe('several encoders of one folder', function () {
  this.timeout(60_000);
  before(ensureBuilt);
  let folder: string;
  let galaxies: string;
  let library: string;
  let remove: () => void;
  let engine: EngineClient;
  let states: CollectionState[];
  const made: EngineClient[] = [];

  const another = () => {
    const client = engineClient({
      encoderPath: [BUNDLED, library],
      onCollectionChanged: (_, state) => states.push(state),
    });
    made.push(client);
    return client;
  };
  beforeEach(async () => {
    ({ folder, remove } = temporaryFolder());
    [galaxies, library] = ['galaxies', 'library'].map((name) => path.join(folder, name));
    writeGalaxies(galaxies, COUNT, 16);
    for (const id of ['small', 'other']) {
      const source = path.join(folder, `${id}.onnx`);
      fs.writeFileSync(source, smallOnnx());
      await addEncoder({ source, library, identity: { licence: 'MIT' }, taken: [] }, { threads: 1 });
    }
    states = [];
    engine = another();
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((client) => client.stop()));
    remove();
  });

  const open = (encoder?: string, client = engine) =>
    client.open({
      ...collectionOf(galaxies),
      keepAnswering: true,
      encoder: encoder === undefined ? path.join(BUNDLED, BUNDLED_ENCODER) : path.join(library, encoder),
    });
  const similar = (client = engine) =>
    client.request(FindSimilar, { folder: galaxies, query: [{ path: 'g000.fits' }], count: 5 });
  /** So that neighbours say which encoder has found them. */
  const found = async (client = engine) =>
    (await similar(client)).neighbours.map((one) => `${one.path} ${one.similarity}`);
  const index = (client = engine) => client.request(IndexCollection, { folder: galaxies });

  it('the old one answers while the new one indexes, and the new one from then on', async () => {
    await open();
    await index();
    const before = await found();
    const table = path.join(folder, 'labels.csv');
    fs.writeFileSync(table, `file,class\n${Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(3, '0')}.fits,${i % 2 ? 'a' : 'b'}\n`).join('')}`); // prettier-ignore
    await engine.request(OpenTable, { folder: galaxies, file: table });

    const waiting = await open('small');
    assert.deepEqual([waiting.encoder, waiting.cutouts, waiting.next], [BUNDLED_ENCODER, COUNT, { encoder: 'small', cutouts: 0 }]); // prettier-ignore
    assert.deepEqual(await found(), before);
    let meanwhile: Promise<string[]> | undefined;
    await engine.request(
      IndexCollection,
      { folder: galaxies },
      {
        onProgress: () => {
          meanwhile ??= found();
        },
      },
    );
    assert.deepEqual(await meanwhile, before, 'while it is indexed');
    await until(() => states.at(-1)?.encoder === 'small');
    assert.deepEqual([states.at(-1)!.cutouts, states.at(-1)!.next, states.at(-1)!.complete], [COUNT, undefined, true]);
    const after = await found();
    assert.notDeepEqual(after, before);
    const { labelled } = await engine.request(MeasureQuality, { folder: galaxies, file: table, column: 'class', k: 3 });
    assert.equal(labelled, COUNT, 'open tables are about the new index');
    assert.deepEqual(fs.readdirSync(path.join(galaxies, '.morphoscope/encoders')).sort(), [BUNDLED_ENCODER, 'small']);

    // Back: all is there, and has to be looked through once.
    assert.equal((await open()).encoder, 'small');
    assert.equal((await index()).new, 0);
    assert.deepEqual(await found(), before);
    // A file that the encoder has not seen is encoded by the one that answers.
    fs.copyFileSync(path.join(galaxies, 'g000.fits'), path.join(folder, 'outside.fits'));
    const [first] = (await engine.request(FindSimilar, { folder: galaxies, query: [{ path: path.join(folder, 'outside.fits') }], count: 1 })).neighbours; // prettier-ignore
    assert.deepEqual([first.path, first.similarity > 0.9999], ['g000.fits', true]);
  });

  it('a run that is cancelled keeps the old one, also in another process, until all is indexed', async () => {
    await open();
    await index();
    const before = await found();
    await open('small');
    const cancel = new CancellationTokenSource();
    const stop = () => cancel.cancel();
    const { cancelled } = await engine.request(
      IndexCollection,
      { folder: galaxies },
      { onProgress: stop, token: cancel.token },
    );
    assert.equal(cancelled, true);
    assert.deepEqual(await found(), before);
    await engine.stop();
    const later = another();
    const state = await open('small', later);
    assert.deepEqual([state.encoder, state.next?.encoder], [BUNDLED_ENCODER, 'small']);
    assert.deepEqual(await found(later), before);
    await index(later);
    assert.notDeepEqual(await found(later), before);
    await later.stop();
    assert.equal((await open('small', another())).next, undefined);
  });

  it('another choice in between, or the old one after all, ends what was begun', async () => {
    await open();
    await index();
    const before = await found();
    await open('small');
    assert.deepEqual((await open('other')).next, { encoder: 'other', cutouts: 0 });
    const run = index();
    const back = await open();
    assert.deepEqual([back.encoder, back.next], [BUNDLED_ENCODER, undefined]);
    await run;
    assert.deepEqual(await found(), before);
    assert.equal((await open()).encoder, BUNDLED_ENCODER);
  });

  it('changes of files reach both while two are there', async () => {
    await open();
    await index();
    await open('small');
    fs.copyFileSync(path.join(galaxies, 'g000.fits'), path.join(galaxies, 'new.fits'));
    await engine.request(IndexCollection, { folder: galaxies, paths: ['new.fits'] });
    assert.equal((await similar()).searched, COUNT + 1);
    await index();
    assert.equal((await similar()).searched, COUNT + 1);
  });

  it('a folder without a note of what answered goes on with what has indexed it', async () => {
    await engine.open({ ...collectionOf(galaxies), encoder: path.join(library, 'small') });
    await index();
    await engine.stop();
    const later = another();
    const { encoder, next } = await open('other', later);
    assert.deepEqual([encoder, next?.encoder], ['small', 'other']);
    await later.stop();
    fs.rmSync(path.join(library, 'small'), { recursive: true });
    const without = await open('other', another());
    assert.deepEqual([without.encoder, without.next, without.cutouts], ['other', undefined, 0]);
  });

  it('a terminal uses the encoder that it names, and nothing else', async () => {
    await engine.open(collectionOf(galaxies));
    await index();
    const { encoder, cutouts } = await another().open({
      ...collectionOf(galaxies),
      encoder: path.join(library, 'small'),
    });
    assert.deepEqual([encoder, cutouts], ['small', 0]);
  });
});
