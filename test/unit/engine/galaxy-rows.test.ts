import assert from 'node:assert/strict';
import { BoundTable } from '../../../src/engine/tables/bound-table';
import { LabelHistory } from '../../../src/engine/tables/label-history';
import { matchSentences } from '../../../src/engine/tables/match-text';
import type { LabelEdit, RowChoice } from '../../../src/engine/protocol/tables';
import { ExpressionError } from '../../../src/expressions';
import { LabelError, openTextTable, type TextTable } from '../../../src/labels';

const RATERS = [
  'file,class,score,tags,rater',
  'g1.fits,ring,1,odd;blue,A',
  'g1.fits,ring,2,odd,B',
  'g1.fits,disk,6,,C',
  'g2.fits,ring,4.0,,A',
  'g2.fits,ring,4,x,B',
  'g3.fits,disk,,,A',
  '',
].join('\n');
const FILES = ['g1.fits', 'g2.fits', 'g3.fits'].map((path) => ({ path, hdus: [0] }));

function boundOf(text: string, files = FILES, choice: RowChoice = {}): BoundTable {
  const bound = new BoundTable('labels.csv', openTextTable('labels.csv', text), undefined, choice);
  bound.bind(files);
  return bound;
}

function values(bound: BoundTable, path: string, hdu?: number) {
  const row = bound.row(path, hdu);
  const { columns } = bound.table;
  const value = (name: string) => (row === undefined ? undefined : bound.value(row, columns.indexOf(name)));
  return row === undefined
    ? undefined
    : [value('class'), value('score'), bound.tags(row, columns.indexOf('tags')).join(';')];
}

describe('several rows of a galaxy', () => {
  it('say what all of them say, unless they are to be taken together', () => {
    const agree = boundOf(RATERS);
    assert.deepEqual(values(agree, 'g1.fits'), [undefined, undefined, 'odd']);
    assert.deepEqual(
      values(agree, 'g2.fits'),
      ['ring', 4, 'x'],
      '4.0 and 4 are one number; a row without tags says nothing',
    );
    assert.deepEqual(values(agree, 'g3.fits'), ['disk', undefined, '']);
    const combined = boundOf(RATERS, FILES, { several: 'combine' });
    assert.deepEqual(values(combined, 'g1.fits'), ['ring', 3, 'odd']);
    assert.deepEqual(values(combined, 'g2.fits'), ['ring', 4, 'x']);
    const torn = RATERS.replace('g1.fits,disk,6,,C\n', '').replace('g1.fits,ring,2', 'g1.fits,disk,2');
    assert.equal(
      values(boundOf(torn, FILES, { several: 'combine' }), 'g1.fits')![0],
      undefined,
      'one to one is no majority',
    );
  });

  it('are said, with their lines and the columns in which they differ', () => {
    const { state } = boundOf(RATERS);
    assert.equal(state.binding?.matched, 6);
    assert.equal(state.binding.shared, 5);
    const said = matchSentences(state).join('. ');
    assert.match(said, /^6 of 6 rows matched by path \(file\)/);
    assert.match(
      said,
      /2 galaxies have several rows \(5 in all, as lines 2 and 3\): a column counts where all of them say the same/,
    );
    assert.match(said, /differ in class \(1 galaxy\)/);
  });

  it('can be those of one person', async () => {
    const one = boundOf(RATERS, FILES, { where: 'rater == "C"' });
    assert.deepEqual(values(one, 'g1.fits'), ['disk', 6, '']);
    assert.equal(one.row('g2.fits'), undefined);
    assert.match(matchSentences(one.state).join('. '), /5 rows left out/);
    const edit = { kind: 'set', paths: ['g1.fits'], column: 'class', value: 'edge-on' } as const;
    const { edits } = await new LabelHistory(one).change({ edit, save: false });
    assert.equal(edits.length, 1);
    assert.equal(RATERS.slice(edits[0].from, edits[0].to), 'disk', 'the row that counts is the one that is changed');
    assert.throws(() => boundOf(RATERS, FILES, { where: 'who == 1' }), ExpressionError);
  });

  it('are not changed while it is not known which', async () => {
    const history = new LabelHistory(boundOf(RATERS));
    const set = (path: string) => ({ kind: 'set', paths: [path], column: 'class', value: 'x' }) as const;
    await assert.rejects(history.change({ edit: set('g1.fits'), save: false }), (error: Error) => {
      assert.match(error.message, /3 rows are about g1\.fits \(lines 2, 3, 4\)/);
      return error instanceof LabelError;
    });
    assert.equal((await history.change({ edit: set('g3.fits'), save: false })).edits.length, 1);
  });
});

