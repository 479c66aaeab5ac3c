import assert from 'node:assert/strict';
import fs from 'node:fs';
import fc from 'fast-check';
import { CsvTable } from '../../../src/labels/csv-table';
import { applyEdits, type TextEdit } from '../../../src/labels/edit';
import { LabelError } from '../../../src/labels/error';
import { openTextTable } from '../../../src/labels/open';
import type { LabelTable } from '../../../src/labels/table';
import type { TextTable } from '../../../src/labels/text-table';
import { sharedData } from '../../shared-data';
import { cellText, writtenTable } from './written-tables';

/** Of so few characters a block that every table has many. */
const BLOCK = 16;
const open = (text: string) => CsvTable.open('t.csv', 'csv', text, BLOCK);
const cellsOf = (table: LabelTable) =>
  Array.from({ length: table.rows }, (_, row) => table.columns.map((_, column) => table.cell(row, column)));

function sameTable(actual: TextTable, expected: TextTable): void {
  assert.equal(actual.text, expected.text);
  assert.deepEqual(actual.columns, expected.columns);
  assert.deepEqual(cellsOf(actual), cellsOf(expected));
  const row = { [actual.columns[0]]: 'new' };
  assert.deepEqual(actual.appendRows([row]), expected.appendRows([row]));
  assert.deepEqual(
    Array.from({ length: actual.rows }, (_, row) => actual.rowSpan(row)),
    Array.from({ length: expected.rows }, (_, row) => expected.rowSpan(row)),
  );
}

/** Edits and what they undo, on a table that must have them whole. */
function after(table: TextTable, edits: readonly TextEdit[]): TextTable {
  const next = table.apply(edits);
  assert.equal(next.text, applyEdits(table.text, edits));
  sameTable(next, open(next.text));
  sameTable(next.apply(table.inverse(edits)), table);
  return next;
}

