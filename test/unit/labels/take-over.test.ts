import assert from 'node:assert/strict';
import { differenceOf, applyEdits, takeOver } from '../../../src/labels';

const COLUMNS = [
  { name: 'file', kind: 'path' },
  { name: 'ra', kind: 'ra' },
  { name: 'class', kind: 'class' },
  { name: 'tags', kind: 'tags' },
  { name: 'note', kind: 'text' },
] as const;

describe('what one row takes over from another', () => {
  const other = { file: 'b.fits', ra: '10', class: 'ring', tags: ['odd', 'bright'], note: ' seen ' };

  it('is what it lacks: values, tags, and nothing that says where a galaxy is', () => {
    const kept = { file: 'a.fits', ra: '', class: 'ring', tags: ['bright'], note: '' };
    assert.deepEqual(takeOver(COLUMNS, ['file'], kept, other), {
      cells: [{ column: 'note', value: ' seen ' }],
      tags: [{ column: 'tags', tag: 'odd' }],
      conflicts: [],
    });
    assert.deepEqual(takeOver(COLUMNS, [], null, other).cells.length, 2);
    assert.deepEqual(takeOver(COLUMNS, ['note'], null, other).cells.length, 1);
    assert.deepEqual(takeOver(COLUMNS, [], kept, null), { cells: [], tags: [], conflicts: [] });
  });

  it('is asked about where both say something else', () => {
    const kept = { file: 'a.fits', ra: '10.1', class: 'spiral', tags: [], note: 'seen' };
    assert.deepEqual(takeOver(COLUMNS, [], kept, other).conflicts, [
      { column: 'class', kept: 'spiral', other: 'ring' },
    ]);
  });

  it('becomes one small edit', () => {
    for (const [before, after] of [
      ['abcd', 'abXcd'],
      ['aaa', 'aa'],
      ['', 'x'],
      ['ab', 'ab'],
      ['abab', 'ababab'],
    ]) {
      const edits = differenceOf(before, after);
      assert.equal(applyEdits(before, edits), after);
      assert.ok(edits.length <= 1);
    }
    assert.deepEqual(differenceOf('abcd', 'abXcd'), [{ from: 2, to: 2, text: 'X' }]);
  });
});
