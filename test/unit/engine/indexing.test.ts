import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type DiscoveredFile, READING, type Remark, RepresentationStore } from '../../../src/collection';
import { indexFolder, type IndexRun } from '../../../src/engine/indexing/indexing';
import type { DecodedFiles } from '../../../src/engine/indexing/decode-worker';
import type { WhatWasRead } from '../../../src/engine/protocol';
import { readLines } from '../../../src/engine/indexing/what-was-read';
import type { Workers } from '../../../src/engine/process/workers';
import { temporaryFolder } from '../../galaxies';
import { row } from '../collection/rows-of';

const D = 4;

/** What the files of a made-up folder are, by name: so many cutouts, and HDUs that cannot be read. */
interface Made {
  readonly size: number;
  readonly mtime: number;
  readonly cutouts: number;
  readonly failures?: { hdu?: number; reason: string }[];
  readonly remarks?: readonly Remark[];
  /** Whether the system did not let us read it. */
  readonly passing?: boolean;
}

describe('an index run', () => {
  let root: string;
  let remove: () => void;
  let files: Record<string, Made>;
  let read: string[];
  let reports: string[];
  beforeEach(() => {
    ({ folder: root, remove } = temporaryFolder());
    [files, read, reports] = [{}, [], []];
  });
  afterEach(() => remove());

  const decoded = (of: readonly DiscoveredFile[]): DecodedFiles => {
    read.push(...of.map(({ path: name }) => name));
    const rows = of.flatMap((file) => Array.from({ length: files[file.path].cutouts }, (_, hdu) => row(file.path, { ...file, hdu, sha256: `${file.size}`, reading: READING }))); // prettier-ignore
    return {
      rows,
      inputs: new Float32Array(rows.length * D).fill(0.5),
      failures: of.flatMap(({ path: name }) => (files[name].failures ?? []).map((one) => ({ path: name, ...one }))),
      remarks: of.flatMap(({ path: name }) => (files[name].remarks ?? []).map((one) => ({ path: name, ...one }))),
      passing: of.map(({ path: name }) => name).filter((name) => files[name].passing),
      left: [],
    };
  };
  /** Threads that read the made-up folder, one call after the other. */
  const workers = (): Workers => {
    let left: { file: DiscoveredFile }[] = [];
    const call = (method: string, params: Record<string, unknown>) => {
      if (method === 'walk') {
        const names = (params.paths as string[] | undefined) ?? Object.keys(files);
        left = names.filter((name) => files[name]).map((name) => ({ file: { path: name, size: files[name].size, mtime: files[name].mtime } })); // prettier-ignore
        return Promise.resolve();
      }
      if (method === 'next') return Promise.resolve(left.splice(0, params.limit as number));
      if (method === 'hash') return Promise.resolve(`${files[path.basename(params.file as string)].size}`);
      return Promise.resolve(decoded(params.files as DiscoveredFile[]));
    };
    const thread = { call };
    const some = { walker: thread, decoders: [thread], chunksAtOnce: 2, device: { device: 'cpu', why: '' } };
    return { ...some, embed: (inputs: Float32Array) => Promise.resolve(inputs) } as unknown as Workers;
  };
  const run = async (options: Partial<IndexRun> = {}) => {
    read = [];
    const store = await RepresentationStore.open(root, 'enc', D, (message) => reports.push(message));
    const summary = await indexFolder({
      folder: '/made-up',
      include: ['**'],
      store,
      card: {} as IndexRun['card'],
      measures: false,
      workers: workers(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      report: (message) => reports.push(message),
      ...options,
    });
    return { ...summary, told: summary.read, read: read.sort() };
  };
  /** The run's own word on what was read, and the files that it has read. */
  const runRead = async (options: Partial<IndexRun> = {}) => {
    const { told, read: names } = await run(options);
    return { files: names, read: told };
  };
  const good = (size: number): Made => ({ size, mtime: 1, cutouts: 1 });
  const bad = (size: number, reason = 'it is cut short'): Made => ({
    size,
    mtime: 1,
    cutouts: 0,
    failures: [{ reason }],
  });
  const notes = () => path.join(root, 'encoders/enc/unreadable.json');

  it('reads a file that cannot be read once, and lists it each time with its reason', async () => {
    files = { a: good(1), b: bad(2), c: bad(3, 'no image') };
    const first = await run();
    assert.deepEqual([first.read, first.new, first.failed, first.failedBefore], [['a', 'b', 'c'], 1, 2, 0]);
    const second = await run();
    assert.deepEqual([second.read, second.skipped, second.failed, second.failedBefore], [[], 1, 2, 2]);
    assert.deepEqual(second.failures.map(({ path: name, reason }) => [name, reason]), [['b', 'it is cut short'], ['c', 'no image']]); // prettier-ignore
    assert.deepEqual(reports, []);
  });

  it('reads it again when it has changed, when asked to, and when more can be read than before', async () => {
    files = { a: bad(1), b: bad(2) };
    await run();
    files.a = { ...bad(1), mtime: 2 };
    assert.deepEqual((await run()).read, ['a']);
    files.b = good(2);
    assert.deepEqual((await run()).read, [], 'size and time are the same');
    const retried = await run({ retry: true });
    assert.deepEqual([retried.read, retried.new, retried.failed], [['a', 'b'], 1, 1]);
    assert.deepEqual((await run()).read, []);
    fs.writeFileSync(notes(), fs.readFileSync(notes(), 'utf8').replace('"reader":1', '"reader":0'));
    const newer = await run();
    assert.deepEqual([newer.read, newer.failed, newer.failedBefore], [['a'], 1, 0]);
    assert.deepEqual((await run()).failedBefore, 1);
    files.a = { ...good(9), mtime: 3 };
    assert.deepEqual([(await run()).failed, fs.existsSync(notes())], [0, false]);
  });

  it('reads a file without images once, and has nothing to say of it', async () => {
    files = { table: { ...good(5), cutouts: 0 }, a: good(1) };
    for (const expected of [['a', 'table'], []]) {
      const { read: now, failed, failedBefore, cutouts } = await run();
      assert.deepEqual([now, failed, failedBefore, cutouts], [expected, 0, 0, 1]);
    }
    assert.deepEqual((await run({ retry: true })).read, ['table']);
  });

  it('lists again what of a readable file could not be read, also where the file has moved', async () => {
    files = {
      a: { ...good(7), cutouts: 2, failures: [{ hdu: 3, reason: 'every pixel has the value 7' }] },
      b: good(2),
    };
    assert.deepEqual((await run()).failed, 1);
    const second = await run();
    assert.deepEqual([second.read, second.skipped, second.failed, second.failedBefore], [[], 3, 1, 1]);
    assert.deepEqual(second.failures, [{ path: 'a', hdu: 3, reason: 'every pixel has the value 7' }]);
    files = { moved: files.a, b: files.b };
    const moved = await run();
    assert.deepEqual([moved.read, moved.moved, moved.failures[0]?.path, moved.failedBefore], [[], 2, 'moved', 1]);
    assert.deepEqual([(await run()).failedBefore, (await run({ retry: true })).read], [1, ['moved']]);
  });

  it('says each time which images are no galaxies, and reads them when they are to be galaxies', async () => {
    const remarks = (...leftOut: boolean[]): Remark[] => [
      { hdu: 2, kind: 'error', by: 'EXTNAME', leftOut: leftOut[0] },
      { hdu: 3, kind: 'quality', by: 'EXTNAME', leftOut: leftOut[1] },
    ];
    files = {
      a: { ...good(1), remarks: remarks(true, true) },
      b: { ...good(2), remarks: remarks(true, true) },
      c: good(3),
    };
    const told = ({ read: lines }: { read?: WhatWasRead }) =>
      readLines(lines!).map(({ text, leftOut }) => `${text} ${leftOut ?? ''}`);
    const first = await runRead();
    assert.deepEqual(told(first), [
      '3 files: 3 galaxies ',
      '2 error images left out (by EXTNAME): a, … true',
      '2 quality images left out (by EXTNAME): a, … true',
    ]);
    const second = await runRead();
    assert.deepEqual([second.files, told(second)], [[], told(first)]);
    files.a = { ...files.a, cutouts: 2, remarks: remarks(true, false) };
    files.b = { ...files.b, cutouts: 2, remarks: remarks(true, false) };
    const third = await runRead({ also: ['quality'] });
    assert.deepEqual(third.files, ['a', 'b']);
    assert.deepEqual(told(third), [
      '3 files: 5 galaxies ',
      '2 error images left out (by EXTNAME): a, … true',
      '2 quality images read as galaxies (by EXTNAME): a, … false',
    ]);
    assert.deepEqual((await runRead({ also: ['quality'] })).files, []);
    assert.deepEqual((await runRead()).files, ['a', 'b'], 'they are to be left out again');
    assert.equal((await runRead({ paths: ['a'] })).read, undefined, 'not of a part of the folder');
  });

  it('reads files of version 0.1 again that may hold what is no galaxy', async () => {
    files = { a: good(1), b: good(2), 'c_mask.fits': good(3), d: good(4), e: good(5) };
    const store = await RepresentationStore.open(root, 'enc', D, (message) => reports.push(message));
    const old = [row('a', { hdu: 1, size: 1, mtime: 1, flags: 0 }), row('b', { size: 2, mtime: 1, flags: 0 }), row('c_mask.fits', { size: 3, mtime: 1, flags: 0 }), row('d', { size: 4, mtime: 1, width: 900, height: 800, flags: 0 }), row('e', { size: 5, mtime: 1 })]; // prettier-ignore
    store.put(old, new Float32Array(5 * D).fill(0.5));
    await store.flush();
    assert.deepEqual((await run()).read, ['a', 'c_mask.fits', 'd', 'e']);
    assert.deepEqual((await run()).read, []);
  });

  it('reads a file again whose cutouts have been lost with a segment', async () => {
    files = { a: { ...good(7), failures: [{ hdu: 3, reason: 'no' }] }, b: good(2) };
    await run();
    for (const name of fs.readdirSync(path.join(root, 'encoders/enc/segments'))) fs.rmSync(path.join(root, 'encoders/enc/segments', name)); // prettier-ignore
    const again = await run();
    assert.deepEqual([again.read, again.new, again.failed, again.failedBefore], [['a', 'b'], 2, 1, 0]);
  });

  it('neither remembers what the system does not let it read, nor gives up what it had', async () => {
    files = { a: good(1), b: good(2) };
    await run();
    files.a = { size: 5, mtime: 5, cutouts: 0, failures: [{ reason: 'no permission to read it' }], passing: true };
    for (let i = 0; i < 2; i++) {
      const { read: again, cutouts, failed, failedBefore } = await run();
      assert.deepEqual([again, cutouts, failed, failedBefore], [['a'], 2, 1, 0]);
    }
    files.a = { ...bad(5), mtime: 5 };
    const { cutouts, failed } = await run();
    assert.deepEqual([cutouts, failed], [1, 1], 'bytes that are no galaxy are not the galaxy that was');
  });

  it('forgets what is gone, except where so much is gone that nothing is believed', async () => {
    files = { a: good(1), b: bad(2), c: bad(3) };
    await run();
    const { b, ...others } = files;
    files = others;
    await run();
    assert.doesNotMatch(fs.readFileSync(notes(), 'utf8'), /"b"/);
    files = {};
    assert.equal((await run()).missing?.cutouts, 1);
    files = { ...others, b };
    const back = await run();
    assert.deepEqual([back.read, back.failedBefore], [['b'], 1]);
    delete files.c;
    await run({ paths: ['c'] });
    assert.doesNotMatch(fs.readFileSync(notes(), 'utf8'), /"c"/);
  });

  it('keeps what several processes note at once', async () => {
    for (let i = 0; i < 40; i++) files[`f${i}`] = bad(i + 1);
    files.good = good(100);
    await Promise.all([0, 1, 2, 3].map((index) => run({ share: { index, count: 4 } })));
    const { read: again, failed, failedBefore } = await run();
    assert.deepEqual([again, failed, failedBefore], [[], 40, 40]);
    assert.deepEqual(reports, []);
  });

  it('reads all again where what it had noted is damaged, and says so', async () => {
    files = { a: bad(1) };
    await run();
    fs.truncateSync(notes(), 30);
    assert.deepEqual((await run()).read, ['a']);
    assert.equal(reports.length, 1);
    assert.match(reports[0], /unreadable\.json: .*; files that could not be read are read again/);
    reports = [];
    assert.deepEqual([(await run()).read, reports], [[], []]);
  });
});
