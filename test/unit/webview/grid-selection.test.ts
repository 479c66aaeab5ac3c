import assert from 'node:assert/strict';
import { GridSelection } from '../../../webview/components/grid/grid-selection';

describe('the selection of a grid', () => {
  let selection: GridSelection;
  const selected = () => [...selection.selected].join('');
  beforeEach(() => {
    selection = new GridSelection();
    selection.follow([...'abcdef']);
  });

  it('is one tile, one more or less, or all from the one before', () => {
    selection.select('b', 'one');
    selection.select('e', 'range');
    assert.equal(selected(), 'bcde');
    selection.select('a', 'range');
    assert.equal(selected(), 'ab', 'a range begins where it began');
    selection.select('d', 'toggle');
    assert.equal(selected(), 'abd');
    selection.select('a', 'toggle');
    assert.deepEqual([selected(), selection.current, selection.at], ['bd', 'a', 0]);
    selection.select('c', 'range');
    assert.equal(selected(), 'abc', 'from what was clicked last with Ctrl');
  });

  it('is one tile where a range has no beginning', () => {
    selection.select('c', 'range');
    assert.equal(selected(), 'c');
    selection.follow([...'xyz']);
    selection.select('y', 'range');
    assert.equal(selected(), 'y', 'the tile that it began with is gone');
  });

  it('keeps what is still there when the tiles change, whatever their order', () => {
    selection.selectAll();
    selection.current = 'a';
    selection.follow([...'fdb']);
    assert.deepEqual([selected(), selection.current, selection.at], ['bdf', undefined, -1]);
    selection.current = 'd';
    assert.equal(selection.at, 1);
    selection.reset();
    assert.deepEqual([selected(), selection.current], ['', undefined]);
  });
});
