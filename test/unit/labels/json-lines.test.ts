import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, type TextEdit } from '../../../src/labels/edit';
import { LabelError } from '../../../src/labels/error';
import { JsonLinesTable } from '../../../src/labels/json-lines';
import { openTextTable } from '../../../src/labels/open';
import type { CellValue } from '../../../src/labels/table';
import type { TextTable } from '../../../src/labels/text-table';
import { cellText } from './written-tables';

const BLOCK = 24;
const open = (text: string) => JsonLinesTable.open('t.jsonl', text, BLOCK);

const value: fc.Arbitrary<CellValue> = fc.oneof(
  cellText,
  fc.integer(),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((x) => x || 0),
  fc.boolean(),
  fc.constant(null),
  fc.array(cellText, { maxLength: 3 }),
);
const KEYS = ['path', 'class', 'a "b"', 'γ', 'tags'];
const blank = fc.constantFrom('', ' ', '\t', '  ');

interface Written {
  readonly rows: readonly Readonly<Record<string, CellValue>>[];
  readonly text: string;
  /** Of each row's values, by name. */
  readonly spans: readonly Readonly<Record<string, readonly [number, number]>>[];
}

const written: fc.Arbitrary<Written> = fc
  .record({
    rows: fc.array(fc.dictionary(fc.constantFrom(...KEYS), value, { noNullPrototype: true }), { maxLength: 10 }),
    blanks: fc.oneof(
      fc.infiniteStream(blank),
      blank.chain((one) => fc.infiniteStream(fc.constant(one))),
    ),
    ends: fc.infiniteStream(fc.constantFrom('\n', '\r\n', '\n\n', '\n  \r\n')),
    bom: fc.boolean(),
    lastLineEnd: fc.boolean(),
  })
  .map(({ rows, blanks, ends, bom, lastLineEnd }) => {
    let text = bom ? '\uFEFF' : '';
    const gap = () => (text += blanks.next().value);
    const spans = rows.map((row, r) => {
      const places: Record<string, readonly [number, number]> = {};
      text += '{';
      Object.entries(row).forEach(([key, one], i) => {
        if (i > 0) text += ',';
        gap();
        text += JSON.stringify(key);
        gap();
        text += ':';
        gap();
        const from = text.length;
        text += JSON.stringify(one);
        places[key] = [from, text.length];
        gap();
      });
      text += '}';
      if (r < rows.length - 1 || lastLineEnd) text += ends.next().value;
      return places;
    });
    return { rows, text, spans };
  });

const columnsOf = (rows: readonly Readonly<Record<string, CellValue>>[]) => [...new Set(rows.flatMap(Object.keys))];
const objects = (table: TextTable) =>
  Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(table.columns.map((name) => [name, table.cell(row, name)])),
  );

function after(table: TextTable, edits: readonly TextEdit[]): TextTable {
  const next = table.apply(edits);
  assert.equal(next.text, applyEdits(table.text, edits));
  sameTable(next, open(next.text));
  sameTable(next.apply(table.inverse(edits)), table);
  return next;
}

function sameTable(actual: TextTable, expected: TextTable): void {
  assert.equal(actual.text, expected.text);
  assert.deepEqual(actual.columns, expected.columns);
  assert.deepEqual(objects(actual), objects(expected));
}

/** Every row with every column, as the table says it. */
function filled(rows: readonly Readonly<Record<string, CellValue>>[], columns = columnsOf(rows)) {
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
}