describe('rows about HDUs', () => {
  const files = [
    { path: 'g1.fits', hdus: [1, 2] },
    { path: 'g2.fits', hdus: [1] },
  ];

  for (const [how, text] of [
    [
      'by a column',
      'path,hdu,class,score,tags\ng1.fits,1,ring,1,\ng1.fits,2,disk,2,\ng1.fits,5,none,3,\ng2.fits,,spiral,4,\n',
    ],
    [
      'by their names',
      'path,class,score,tags\ng1.fits[1],ring,1,\ng1.fits[2],disk,2,\ng1.fits[5],none,3,\ng2.fits,spiral,4,\n',
    ],
  ] as const) {
    it(`are about these alone: ${how}`, () => {
      const bound = boundOf(text, files);
      assert.deepEqual(values(bound, 'g1.fits', 1), ['ring', 1, '']);
      assert.deepEqual(values(bound, 'g1.fits', 2), ['disk', 2, '']);
      assert.deepEqual(values(bound, 'g2.fits', 1), ['spiral', 4, ''], 'a row without an HDU is about its file');
      assert.equal(values(bound, 'g1.fits'), undefined, 'a row about one image is none of its file');
      assert.deepEqual(values(bound, 'g2.fits'), ['spiral', 4, '']);
      assert.match(
        matchSentences(bound.state).join('. '),
        /about HDUs of files, 1 row about HDUs that are not in the index/,
      );
      const names = [...bound.bound()].map(([{ path, hdu }]) => `${path} ${hdu}`);
      assert.deepEqual(names.sort(), ['g1.fits 1', 'g1.fits 2', 'g2.fits undefined']);
    });
  }

  it('are not written to where the image is not told', async () => {
    const bound = boundOf('path,hdu,class\ng1.fits,2,ring\ng2.fits,1,disk\n', files);
    const history = new LabelHistory(bound);
    const set = (path: string) => ({ kind: 'set', paths: [path], column: 'class', value: 'x' }) as const;
    await assert.rejects(history.change({ edit: set('g1.fits'), save: false }), /about images \(HDUs\) of files, and g1\.fits has several/); // prettier-ignore
    const { edits } = await history.change({ edit: set('g2.fits'), save: false });
    assert.equal(edits.length, 1, 'a file with one image has its row');
    assert.equal(bound.row('g1.fits'), undefined);
  });

  for (const [how, text, row] of [
    ['in a column', 'path,hdu,class,tags\ng1.fits,2,ring,\ng2.fits,1,disk,\n', 'g1.fits,1,x,\n'],
    ['behind names', 'path,class,tags\ng1.fits[2],ring,\ng2.fits,disk,\n', 'g1.fits[1],x,\n'],
  ] as const) {
    it(`are written to, and get rows, by the names of images, the HDU ${how}`, async () => {
      const bound = boundOf(text, files);
      const history = new LabelHistory(bound);
      const change = async (edit: LabelEdit) => {
        const { edits } = await history.change({ edit, save: false });
        bound.take((bound.table as TextTable).apply(edits));
      };
      await change({ kind: 'set', paths: ['g1.fits[2]', 'g1.fits[1]'], column: 'class', value: 'x' });
      assert.equal((bound.table as TextTable).text, text.replace('ring', 'x') + row);
      await change({ kind: 'add', paths: ['g1.fits[1]'], column: 'tags', tag: 'bar' });
      assert.deepEqual(bound.tags(bound.rowNamed('g1.fits[1]')!, bound.table.indexOf('tags')), ['bar']);
      assert.deepEqual(bound.tags(bound.rowNamed('g1.fits[2]')!, bound.table.indexOf('tags')), []);
      await change({ kind: 'set', paths: ['g2.fits', 'g2.fits[1]'], column: 'class', value: 'y' });
      assert.match((bound.table as TextTable).text, /g2\.fits,(1,)?y/, 'the only image of a file has its row');
    });
  }

  it('are not written for one image where a row is about all of a file', async () => {
    const history = new LabelHistory(boundOf('path,hdu,class\ng1.fits,,ring\ng2.fits,1,disk\n', files));
    const edit = { kind: 'set', paths: ['g1.fits[2]'], column: 'class', value: 'x' } as const;
    await assert.rejects(history.change({ edit, save: false }), /a row of it is about all images of g1\.fits/);
  });

  it('are one row a file, and one new row, where rows are about files', async () => {
    const bound = boundOf('path,class\ng2.fits,disk\n', files);
    const edit = {
      kind: 'set',
      paths: ['g1.fits[1]', 'g1.fits[2]', 'g2.fits[1]'],
      column: 'class',
      value: 'x',
    } as const;
    const { edits } = await new LabelHistory(bound).change({ edit, save: false });
    assert.equal((bound.table as TextTable).apply(edits).text, 'path,class\ng2.fits,x\ng1.fits,x\n');
  });

  it('are not what a column says that is called so and holds something else', () => {
    const bound = boundOf('path,ext,class,score,tags\ng1.fits,0.31,ring,1,\ng2.fits,0.02,disk,2,\n', files);
    assert.equal(bound.namesHdus, false);
    assert.deepEqual(values(bound, 'g1.fits', 2), ['ring', 1, '']);
  });
});
