import assert from 'node:assert/strict';
import { LabelError, openTextTable } from '../../../src/labels';
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
});
