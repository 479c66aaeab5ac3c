import assert from 'node:assert/strict';
import type { Query } from '../../../src/contracts/similar';
import { refined } from '../../../webview/similar/refine';

const ref = (path: string) => ({ path, hdu: 0 });
const QUERY: Query = { folder: '/sky', cutouts: [{ path: 'a' }], where: 'z < 1' };
const ANSWER = { query: [ref('a')], negatives: [ref('n')] };

describe('a query with other examples', () => {
  it('takes an example into one side and out of the other, and keeps the filter', () => {
    assert.deepEqual(refined(QUERY, ANSWER, 'more', [ref('b')]), {
      folder: '/sky',
      cutouts: [ref('a'), ref('b')],
      negatives: [ref('n')],
      where: 'z < 1',
    });
    assert.deepEqual(refined(QUERY, ANSWER, 'more', [ref('n')])?.negatives, undefined);
    assert.deepEqual(refined(QUERY, { ...ANSWER, query: [ref('a'), ref('b')] }, 'less', [ref('b')])?.negatives, [ref('n'), ref('b')]); // prettier-ignore
  });

  it('is none where nothing would be left to look for', () => {
    assert.equal(refined(QUERY, ANSWER, 'more', [], [ref('a')]), undefined);
    assert.equal(refined(QUERY, ANSWER, 'less', [ref('a')]), undefined);
  });

  it('keeps a tag as its word until one of those that carry it is taken out', () => {
    const tagged: Query = { folder: '/sky', cutouts: [], tag: 'ring' };
    const answer = { query: [ref('a'), ref('b')], negatives: [] };
    assert.deepEqual(refined(tagged, answer, 'more', [ref('c')]), { folder: '/sky', cutouts: [ref('c')], tag: 'ring' });
    assert.deepEqual(refined(tagged, answer, 'more', [], [ref('a')]), { folder: '/sky', cutouts: [ref('b')] });
  });
});
