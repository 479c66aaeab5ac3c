import assert from 'node:assert/strict';
import { BoundTable } from '../../../src/engine/tables/bound-table';
import { readTarget } from '../../../src/engine/finetune/training-target';
import { openTextTable } from '../../../src/labels';

function bound(text: string): { table: BoundTable; rows: number[] } {
  const table = new BoundTable('labels.csv', openTextTable('labels.csv', text), undefined);
  return { table, rows: Array.from({ length: table.table.rows }, (_, row) => row) };
}

/** A table of a path and one column. */
function column(name: string, values: readonly (string | number)[]) {
  return bound(['file,' + name, ...values.map((value, i) => `g${i}.fits,${value}`), ''].join('\n'));
}

describe('what a column can teach', () => {
  it('learns yes and no, two classes, several, and leaves empty cells out', () => {
    const yes = column('ring', [1, 0, '', 1]);
    const target = readTarget(yes.table, 'ring', yes.rows);
    assert.deepEqual(target.task, { kind: 'binary', classes: ['0', '1'] });
    assert.deepEqual(yes.rows.map((row) => target.of(row)?.values[0]), [1, 0, undefined, 1]); // prettier-ignore
    const two = column('class', ['FRII', 'FRI', 'FRI', 'FRII']);
    assert.deepEqual(readTarget(two.table, 'class', two.rows).task, { kind: 'binary', classes: ['FRI', 'FRII'] });
    assert.equal(readTarget(two.table, 'class', two.rows, 'classes').task.kind, 'classes');
    const three = column('class', ['c', 'a', 'b', 'a', 'b', 'c']);
    const classes = readTarget(three.table, 'class', three.rows);
    assert.deepEqual(classes.task, { kind: 'classes', classes: ['a', 'b', 'c'] });
    assert.deepEqual([...classes.of(0)!.values], [0, 0, 1]);
  });

  it('learns tags together, and numbers', () => {
    const tags = column('tags', ['ring;bar', 'bar', '', 'ring']);
    const labels = readTarget(tags.table, 'tags', tags.rows);
    assert.deepEqual(labels.task, { kind: 'labels', classes: ['bar', 'ring'] });
    assert.deepEqual([...labels.of(0)!.values], [1, 1]);
    assert.equal(labels.of(2), undefined);
    const mass = column('mass', [10.5, 9.25, 11.75, 8.5]);
    const number = readTarget(mass.table, 'mass', mass.rows, 'number');
    assert.equal(number.of(1)!.values[0], 9.25);
  });

  it('learns all questions of a catalogue of votes, the column’s first, and knows their tree', () => {
    const header =
      'file,disk-edge-on_yes,disk-edge-on_no,smooth-or-featured_smooth,smooth-or-featured_featured-or-disk';
    const { table, rows } = bound([header, 'a.fits,1,9,30,10', 'b.fits,0,0,38,2', 'c.fits,0,0,0,0', ''].join('\n'));
    const { task, possible, of } = readTarget(table, 'smooth-or-featured_smooth', rows);
    assert.equal(possible[0], 'votes');
    assert.deepEqual(task, {
      kind: 'votes',
      questions: [
        { question: 'smooth-or-featured', answers: ['smooth', 'featured-or-disk'] },
        {
          question: 'disk-edge-on',
          answers: ['yes', 'no'],
          askedAfter: { question: 'smooth-or-featured', answer: 'featured-or-disk' },
        },
      ],
    });
    assert.deepEqual([...of(0)!.values], [30, 10, 1, 9]);
    assert.equal(of(2), undefined);
  });

  it('says what it cannot learn, and what it could instead', () => {
    const { table, rows } = column('class', ['a', 'b', 'a']);
    assert.throws(() => readTarget(table, 'colour', rows), /there is no column "colour"; it has file, class/);
    assert.throws(
      () => readTarget(table, 'class', rows, 'votes'),
      /cannot be learned as votes, only as binary, classes/,
    );
  });
});