describe('tables of separated values', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(writtenTable, ({ text, columns, cells }) => {
        const table = open(text);
        assert.deepEqual(table.columns, columns);
        assert.deepEqual(cellsOf(table), cells);
        assert.deepEqual(
          columns.map((name) => table.column(name)),
          columns.map((_, c) => cells.map((row) => row[c])),
        );
        assert.deepEqual(table.problems(), []);
      }),
      { numRuns: 500 },
    );
  });

  it('change in the cells that are set and nowhere else', () => {
    const changes = fc.array(fc.record({ row: fc.nat(11), column: fc.nat(3), value: cellText }), { maxLength: 6 });
    fc.assert(
      fc.property(writtenTable, changes, (written, wanted) => {
        const { text, cells, spans } = written;
        const table = open(text);
        const valid = wanted.filter(({ row, column }) => cells[row]?.[column] !== undefined);
        const edits = table.setCells(valid);
        const model = cells.map((row) => [...row]);
        for (const { row, column, value } of valid) model[row][column] = value;
        const next = after(table, edits);
        assert.deepEqual(cellsOf(next), model);
        const other = (c: number) => cells.some((row, r) => row[c].trim() !== model[r][c].trim());
        const touched = new Set([...next.columns.keys()].filter(other));
        assert.deepEqual(next.columnsChangedSince(table), touched);
        assert.deepEqual(open(next.text).columnsChangedSince(table), touched);
        // `after` has the new text made of these edits alone: what they do not touch is what it was, byte for byte.
        const inside = edits.every(({ from, to }) =>
          spans.some((row, r) => row.some(([a, b], c) => a <= from && to <= b && cells[r][c] !== model[r][c])),
        );
        assert.ok(inside, 'an edit lies outside the cells meant');
      }),
      { numRuns: 500 },
    );
  });

  it('get rows behind the last, whatever the file looks like', () => {
    fc.assert(
      fc.property(
        writtenTable,
        fc.array(fc.array(cellText, { minLength: 4, maxLength: 4 }), { maxLength: 3 }),
        (written, more) => {
          const { text, columns, cells } = written;
          const table = open(text);
          const rows = more.map((row) => Object.fromEntries(columns.map((name, c) => [name, row[c]])));
          const edits = table.appendRows(rows);
          assert.ok(edits.every(({ from, to }) => from === to), 'nothing is replaced'); // prettier-ignore
          const next = after(table, edits);
          assert.deepEqual(cellsOf(next), [...cells, ...more.map((row) => row.slice(0, columns.length))]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('get a column behind the last', () => {
    fc.assert(
      fc.property(
        writtenTable,
        fc.array(cellText, { maxLength: 12 }),
        fc.constantFrom('new', 'a;b|c', '"'),
        (written, values, name) => {
          const { text, columns, cells } = written;
          const table = open(text);
          const edits = table.addColumn(name, values.slice(0, cells.length));
          assert.ok(edits.every(({ from, to }) => from === to), 'nothing is replaced'); // prettier-ignore
          const next = after(table, edits);
          assert.deepEqual(next.columns, [...columns, name]);
          assert.deepEqual(cellsOf(next), cells.map((row, r) => [...row, values[r] ?? ''])); // prettier-ignore
        },
      ),
      { numRuns: 500 },
    );
  });

  it('get a column whose name has to be quoted, though a quote stands inside another name', () => {
    for (const [text, name] of [
      ['ratings"\n1\n', 'a;b'],
      ['p""ath;n"\n1;2\n', 'a,b'],
    ]) {
      const table = open(text);
      const wider = table.apply(table.addColumn(name, ['x']));
      assert.deepEqual(wider.columns, [...table.columns, name]);
      assert.equal(wider.cell(0, name), 'x');
      sameTable(wider, open(wider.text));
    }
  });

  it('follow whatever is typed into their text as if opened afresh', () => {
    const typed = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(6), text: cellText });
    fc.assert(
      fc.property(writtenTable, fc.array(typed, { minLength: 1, maxLength: 4 }), ({ text }, changes) => {
        const edits: TextEdit[] = [];
        for (const { at, length, text: put } of changes.sort((a, b) => a.at - b.at)) {
          const from = Math.max(edits.at(-1)?.to ?? 0, Math.floor(at * text.length));
          edits.push({ from, to: Math.min(text.length, from + length), text: put });
        }
        const table = open(text);
        const typedText = applyEdits(text, edits);
        let fresh: TextTable;
        try {
          fresh = open(typedText);
        } catch (error) {
          assert.ok(error instanceof LabelError);
          const { line, reason } = error;
          assert.throws(() => table.apply(edits), (thrown) => thrown instanceof LabelError && thrown.line === line && thrown.reason === reason); // prettier-ignore
          return;
        }
        sameTable(table.apply(edits), fresh);
        sameTable(table.apply(edits).apply(table.inverse(edits)), table);
      }),
      { numRuns: 2000 },
    );
  });

  it('have one column where its name, in quotes, has blanks in it as its values have', () => {
    const table = open('"NGC number"\nNGC 1\nNGC 7814\n');
    assert.deepEqual([table.columns, table.rows, table.cell(1, 0)], [['NGC number'], 2, 'NGC 7814']);
    assert.throws(() => open('NGC number\nNGC 1\nNGC 7814\n'), /are the columns parted by blanks/);
  });

  it('are the same wherever carriage returns and line feeds meet or part', () => {
    for (const text of ['a,b\rx\n', 'a,b\r\n1,2\r\n3,4\r\n', 'a,b\r1,2\r\r3,4\r5,6', 'a,b\n\n1,2\n\n\n3,4\n\n']) {
      const table = CsvTable.open('t.csv', 'csv', text, 4);
      for (let from = 3; from <= text.length; from++) {
        for (let to = from; to <= Math.min(text.length, from + 2); to++) {
          for (const put of ['', '\n', '\r', '\r\n', 'y']) {
            const next = table.apply([{ from, to, text: put }]);
            sameTable(next, open(next.text));
            sameTable(next.apply(table.inverse([{ from, to, text: put }])), table);
          }
        }
      }
    }
  });

  it('keep to the style of the file', () => {
    const appended = (text: string, row: Record<string, string | number>) => {
      const table = openTextTable('t.csv', text);
      return table.apply(table.appendRows([row])).text.slice(text.length);
    };
    assert.equal(appended('path,class\r\na.fits,ring\r\n', { path: 'b.fits', class: 'bar' }), 'b.fits,bar\r\n');
    assert.equal(appended('path;class\na.fits;ring', { path: 'b.fits', class: 'x;y' }), '\nb.fits;"x;y"');
    assert.equal(appended('"path","z"\n"a.fits",1\n', { path: 'b.fits', z: 2 }), '"b.fits",2\n');
    assert.equal(appended('"path","z"\n"a.fits","1"\n', { path: 'b.fits' }), '"b.fits",""\n');
    assert.equal(appended('path, class\na.fits, ring\n', { path: 'b.fits', class: 'bar' }), 'b.fits, bar\n');
    assert.equal(appended('path,class,\na.fits,ring,\n', { path: 'b.fits' }), 'b.fits,,\n');
    assert.equal(appended('path\tclass\n', { path: 'b.fits' }), 'b.fits\t\n');
    assert.equal(appended('path', { path: '' }), '\n""');
    assert.equal(appended('path,class\na,b\r\nc,d\n', { path: 'e', class: 'f' }), 'e,f\n', 'as the last line ends');
    const table = openTextTable('t.csv', 'path,class\n"a.fits","ring"\nb.fits,ring\n');
    assert.equal(table.apply(table.setCells([{ row: 0, column: 'class', value: 'bar' }, { row: 1, column: 1, value: 0.5 }])).text, 'path,class\n"a.fits","bar"\nb.fits,0.5\n'); // prettier-ignore
    assert.deepEqual(table.setCells([{ row: 0, column: 'class', value: 'ring' }]), [], 'the same value is no edit');
  });

  it('have rows that are too short or too long, and say so', () => {
    const table = openTextTable('t.csv', 'path,class,odd\na\nb,ring,1,left over\n\n# c,d\nc,bar,0\n');
    assert.deepEqual(cellsOf(table), [['a', null, null], ['b', 'ring', '1'], ['c', 'bar', '0']]); // prettier-ignore
    assert.deepEqual(table.problems(), [
      { line: 2, reason: 'the row has 1 value, the header 3 names' },
      { line: 3, reason: 'the row has 4 values, the header 3 names' },
    ]);
    const set = (row: number, column: string, value: string) =>
      table.apply(table.setCells([{ row, column, value }])).text.split('\n');
    assert.equal(set(0, 'odd', '1')[1], 'a,,1');
    assert.equal(set(0, 'class', '')[1], 'a', 'an empty cell is there already');
    assert.equal(set(1, 'class', 'bar')[2], 'b,bar,1,left over');
    assert.deepEqual(table.apply(table.addColumn('new', ['x', 'y'])).text.split('\n').slice(0, 3), ['path,class,odd,new', 'a,,,x', 'b,ring,1,y,left over']); // prettier-ignore
  });

  it('are refused where they are none, with the line and what to do', () => {
    const refused = (text: string, line: number | undefined, reason: RegExp) =>
      assert.throws(
        () => openTextTable('t.csv', text),
        (error) =>
          error instanceof LabelError && error.path === 't.csv' && error.line === line && reason.test(error.reason),
      );
    refused('', 1, /no header line; write one/);
    refused('\uFEFF# only a comment\n\n', 1, /no header line/);
    const twins = openTextTable('t.csv', 'a,b,a,a_2\n1,2,3,4\n');
    assert.deepEqual(twins.columns, ['a', 'b', 'a_3', 'a_2']);
    assert.match(twins.problems()[0].reason, /two columns are called "a"; the later one is called "a_3" here/);
    assert.equal(twins.apply(twins.setCells([{ row: 0, column: 'a_3', value: 7 }])).text, 'a,b,a,a_2\n1,2,7,4\n');
    assert.equal(twins.apply(twins.addColumn('c')).text, 'a,b,a,a_2,c\n1,2,3,4,\n');
    refused('# x\na,,,b\n', 2, /two columns have no name/);
    refused('a,b\n1,2\n3,"4\n5,6\n', 3, /never closed; close it/);
    refused('a,"b\n1,2\n', 1, /header opens a quote/);
    const empty = openTextTable('t.csv', 'a,b');
    assert.deepEqual([empty.rows, empty.columns], [0, ['a', 'b']]);
    assert.throws(() => empty.appendRows([{ c: 1 }]), /no column "c"; add it first/);
    assert.throws(() => empty.addColumn('a'), /"a" already/);
    assert.throws(() => empty.addColumn(' '), /needs a name/);
    assert.throws(() => empty.setCells([{ row: 0, column: 'a', value: 1 }]), RangeError);
    assert.throws(() => empty.cell(0, 'nothing'), RangeError);
  });

  it('have tags in the way the file separates them', () => {
    const tagged = (cells: string[], row: number, tag: string, header = 'path,tags') => {
      const table = openTextTable('t.csv', [header, ...cells.map((cell, i) => `${i},${cell}`), ''].join('\n'));
      const next = table.apply(table.addTag(row, 'tags', tag));
      assert.deepEqual(cellsOf(next.apply(next.removeTag(row, 'tags', tag))), cellsOf(table));
      return next.raw(row, 'tags');
    };
    assert.equal(tagged(['', 'ring'], 0, 'bar'), 'bar');
    assert.equal(tagged(['', 'ring'], 1, 'bar'), 'ring;bar');
    assert.equal(tagged(['a|b', 'ring'], 1, 'bar'), 'ring|bar');
    assert.equal(tagged(['"a, b"', 'ring'], 1, 'bar'), '"ring, bar"');
    assert.equal(tagged(['a; b', 'ring'], 1, 'bar'), 'ring; bar');
    assert.equal(tagged(['ring merger', 'ring bar', 'bar merger'], 0, 'odd'), 'ring merger odd');
    assert.equal(tagged(['edge on', 'face on', 'ring'], 0, 'odd'), 'edge on;odd');
    const blanks = openTextTable('t.csv', 'path,tags\n1,ring merger\n2,ring bar\n3,bar merger\n');
    assert.throws(() => blanks.renameTag(1, 'tags', 'bar', 'x'), /";" instead of blanks would separate the tags of column "tags"/); // prettier-ignore
    assert.equal(blanks.apply(blanks.renameTag([0, 1, 2], 'tags', 'bar', 'x')).text, 'path,tags\n1,ring merger\n2,ring x\n3,x merger\n'); // prettier-ignore
    const table = openTextTable('t.csv', 'path,tags\n1,"ring; bar;ring"\n2,bar\n3,x;y\n');
    assert.equal(table.apply(table.removeTag([0, 1, 2], 'tags', 'ring')).text, 'path,tags\n1,"bar"\n2,bar\n3,x;y\n');
    assert.equal(table.apply(table.addTag([0, 1, 1, 2], 'tags', 'bar')).text, 'path,tags\n1,"ring; bar;ring"\n2,bar\n3,x;y;bar\n'); // prettier-ignore
    const renamed = (from: string, to: string) => table.apply(table.renameTag([0, 1, 2], 'tags', from, to)).text;
    assert.equal(renamed('ring', 'lens'), 'path,tags\n1,"lens; bar"\n2,bar\n3,x;y\n');
    assert.equal(renamed('bar', 'ring'), 'path,tags\n1,"ring;ring"\n2,ring\n3,x;y\n');
    assert.equal(renamed('y', '$&'), 'path,tags\n1,"ring; bar;ring"\n2,bar\n3,x;$&\n');
    assert.deepEqual([table.renameTag([0, 1, 2], 'tags', 'y', 'y'), table.renameTag([0], 'tags', 'y', 'z')], [[], []]);
    assert.throws(() => table.renameTag(0, 'tags', 'ring', 'a;b'), /separates the tags of column "tags"/);
    assert.throws(() => table.addTag(0, 'tags', 'a;b'), /separates the tags of column "tags"/);
    assert.throws(() => table.addTag(0, 'tags', '  '), /at least one letter/);
    assert.deepEqual(table.tags(0, 'tags'), ['ring', 'bar', 'ring']);
  });

  for (const [folder, rows] of [['gz1', 6664], ['gz2', 3818], ['rings', 243], ['mirabest', 300], ['euclid', 1700]] as const) {
    it(`of ${folder} change in one cell, and back`, function () {
      const text = fs.readFileSync(sharedData(this, `${folder}/labels.csv`), 'utf8');
      const table = openTextTable(`${folder}/labels.csv`, text);
      assert.equal(table.rows, rows);
      assert.deepEqual(table.problems(), []);
      const lines = text.split('\r\n');
      const row = rows - 7;
      const edits = table.setCells([{ row, column: 1, value: 'changed, and quoted' }]);
      const next = table.apply(edits);
      const fields = lines[row + 1].split(',');
      fields[1] = '"changed, and quoted"';
      assert.equal(next.text, lines.with(row + 1, fields.join(',')).join('\r\n'));
      assert.equal(next.apply(table.inverse(edits)).text, text);
      const appended = next.apply(next.appendRows([{ file: 'new.fits' }])).text;
      assert.equal(appended, `${next.text}new.fits${','.repeat(table.columns.length - 1)}\r\n`);
    });
  } // prettier-ignore
});
