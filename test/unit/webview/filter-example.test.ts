import assert from 'node:assert/strict';
import { compileFilter } from '../../../src/expressions';
import { filterExample } from '../../../webview/components/labels/filter-example';
import type { TableColumn } from '../../../src/contracts/labels';

describe('the example of a filter', () => {
  const id: TableColumn = { name: 'obj id', kind: 'id', type: 'text' };
  const classes: TableColumn = { name: 'class', kind: 'class', type: 'text', values: [{ value: 'a "b"', count: 3 }] };
  const codes: TableColumn = { name: 'code', kind: 'class', type: 'number', values: [{ value: '3', count: 3 }] };
  const tags: TableColumn = { name: 'tags', kind: 'tags', type: 'text', values: [{ value: 'ring', count: 2 }] };
  const note: TableColumn = { name: 'my note', kind: 'text', type: 'text' };
  const rating: TableColumn = { name: 'interest', kind: 'rating', type: 'number' };
  const z: TableColumn = { name: 'z', kind: 'number', type: 'number' };

  it('works on the columns that are there', () => {
    for (const [columns, example] of [
      [[id, z, tags, classes], 'class == "a \\"b\\""'],
      [[codes], 'code == 3'],
      [[id, z, tags], 'tags contains "ring"'],
      [[id, z], 'z > 0'],
      [[id, rating], 'interest > 0'],
      [[id, note], '`my note` is missing'],
      [[id], 'dec > 0'],
      [[], 'dec > 0'],
    ] as const) {
      assert.equal(filterExample(columns), example);
      compileFilter(example, [...columns, { name: 'dec', type: 'number' }]);
    }
  });
});
