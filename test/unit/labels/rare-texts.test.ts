import assert from 'node:assert/strict';
import { LabelError, openLabels, openTextTable, synonyms } from '../../../src/labels';
import { JsonLinesTable } from '../../../src/labels/json-lines';
import { encodeJson } from '../../../src/labels/json-row';

/** What no label file that we know has, and damaged ones may: found by `npm run fuzz`. */
describe('texts that are rare in label files', () => {
  it('blanks within quotes are no blanks behind delimiters', () => {
    const table = openTextTable('t.csv', 'a," b"\n1, x\n');
    assert.equal(table.cell(0, 1), ' x');
    assert.equal(openTextTable('t.csv', 'a, b\n1, x\n').cell(0, 1), 'x');
  });

  it('infinities come back from JSON Lines as they were written', () => {
    for (const value of [Infinity, -Infinity])
      assert.equal(JSON.parse(encodeJson(value, { element: ',', ascii: false })), value);
    const table = openTextTable('t.jsonl', '{"path":"a.fits","z":1}\n');
    const after = table.apply(table.setCells([{ row: 0, column: 'z', value: Infinity }]));
    assert.equal(after.cell(0, 'z'), Infinity);
  });

  it('a tag that would be read as several is refused', () => {
    const table = openTextTable('t.csv', 'path,tags\na.fits,\n');
    for (const tag of ['ring;bar', 'ring|bar']) {
      assert.throws(() => table.addTag(0, 'tags', tag), LabelError, tag);
    }
    const after = table.apply(table.addTag(0, 'tags', 'ring'));
    assert.deepEqual(after.tags(0, 'tags'), ['ring']);
  });

  it('numbers among the tags of an array are tags', () => {
    const table = openTextTable('t.jsonl', '{"path":"a.fits","tags":["ring",7]}\n{"path":"b.fits","tags":["bar"]}\n');
    const without = table.apply(table.removeTag(0, 'tags', '7'));
    assert.deepEqual(without.tags(0, 'tags'), ['ring']);
  });

  it('a row that has another column first changes no tags of other rows', () => {
    const lines = ['{"a":"1"}', '{"a":"1","b":"p;q"}', '{"a":"1","b":"p;q","c":"u|v"}'];
    const text = lines.map((line) => `${line}\n`.repeat(10)).join('');
    const table = JsonLinesTable.open('t.jsonl', text, 40);
    for (const column of table.columns) table.tagStyle(column);
    const after = table.apply(table.setCells([{ row: 0, column: 'c', value: 'w' }]));
    assert.deepEqual(after.tags(25, 'b'), ['p', 'q']);
  });

  it('tags of thousands of letters are compared without looking at each letter anew', () => {
    const word = 'ab'.repeat(15_000);
    const tags = [`${word}x`, `${word}X`, `${word}ed`, `${word}-x`, 'rings', 'ring'].map((tag, i) => ({ tag, count: 9 - i })); // prettier-ignore
    const before = process.cpuUsage();
    const found = synonyms(tags);
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 1e6 < 2, `it took ${(user + system) / 1e6} s`);
    // What is no slip of the keyboard is found as in short ones.
    assert.deepEqual(found.map(({ from, reason }) => [from.slice(-3), reason]), [['abX', 'case'], ['b-x', 'separators'], ['ing', 'plural']]); // prettier-ignore
  });

  it('texts of an ECSV header that are not closed, or no JSON, are refused as such', async () => {
    const ecsv = (column: string) => `# %ECSV 1.0\n# ---\n# datatype:\n# - ${column}\na\n1\n`;
    for (const column of [
      '{name: "a, datatype: string}',
      '{name: "a\\q", datatype: string}',
      '{name: "a" b, datatype: int64}',
      'name: "a\n#   datatype: string',
    ]) {
      await assert.rejects(
        openLabels('t.ecsv', ecsv(column)),
        (error) => error instanceof LabelError && /quotes/.test(error.reason) && error.line === 1,
        column,
      );
    }
    for (const name of [`'it''s'`, '"it\'s"', '"it\\x27s"', "it's"]) {
      const table = await openLabels('t.ecsv', ecsv(`{name: ${name}, datatype: int64}`).replace('\na\n', "\nit's\n"));
      assert.deepEqual(table.columns, ["it's"], name);
      assert.deepEqual(table.column(0), [1]);
    }
  });

  it('a carriage return alone ends lines, within quotes it ends none', async () => {
    const lines = ['# c', 'path,tags', 'a.fits,"x\ry"', '', 'b.fits,z', 'c.fits,1,2'];
    for (const last of ['', '\r']) {
      const text = lines.join('\r') + last;
      const table = openTextTable('t.csv', text);
      assert.deepEqual(table.column('path'), ['a.fits', 'b.fits', 'c.fits']);
      assert.deepEqual(table.column('tags'), ['x\ry', 'z', '1']);
      assert.deepEqual(table.problems().map(({ line }) => line), [7]); // prettier-ignore
      const after = table.apply([...table.setCells([{ row: 1, column: 'tags', value: 'w' }]), ...table.appendRows([{ path: 'd.fits', tags: 'v' }])]); // prettier-ignore
      assert.equal(after.text, `${text.replace('b.fits,z', 'b.fits,w')}${last === '' ? '\r' : ''}d.fits,v${last}`);
      assert.deepEqual(openTextTable('t.csv', after.text).column('path'), after.column('path'));
    }
    const ecsv = '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: string}\na\n"x y"\n'.replaceAll('\n', '\r');
    assert.deepEqual((await openLabels('t.ecsv', ecsv)).column('a'), ['x y']);
    assert.throws(() => openTextTable('t.csv', 'a\r1\r"2\r'), (error) => error instanceof LabelError && error.line === 3); // prettier-ignore
  });
});
