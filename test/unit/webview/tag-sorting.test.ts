import assert from 'node:assert/strict';
import { FIRST_SORT, type LabelRow, sortAfter, sorted } from '../../../webview/tags/sorting';

const row = (name: string, rows: number, mean?: number, count = rows): LabelRow => ({
  name,
  rows,
  galaxies: count,
  examples: [],
  ...(mean === undefined ? {} : { purity: { name, count, precision: { mean, low: mean, high: mean }, chance: 0.1 } }),
});
const names = (rows: readonly LabelRow[]) => rows.map(({ name }) => name).join(' ');

describe('the order of tags', () => {
  const rows = [row('t10', 3, 0.5), row('odd', 1, 0, 1), row('t2', 7, 0.2), row('bar', 3, 0.9), row('far', 9)];

  it('is by count first, those alike by name', () => {
    assert.equal(names(sorted(rows, FIRST_SORT)), 'far t2 bar t10 odd');
    assert.equal(names(sorted(rows, { by: 'count', descending: false })), 'odd bar t10 t2 far');
  });

  it('by name has numbers in their order', () => {
    assert.equal(names(sorted(rows, { by: 'name', descending: false })), 'bar far odd t2 t10');
  });

  it('by purity has those without one last, either way: what is not indexed, and what one galaxy alone carries', () => {
    assert.equal(names(sorted(rows, { by: 'purity', descending: true })), 'bar t10 t2 far odd');
    assert.equal(names(sorted(rows, { by: 'purity', descending: false })), 't2 t10 bar far odd');
  });

  it('turns round at a second click, and begins as one looks for it', () => {
    assert.deepEqual(sortAfter(FIRST_SORT, 'count'), { by: 'count', descending: false });
    assert.deepEqual(sortAfter(FIRST_SORT, 'purity'), { by: 'purity', descending: true });
    assert.deepEqual(sortAfter(FIRST_SORT, 'name'), { by: 'name', descending: false });
  });
});
