import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openTextTable, rebase, type NewRow, type TextTable } from '../../../src/labels';

const NAMES = ['a.fits', 'b.fits', 'c.fits', 'd.fits', 'e.fits', 'f.fits'];
const COLUMNS = ['class', 'odd'];

/** What a party does to a table: cells by file and column, and new rows. */
interface Work {
  readonly cells: readonly { readonly file: number; readonly column: string; readonly value: string }[];
  readonly added: readonly { readonly file: string; readonly value: string }[];
  readonly reversed: boolean;
}

const value = fc.constantFrom('', 'ring', 'bar', 'a,b', '"');
const work = (more: readonly string[]): fc.Arbitrary<Work> =>
  fc.record({
    cells: fc.array(fc.record({ file: fc.nat(5), column: fc.constantFrom(...COLUMNS), value }), { maxLength: 3 }),
    added: fc.uniqueArray(fc.record({ file: fc.constantFrom(...more), value }), {
      maxLength: 2,
      selector: ({ file }) => file,
    }),
    reversed: fc.boolean(),
  });

function editsOf(table: TextTable, { cells, added }: Work) {
  const set = table.setCells(
    cells.flatMap(({ file, column, value: put }) => (file < table.rows ? [{ row: file, column, value: put }] : [])),
  );
  return [...set, ...table.appendRows(added.map(({ file, value: put }): NewRow => ({ file, class: put })))];
}

/** What a table says, by file: an empty cell and none are the same. */
function contents(table: TextTable): Map<string, string> {
  const said = new Map<string, string>();
  for (let row = 0; row < table.rows; row++) {
    for (const name of COLUMNS)
      said.set(`${String(table.cell(row, 'file'))} ${name}`, String(table.cell(row, name) ?? ''));
  }
  return said;
}

for (const format of ['csv', 'jsonl'] as const) {
  const write = (rows: readonly (readonly string[])[]): TextTable =>
    openTextTable(
      `t.${format}`,
      format === 'csv'
        ? ['file,class,odd', ...rows.map((row) => row.join(','))].join('\n')
        : rows.map(([file, one, odd]) => JSON.stringify({ file, class: one, odd })).join('\n'),
    );

  describe(`edits of ${format} that meet those of another`, () => {
    it('are moved or refused, and nothing of either is lost', () => {
      const rows = fc.array(fc.tuple(fc.constantFrom('', 'ring', 'bar'), fc.constantFrom('', '0', '1')), {
        minLength: 1,
        maxLength: 6,
      });
      let merged = 0;
      let refused = 0;
      fc.assert(
        fc.property(rows, work(['x.fits', 'y.fits']), work(['x.fits', 'z.fits']), (start, ours, others) => {
          const before = write(start.map(([one, odd], i) => [NAMES[i], one, odd]));
          let after = before.apply(editsOf(before, others));
          if (others.reversed) {
            const lines = Array.from({ length: after.rows }, (_, row) =>
              after.slice(after.rowSpan(row).from, after.rowSpan(row).to),
            );
            after = openTextTable(after.name, after.head + lines.reverse().join('\n'));
          }
          const edits = editsOf(before, ours);
          const mine = contents(before.apply(edits));
          const [old, theirs] = [contents(before), contents(after)];
          const keys = [...new Set([...mine.keys(), ...theirs.keys()])];
          const contested = keys.some(
            (key) =>
              mine.has(key) &&
              theirs.has(key) &&
              mine.get(key) !== theirs.get(key) &&
              mine.get(key) !== old.get(key) &&
              theirs.get(key) !== old.get(key),
          );
          const result = rebase(edits, before, after);
          assert.equal('conflicts' in result, contested);
          if ('conflicts' in result) {
            refused++;
            for (const { mine: a, theirs: b } of result.conflicts) assert.notDeepEqual(a, b);
            return;
          } // prettier-ignore
          merged++;
          const all = contents(after.apply(result.edits));
          for (const key of keys) {
            const changed = mine.has(key) && mine.get(key) !== old.get(key);
            assert.equal(all.get(key), changed ? mine.get(key) : (theirs.get(key) ?? mine.get(key)), key);
          }
          assert.deepEqual([...all.keys()].sort(), keys.sort(), 'each row is there once');
        }),
        { numRuns: 2000 },
      );
      assert.ok(merged > 100 && refused > 100, `${merged} merged, ${refused} refused`);
    });
  });
}

