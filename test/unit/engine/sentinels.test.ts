import assert from 'node:assert/strict';
import { BoundTable } from '../../../src/engine/tables/bound-table';
import { matchSentences } from '../../../src/engine/tables/match-text';
import { sentinelsOf } from '../../../src/engine/tables/sentinels';
import { openTextTable } from '../../../src/labels';

describe('numbers that may stand for missing ones', () => {
  const of = (values: readonly number[]) => sentinelsOf(() => values, Math.min(...values), Math.max(...values));

  it('lie far from all others', () => {
    assert.deepEqual(of([17.2, -99, 18.1, -99]), [{ value: -99, rows: 2 }]);
    assert.deepEqual(of([17.2, 99, 18.1]), [{ value: 99, rows: 1 }]);
    assert.deepEqual(of([0.1, -999, 0.2, 999]), [
      { value: 999, rows: 1 },
      { value: -999, rows: 1 },
    ].toSorted((a, b) => a.value - b.value)); // prettier-ignore
  });

  it('are none where others come near, or there are no others', () => {
    assert.deepEqual(of([97, 98, 99]), []);
    assert.deepEqual(of([-99, -80, 3]), []);
    assert.deepEqual(of([99, 99]), []);
    assert.deepEqual(of([1, 2, 100]), []);
  });

  it('are looked for only where the least or the greatest number may be one', () => {
    sentinelsOf(() => assert.fail('the column is read'), 1, 2);
  });

  it('are said of a table, with the filter that leaves them out, and count as numbers', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `g${i}.fits,${i % 5 ? 17 + i / 10 : -99}`);
    const bound = new BoundTable('t.csv', openTextTable('t.csv', ['file,mag r', ...lines].join('\n')), undefined);
    bound.bind(lines.map((_, i) => ({ path: `g${i}.fits`, hdus: [0] })));
    assert.equal(bound.value(0, 1), -99);
    assert.match(
      matchSentences(bound.state).join('. '),
      /mag r is -99 in 4 rows, which may stand for a missing value: the filter `mag r` != -99 leaves these out/,
    );
  });
});