describe('JSON Lines', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(written, ({ text, rows }) => {
        const table = open(text);
        assert.equal(table.rows, rows.length);
        assert.deepEqual(new Set(table.columns), new Set(columnsOf(rows)));
        assert.deepEqual(objects(table), filled(rows, [...table.columns]));
      }),
      { numRuns: 500 },
    );
  });

  it('change in the cells that are set and nowhere else', () => {
    const changes = fc.array(fc.record({ row: fc.nat(9), key: fc.constantFrom(...KEYS), value }), { maxLength: 6 });
    fc.assert(
      fc.property(written, changes, ({ text, rows, spans }, wanted) => {
        const table = open(text);
        const valid = wanted.filter(({ row, key }) => row < rows.length && table.indexOf(key) >= 0);
        const edits = table.setCells(valid.map(({ row, key, value }) => ({ row, column: key, value })));
        const model = rows.map((row): Record<string, CellValue> => ({ ...row }));
        for (const { row, key, value } of valid) model[row][key] = value;
        const next = after(table, edits);
        assert.deepEqual(objects(next), filled(model, [...next.columns]));
        const inside = edits.every(({ from, to, text: put }) =>
          spans.some(
            (row, r) =>
              Object.entries(row).some(
                ([key, [a, b]]) =>
                  a <= from && to <= b && JSON.stringify(rows[r][key]) !== JSON.stringify(model[r][key]),
              ) || // A name the row has not yet is put behind its last value, or between its braces.
              (Object.keys(model[r]).length > Object.keys(row).length && /^,|^"|^[^,]*,\s*"/.test(put)),
          ),
        );
        assert.ok(inside, 'an edit lies outside the cells meant');
      }),
      { numRuns: 500 },
    );
  });

  it('get rows behind the last and columns in every row', () => {
    const more = fc.array(fc.dictionary(fc.constantFrom(...KEYS, 'new'), value, { noNullPrototype: true }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(written, more, value, ({ text, rows }, added, one) => {
        const table = open(text);
        const next = after(table, table.appendRows(added));
        assert.deepEqual(objects(next), filled([...rows, ...added], [...next.columns]));
        if (rows.length === 0) return;
        const wider = after(table, table.addColumn('wider', [one]));
        assert.deepEqual([...wider.columns].sort(), [...table.columns, 'wider'].sort());
        assert.deepEqual(wider.column('wider'), [one, ...rows.slice(1).map(() => null)]);
      }),
      { numRuns: 500 },
    );
  });

  it('follow whatever is typed into their text as if opened afresh', () => {
    const typed = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(4),
      text: fc.constantFrom('', '\n', '\r', ' ', '{"path": 1}\n', '"', '\n{}\n', '7', '\uFEFF'),
    });
    let opened = 0;
    fc.assert(
      fc.property(written, fc.array(typed, { minLength: 1, maxLength: 3 }), ({ text }, changes) => {
        const edits: TextEdit[] = [];
        for (const { at, length, text: put } of changes.sort((a, b) => a.at - b.at)) {
          const from = Math.max(edits.at(-1)?.to ?? 0, Math.floor(at * text.length));
          edits.push({ from, to: Math.min(text.length, from + length), text: put });
        }
        const table = open(text);
        let fresh: TextTable;
        try {
          fresh = open(applyEdits(text, edits));
        } catch (error) {
          assert.ok(error instanceof LabelError);
          const { line } = error;
          assert.throws(() => table.apply(edits), (thrown) => thrown instanceof LabelError && thrown.line === line); // prettier-ignore
          return;
        }
        opened++;
        sameTable(table.apply(edits), fresh);
      }),
      { numRuns: 2000 },
    );
    assert.ok(opened > 200, `${opened} of the texts were tables`);
  });

  it('keep to the style of the file', () => {
    const appended = (text: string, row: Record<string, CellValue>) => {
      const table = openTextTable('t.jsonl', text);
      return table.apply(table.appendRows([row])).text.slice(text.length);
    };
    assert.equal(appended('{"b": 1, "a": "x"}\n', { a: 'y', b: 2 }), '{"b": 2, "a": "y"}\n');
    assert.equal(appended('{"b":1,"a":"x"}\r\n', { a: 'y', b: 2, c: true }), '{"b":2,"a":"y","c":true}\r\n');
    assert.equal(appended('{ "b" : 1 , "a" : ["x","y"] }', { a: ['z', 'w'], b: null }), '\n{ "b" : null , "a" : ["z","w"] }'); // prettier-ignore
    assert.equal(appended('{"a": "\\u00e9"}\n', { a: 'é' }), '{"a": "\\u00e9"}\n');
    assert.equal(appended('{"a": "é"}\n', { a: 'é' }), '{"a": "é"}\n');
    assert.equal(appended('', { a: 1 }), '{"a": 1}\n');
    const table = openTextTable('t.jsonl', '{"id": 587722952767439450, "z": 1.50}\n{"id":2}\n');
    assert.equal(table.cell(0, 'id'), '587722952767439450', 'an integer beyond 2^53 keeps its digits');
    assert.deepEqual(table.setCells([{ row: 0, column: 'z', value: 1.5 }]), [], 'the same value is no edit');
    assert.equal(table.apply(table.setCells([{ row: 1, column: 'z', value: 3 }])).text, '{"id": 587722952767439450, "z": 1.50}\n{"id":2,"z":3}\n'); // prettier-ignore
  });

  it('have tags as arrays or as texts, as the file has them', () => {
    const table = openTextTable(
      't.jsonl',
      '{"t": ["ring", "bar"]}\n{"t": []}\n{"t": null}\n{"u": "a|b"}\n{"u": "c"}\n{"t": ["bar","bar" , "x"]}\n',
    );
    const lines = (edits: readonly TextEdit[]) => table.apply(edits).text.split('\n').slice(0, -1);
    const all = [0, 1, 2, 3, 5];
    assert.deepEqual(lines(table.addTag(all, 't', 'odd')), [
      '{"t": ["ring", "bar", "odd"]}',
      '{"t": ["odd"]}',
      '{"t": ["odd"]}',
      '{"u": "a|b", "t": ["odd"]}',
      '{"u": "c"}',
      '{"t": ["bar","bar" , "x","odd"]}',
    ]); // prettier-ignore
    assert.deepEqual(lines(table.removeTag(all, 't', 'bar')), [
      '{"t": ["ring"]}', '{"t": []}', '{"t": null}', '{"u": "a|b"}', '{"u": "c"}', '{"t": ["x"]}',
    ]); // prettier-ignore
    assert.deepEqual(lines(table.renameTag(all, 't', 'bar', 'x')), [
      '{"t": ["ring", "x"]}', '{"t": []}', '{"t": null}', '{"u": "a|b"}', '{"u": "c"}', '{"t": ["x"]}',
    ]); // prettier-ignore
    assert.equal(lines(table.renameTag(3, 'u', 'a', 'd'))[3], '{"u": "d|b"}');
    assert.equal(lines(table.addTag(4, 'u', 'd'))[4], '{"u": "c|d"}');
    assert.equal(lines(table.removeTag(3, 'u', 'a'))[3], '{"u": "b"}');
    assert.deepEqual(table.addTag(0, 't', 'ring'), []);
    assert.deepEqual([table.tags(0, 't'), table.tags(2, 't'), table.tags(3, 'u')], [['ring', 'bar'], [], ['a', 'b']]);
    const nothing = openTextTable('t.jsonl', '{"t": null}\n');
    assert.equal(nothing.apply(nothing.addTag(0, 't', 'x')).text, '{"t": ["x"]}\n');
  });

  it('are refused where a line is no object, with the line and what to do', () => {
    const refused = (text: string, line: number | undefined, reason: RegExp, name = 't.jsonl') =>
      assert.throws(
        () => openTextTable(name, text),
        (error) => error instanceof LabelError && error.line === line && reason.test(error.reason),
      );
    refused('{"a": 1}\n\n{"a": 2\n', 3, /not JSON .*each line must be one object/);
    refused('{"a": 1}\n[1]\n', 2, /no JSON object/);
    refused('[\n{"a": 1}\n]', undefined, /write JSON Lines/, 'labels.json');
    assert.equal(openTextTable('labels.json', '{"a": 1}\n').format, 'jsonl');
    assert.throws(() => openTextTable('t.jsonl', '').addColumn('a'), /without rows has no columns/);
  });
});
