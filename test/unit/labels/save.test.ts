import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { bind, ChangedOnDisk, LabelError, newTable, openTextTable, saveAtomically } from '../../../src/labels';
import { temporaryFolder } from '../../galaxies';

describe('label files on the disk', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());
  const at = (name: string) => path.join(folder, name);
  const write = (name: string, text: string) => (fs.writeFileSync(at(name), text), at(name));

  it('are replaced whole, with their mode, through links', async () => {
    write('real.csv', '\uFEFFa\r\n1\r\n');
    fs.chmodSync(at('real.csv'), 0o640);
    fs.symlinkSync('real.csv', at('link.csv'));
    await saveAtomically(at('link.csv'), '\uFEFFa\r\n1\r\n', '\uFEFFa\r\nβ\r\n');
    assert.equal(fs.readFileSync(at('real.csv'), 'utf8'), '\uFEFFa\r\nβ\r\n');
    assert.equal(fs.readlinkSync(at('link.csv')), 'real.csv');
    assert.equal(fs.statSync(at('real.csv')).mode & 0o777, 0o640);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['link.csv', 'real.csv']);
  });

  it('are left alone where they are not what was expected', async () => {
    const file = write('t.csv', 'a\n2\n');
    const changed = (error: unknown) => error instanceof ChangedOnDisk && error.path === file;
    await assert.rejects(saveAtomically(file, 'a\n1\n', 'a\n3\n'), changed);
    await assert.rejects(saveAtomically(file, null, 'a\n3\n'), changed);
    assert.equal(fs.readFileSync(file, 'utf8'), 'a\n2\n');
    const gone = at('gone.csv');
    await assert.rejects(saveAtomically(gone, 'a\n', 'b\n'), (error) => error instanceof ChangedOnDisk);
    assert.deepEqual(fs.readdirSync(folder), ['t.csv'], 'nothing is left behind');
    await saveAtomically(gone, null, 'b\n');
    assert.equal(fs.readFileSync(gone, 'utf8'), 'b\n');
    await assert.rejects(saveAtomically(at('no/folder.csv'), null, 'b\n'), (error) => error instanceof LabelError && !(error instanceof ChangedOnDisk) && /folder is not there/.test(error.reason)); // prettier-ignore
  });

  it('are made of a template, and bound to its cutouts', () => {
    const cutouts = ['a.fits', 'b, c.fits', '#d.fits', '"e".fits'];
    for (const kind of ['binary', 'classes', 'tags', 'ratings'] as const) {
      const table = openTextTable('new.csv', newTable({ kind }, cutouts));
      assert.deepEqual(table.columns, ['path', { binary: 'class', classes: 'class', tags: 'tags', ratings: 'rating' }[kind]]); // prettier-ignore
      assert.deepEqual(table.column('path'), cutouts);
      assert.equal(bind(table, cutouts.map((one) => ({ path: one }))).best?.matched, 4); // prettier-ignore
    }
    assert.equal(newTable({ kind: 'binary', column: 'ring' }, ['a.fits']), 'path,ring\na.fits,\n');
    assert.deepEqual(openTextTable('new.csv', newTable({ kind: 'tags', column: 'a;b;c' }, [])).columns, ['path', 'a;b;c']); // prettier-ignore
    assert.throws(() => newTable({ kind: 'tags', column: 'path' }, []), RangeError);
  });
});