describe('edits that meet those of another', () => {
  const open = (...lines: string[]) => openTextTable('t.csv', `${lines.join('\n')}\n`);
  const before = open('file,class', 'a,ring', 'b,', 'b,', 'c,bar');
  const set = (table: TextTable, row: number, value: string) => table.setCells([{ row, column: 'class', value }]);

  it('are refused with both values where both changed a cell', () => {
    const after = open('file,class', 'a,bar', 'c,bar');
    const one = open('file,class', 'a,ring', 'c,bar');
    assert.deepEqual(rebase(set(one, 0, 'spiral'), one, after), {
      conflicts: [{ row: 0, column: 'class', mine: 'spiral', theirs: 'bar', reason: 'both have changed the cell' }],
    });
  });

  it('are refused where the row is gone or cannot be told from others', () => {
    const gone = rebase(set(before, 0, 'x'), before, open('file,class', 'b,', 'b,', 'c,bar'));
    assert.ok('conflicts' in gone && gone.conflicts[0].row === 0);
    const twins = rebase(set(before, 1, 'x'), before, open('file,class', 'b,', 'c,bar'));
    assert.ok('conflicts' in twins && twins.conflicts[0].row === 1);
  });

  it('stay in a row among its likes while there are as many', () => {
    const after = open('file,class', '# new', 'b,', 'b,', 'a,spiral');
    const result = rebase(set(before, 2, 'x'), before, after);
    assert.ok('edits' in result);
    assert.equal(after.apply(result.edits).text, 'file,class\n# new\nb,\nb,x\na,spiral\n');
  });

  it('follow their column, or are refused with it', () => {
    const one = open('file,class', 'a,ring', 'b,bar');
    const wider = open('file,z,class', 'a,1,ring', 'b,2,bar');
    const result = rebase(set(one, 1, 'x'), one, wider);
    assert.ok('edits' in result);
    assert.equal(wider.apply(result.edits).text, 'file,z,class\na,1,ring\nb,2,x\n');
    const renamed = rebase(set(one, 1, 'x'), one, open('file,type', 'a,ring', 'b,bar'));
    assert.ok('conflicts' in renamed && renamed.conflicts[0].column === 'class');
    const added = rebase(one.addColumn('odd', [1, 0]), one, open('# note', 'file,class', 'a,ring', 'b,bar'));
    assert.ok('conflicts' in added);
    const shuffled = open('file,class', 'b,bar', 'a,ring', 'c,');
    const moved = rebase(one.addColumn('odd', [1, 0]), one, shuffled);
    assert.ok('edits' in moved);
    assert.equal(shuffled.apply(moved.edits).text, 'file,class,odd\nb,bar,0\na,ring,1\nc,\n');
  });

  it('are refused where they put rows between others or take them out, unless nothing has changed', () => {
    const one = open('file,class', 'a,ring', 'b,bar');
    const changed = open('file,class', 'a,ring', 'b,bar', 'z,');
    const { from } = one.rowSpan(1);
    const appended = one.appendRows([{ file: 'c' }]);
    for (const [table, edits] of [
      [one, [{ from, to: from, text: 'x,y\n' }]],
      [one, [{ from, to: from + 'b,bar\n'.length, text: '' }]],
      [one, [{ from, to: from, text: '#' }]],
      [one.apply(appended), one.inverse(appended)],
    ] as const) {
      assert.ok('conflicts' in rebase(edits, table, changed));
      assert.deepEqual(rebase(edits, table, openTextTable('t.csv', table.text)), { edits });
    }
  });
});
