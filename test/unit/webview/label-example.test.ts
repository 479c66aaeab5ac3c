import assert from 'node:assert/strict';
import { labelExample } from '../../../webview/components/labels/label-example';
import type { TableColumn } from '../../../src/contracts/labels';

describe('the example of a label', () => {
  const kind: TableColumn = { name: 'kind', kind: 'class', type: 'text', values: [{ value: 'disc', count: 3 }] };
  const tags: TableColumn = { name: 'tags', kind: 'tags', type: 'text', values: [{ value: 'lensed', count: 2 }] };

  it('is of the tags and classes that the table has', () => {
    assert.equal(labelExample([kind, tags]), 'lensed, -lensed, kind=disc');
    assert.equal(labelExample([kind]), 'kind=disc');
    assert.equal(labelExample([]), 'ring, -ring');
  });
});
