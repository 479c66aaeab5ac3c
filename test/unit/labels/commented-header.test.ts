import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LabelError, openLabels, openTextTable, type TextTable } from '../../../src/labels';
import { CsvTable } from '../../../src/labels/csv-table';
import { applyEdits, type TextEdit } from '../../../src/labels/edit';

const columnsOf = async (text: string, name = 't.csv') => (await openLabels(name, text)).columns;
const rowsOf = (table: TextTable) => Array.from({ length: table.rows }, (_, row) => table.rowCells(row));

/** The table after edits, which must be the one that its text is when it is opened anew. */
function after(table: TextTable, edits: readonly TextEdit[]): TextTable {
  const next = table.apply(edits);
  assert.equal(next.text, applyEdits(table.text, edits));
  const afresh = openTextTable(table.name, next.text);
  assert.deepEqual([next.columns, rowsOf(next)], [afresh.columns, rowsOf(afresh)]);
  assert.deepEqual(next.apply(table.inverse(edits)).columns, table.columns);
  return next;
}

describe('names of columns behind a #', () => {
  it('are those of the rows below, which are all there, however the names are separated', async () => {
    for (const [text, columns] of [
      ['# objid,z\n1,0.5\n2,0.25\n', ['objid', 'z']],
      ['#objid,z\n1,0.5\n2,0.25', ['objid', 'z']],
      ['\uFEFF# made by hand\r\n#\r\n# "objid", "a, b"\r\n\r\n1, 0.5\r\n2, 0.25\r\n', ['objid', 'a, b']],
      ['# objid z\n1,0.5\n2,nan\n', ['objid', 'z']],
      ['# objid\tz\n1\t0.5\n2\t0.25\n', ['objid', 'z']],
      ['# objid|z\n1|0.5\n2|0.25\n', ['objid', 'z']],
      ['# path,class\na.fits,ring\nb.fits,disk\n', ['path', 'class']],
      ['# objid,z\n# deg,deg\n1,0.5\n2,0.25\n', ['objid', 'z'], 'units that are no names, since they are alike'],
      ['# objid\n1\n2\n', ['objid']],
    ] as const) {
      const table = openTextTable('t.csv', text);
      assert.deepEqual([table.columns, table.rows, table.problems()], [columns, 2, []], text);
    }
    assert.deepEqual(await columnsOf('# path,class\npath,z\na.fits,1\n'), ['path', 'z'], 'the first line is a header');
  });

  it('are not taken where they may be something else, and this is said', async () => {
    const said = async (text: string) => (await openLabels('t.csv', text)).problems().map(({ line, reason }) => `${line}: ${reason}`); // prettier-ignore
    assert.match(
      (await said('1,0.5\n2,0.25\n')).join(),
      /^1: the first line is taken for the names .* "1" is a number/,
    );
    assert.match((await said('# made by hand\n1,a.fits\n2,b.fits\n')).join(), /^2: .*"1" is a number; if it is a row, write a header line above/); // prettier-ignore
    assert.match((await said('# path,class\nNGC 1,ring\nNGC 2,bar\n')).join(), /^2: .*the comment above it, "# path,class", holds them, take its # away/); // prettier-ignore
    assert.deepEqual(await said('# labels of Anna, of May\npath,class\na,ring\n'), []);
    assert.deepEqual(await said('# of Anna\npath,class\na,ring\n'), []);
    assert.match(
      (await said('objid name z\n1 NGC 1 0.5\n2 M 2 0.5 3\n')).join(),
      /one column, "objid name z"; if blanks part/,
    );
  });

  it('stay behind it while cells are set, rows appended and columns added', () => {
    const text = '# from numpy\n# path, "z"\na.fits,0.5\n\nb.fits,nan\n';
    const table = openTextTable('t.csv', text);
    assert.equal(after(table, table.setCells([{ row: 0, column: 'z', value: 2 }])).text, text.replace('0.5', '2'));
    assert.equal(after(table, table.setCells([{ row: 1, column: 'z', value: 'x' }])).text, text.replace('nan', 'x'));
    assert.equal(after(table, table.appendRows([{ path: 'c.fits', z: 1 }])).text, `${text}c.fits,1\n`);
    const wider = after(table, table.addColumn('class', ['ring', 'bar']));
    assert.equal(wider.text, '# from numpy\n# path, "z", class\na.fits,0.5,ring\n\nb.fits,nan,bar\n');
    assert.deepEqual(wider.columns, ['path', 'z', 'class']);
    assert.equal(after(wider, wider.addTag([0, 1], 'class', 'odd')).text.includes('nan,bar;odd'), true);
    const blanks = openTextTable('t.csv', '# path z\na.fits,0.5\n');
    assert.equal(after(blanks, blanks.addColumn('class', ['x'])).text, '# path z class\na.fits,0.5,x\n');
    assert.throws(() => blanks.addColumn('my class'), /blanks part the names .* without blanks/);
    assert.throws(() => table.addColumn('7'), /behind a # a column cannot be called by a number/);
  });

  it('are never lost with the first row', () => {
    const table = openTextTable('t.csv', '# objid,class\n1,ring\n2,bar\n');
    assert.throws(
      () => table.setCells([{ row: 0, column: 'objid', value: 'NGC 1' }]),
      (error) => error instanceof LabelError && /the first row would be taken for the names .*take the # away/.test(error.reason),
    ); // prettier-ignore
    assert.equal(after(table, table.setCells([{ row: 1, column: 'objid', value: 'NGC 1' }])).rows, 2);
    // Whoever types so into the file gets what the file then says.
    const typed = table.apply([{ from: table.text.indexOf('1'), to: table.text.indexOf('1') + 1, text: 'x' }]);
    assert.deepEqual([typed.columns, typed.rows], [['x', 'ring'], 1]);
    assert.match(typed.problems()[0].reason, /the comment above it, "# objid,class", holds them/);
  });

  it('are found again after any edit', () => {
    const piece = fc.constantFrom('a', '1', '0.5', ',', '\n', '#', '# a,b\n', ' ', '"', 'x.fits', '\r', '--');
    const edit = fc.record({ at: fc.nat(40), length: fc.nat(6), text: fc.array(piece, { maxLength: 3 }).map((all) => all.join('')) }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let table = CsvTable.open('t.csv', 'csv', '# x\n# objid,z\n1,0.5\n2,0.25\n3,x\n', 8);
        for (const { at, length, text } of edits) {
          const from = Math.min(at, table.length);
          const to = Math.min(table.length, from + length);
          let next: CsvTable | undefined;
          try {
            next = table.apply([{ from, to, text }]);
          } catch (error) {
            assert.ok(error instanceof LabelError);
            assert.throws(() => openTextTable('t.csv', table.text.slice(0, from) + text + table.text.slice(to)));
            return;
          }
          const afresh = openTextTable('t.csv', next.text);
          assert.deepEqual([next.columns, rowsOf(next), next.problems()], [afresh.columns, rowsOf(afresh), afresh.problems()]); // prettier-ignore
          table = next;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
