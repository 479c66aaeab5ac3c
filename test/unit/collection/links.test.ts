import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { encodeFloat16, NearestIndex, npyHeader, RepresentationStore, StoreError } from '../../../src/collection';
import { readAnswering, storedEncoders, writeAnswering } from '../../../src/engine/collections/answering-encoder';
import { exportRepresentations } from '../../../src/engine/collections/export';
import { temporaryName } from '../../../src/files';
import { readMap, writeMap } from '../../../src/projection';
import { temporaryFolder } from '../../galaxies';
import { row } from './rows-of';

const D = 4;
const OLD = new Date(Date.now() - 2 * 3600 * 1000);
const UUID = '0b0e7bb4-6d5f-4a53-9f2e-0d6c1a2b3c4d';

describe('a store and what is not its own', () => {
  let folder: string;
  let root: string;
  let theirs: string;
  let remove: () => void;
  let reports: string[];
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    root = path.join(folder, '.morphoscope');
    theirs = path.join(folder, 'theirs');
    fs.mkdirSync(theirs);
    reports = [];
  });
  afterEach(() => remove());

  const encoder = () => path.join(root, 'encoders/enc');
  const open = () => RepresentationStore.open(root, 'enc', D, (message) => reports.push(message));
  const write = async () => {
    const store = await open();
    store.put([row('f.fits')], new Float32Array(D).fill(0.5));
    await store.flush();
    return store;
  };
  const writeOld = (file: string, bytes: Uint8Array | string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
    fs.utimesSync(file, OLD, OLD);
  };
  const matrix = (rows = 1, columns = D) => Buffer.concat([npyHeader('<f2', rows, columns), new Uint8Array(2 * rows * columns)]); // prettier-ignore
  /** Refused with the link, and with what to do. */
  const refuses = (work: Promise<unknown>, link: string) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.equal(error.file, link);
      assert.match(error.reason, /symbolic link.*remove it, or keep the index elsewhere/);
      return true;
    });

  for (const name of ['', 'encoders', 'encoders/enc', 'encoders/enc/segments', 'encoders/enc/segments/damaged']) {
    it(`is not opened, written or swept where ${name || 'its root'} is a link`, async () => {
      const store = await write();
      const link = path.join(root, name);
      fs.mkdirSync(link, { recursive: true });
      fs.cpSync(link, theirs, { recursive: true });
      fs.rmSync(link, { recursive: true, force: true });
      for (const one of ['000007.npy', '000008.parquet', `.${UUID}.tmp`]) writeOld(path.join(theirs, one), matrix());
      const before = fs.readdirSync(theirs, { recursive: true }).sort();
      fs.symlinkSync(theirs, link);
      await refuses(open(), link);
      store.put([row('g.fits')], new Float32Array(D).fill(0.5));
      await refuses(store.flush(), link);
      await refuses(store.refresh(), link);
      await store.tidy();
      assert.deepEqual(fs.readdirSync(theirs, { recursive: true }).sort(), before);
    });
  }

  it('is not opened where a file of a segment is a link', async () => {
    for (const extension of ['npy', 'parquet']) {
      fs.rmSync(root, { recursive: true, force: true });
      await write();
      const file = path.join(encoder(), `segments/000001.${extension}`);
      fs.renameSync(file, path.join(theirs, 'file'));
      fs.symlinkSync(path.join(theirs, 'file'), file);
      await refuses(open(), file);
      assert.ok(fs.existsSync(path.join(theirs, 'file')));
    }
  });

  it('keeps its index, map, notes and .gitignore in files of its own', async () => {
    await write();
    const index = NearestIndex.create(D);
    index.add(1, 0, encodeFloat16(new Float32Array(D).fill(0.5)), 1);
    await index.save(encoder());
    const map = { keys: Float64Array.of(1), positions: Float32Array.of(1, 2), anchors: 1, laidOutOf: 1 };
    await writeMap(encoder(), D, map);
    await writeAnswering(root, 'enc');
    const target = path.join(theirs, 'file');
    const works: [string, (() => Promise<unknown>)[]][] = [
      ['encoders/enc/index.json', [() => NearestIndex.load(encoder(), D, assert.fail), () => index.save(encoder())]],
      ['encoders/enc/index.usearch', [() => NearestIndex.load(encoder(), D, assert.fail), () => index.save(encoder())]],
      ['encoders/enc/map.json', [() => readMap(encoder(), D, assert.fail), () => writeMap(encoder(), D, map)]],
      ['encoders/enc/map.npy', [() => readMap(encoder(), D, assert.fail), () => writeMap(encoder(), D, map)]],
      ['answering.json', [() => readAnswering(root), () => writeAnswering(root, 'enc')]],
      ['.gitignore', [write]],
    ];
    for (const [name, tries] of works) {
      const link = path.join(root, name);
      fs.renameSync(link, target);
      const bytes = fs.readFileSync(target);
      fs.symlinkSync(target, link);
      for (const one of tries) await refuses(one(), link);
      assert.ok(fs.readFileSync(target).equals(bytes), name);
      fs.rmSync(link);
      fs.renameSync(target, link);
    }
    fs.symlinkSync(path.join(root, 'encoders/enc'), path.join(root, 'encoders/other'));
    assert.deepEqual(await storedEncoders(root), ['enc'], 'a link to a store is none');
  });

  it('sweeps what killed processes have left, and nothing else', async () => {
    await write();
    const uuids = Array.from({ length: 30 }, (_, i) => `.${UUID.slice(0, -2)}${String(i).padStart(2, '0')}.tmp`);
    const temporary = () => uuids.pop()!;
    const left: [string, Uint8Array | string][] = [
      [temporary(), ''],
      [temporary(), '{"encoder":"enc"}\n'],
      [temporary(), '*\n'],
      ['.x.csv-0123abcd.tmp', 'path,hdu,concentration,asym'],
      [`encoders/enc/${temporary()}`, '{\n  "version": 2,'],
      ['encoders/enc/.index-4711.tmp', Buffer.from([3, 0, 0, 0, 2 * D, 0, 0, 0, 1, 2, 3])],
      [`encoders/enc/.index-${UUID}.tmp`, ''],
      [`encoders/enc/segments/${temporary()}`, matrix()],
      [`encoders/enc/segments/${temporary()}`, matrix().subarray(0, 100)],
      [`encoders/enc/segments/${temporary()}`, 'PAR1 and more'],
      ['encoders/enc/segments/000009.npy', matrix(3)],
      [`encoders/another/segments/${temporary()}`, matrix(3, 77)],
    ];
    const kept: [string, Uint8Array | string][] = [
      ['notes.tmp', 'mine'],
      ['.abc.tmp', '{"version":1}'],
      [temporary(), 'text of a person'],
      ['.index-x.tmp', Buffer.from([3, 0, 0, 0, 8, 0, 0, 0])],
      ['.x.csv-0123abcd.tmp.csv', 'path,hdu,concentration'],
      ['.y.csv-0123abcd.tmp', 'name,flux'],
      ['encoders/enc/.index-4712.tmp', 'words that are no index'],
      ['encoders/enc/segments/000010.npy', matrix(3, D + 1)],
      ['encoders/enc/segments/000011.npy', Buffer.from(matrix().toString('latin1').replace('<f2', '<f8'), 'latin1')],
      ['encoders/enc/segments/000012.npy', 'no matrix'],
      ['encoders/enc/segments/000013.parquet', 'PAR1'],
      ['encoders/enc/segments/7.npy', matrix()],
      ['encoders/enc/segments/galaxies.npy', matrix()],
      [`encoders/enc/segments/deeper/${temporary()}`, matrix()],
      [`elsewhere/${temporary()}`, matrix()],
    ];
    for (const [name, bytes] of [...left, ...kept]) writeOld(path.join(root, name), bytes);
    const young = path.join(root, temporary());
    fs.writeFileSync(young, '');
    // Links, whatever they lead to.
    const target = path.join(theirs, 'matrix');
    writeOld(target, matrix());
    const links = [`encoders/enc/segments/${temporary()}`, 'encoders/enc/segments/000020.npy', 'encoders/linked'];
    for (const name of links.slice(0, 2)) fs.symlinkSync(target, path.join(root, name));
    writeOld(path.join(theirs, `segments/.${UUID}.tmp`), matrix());
    fs.symlinkSync(theirs, path.join(root, links[2]));

    assert.equal((await open()).count, 1);
    for (const [name] of left) assert.ok(!fs.existsSync(path.join(root, name)), `${name} is still there`);
    for (const [name] of kept) assert.ok(fs.existsSync(path.join(root, name)), `${name} is gone`);
    for (const name of links) assert.ok(fs.lstatSync(path.join(root, name)).isSymbolicLink());
    assert.ok(fs.existsSync(young) && fs.existsSync(target));
    assert.ok(fs.existsSync(path.join(theirs, `segments/.${UUID}.tmp`)));
    assert.deepEqual(reports, []);
  });

  it('sweeps what exports to the same file have left, and nothing else', async () => {
    const store = await write();
    const out = path.join(theirs, 'x.csv');
    const header = 'path,hdu,concentration,asymmetry';
    const left = ['.x.csv-0123abcd.tmp', '.x.csv-ffffffff.tmp'];
    const kept = ['.y.csv-0123abcd.tmp', '.x.csv-0123abcd.tmpx', `.${UUID}.tmp`, '.x.csv-short.tmp'];
    const running = temporaryName();
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    left.push(running.replace(`-${process.pid}-`, `-${ended}-`));
    kept.push(running);
    for (const name of [...left, ...kept]) writeOld(path.join(theirs, name), header);
    writeOld(path.join(theirs, '.x.csv-00000000.tmp'), 'words of a person');
    fs.writeFileSync(path.join(theirs, '.x.csv-11111111.tmp'), header);
    await exportRepresentations(store, out);
    const expected = ['x.csv', '.x.csv-00000000.tmp', '.x.csv-11111111.tmp', ...kept].sort();
    assert.deepEqual(fs.readdirSync(theirs).sort(), expected);
  });

  it('is left as it is where it is only looked at: what is damaged, and what killed processes left', async () => {
    await write();
    writeOld(path.join(encoder(), 'segments', `.${UUID}.tmp`), '');
    const npy = path.join(encoder(), 'segments', '000001.npy');
    const bytes = fs.readFileSync(npy);
    bytes[bytes.length - 1] ^= 1;
    fs.writeFileSync(npy, bytes);
    const files = () => fs.readdirSync(root, { recursive: true }).map(String).sort();
    const before = files();
    const store = await RepresentationStore.open(root, 'enc', D, (message) => reports.push(message), {
      untouched: true,
    });
    assert.equal(store.count, 0);
    assert.match(reports.join(), /damaged.*; its cutouts are indexed again/);
    assert.deepEqual(files(), before);
    await open();
    assert.ok(
      files().some((name) => name.includes('damaged')),
      'otherwise it is set aside',
    );
  });
});
