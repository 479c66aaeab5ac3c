import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readWorth, writeWorth } from '../../../src/vscode/anomalies/worth';

describe('what values of a column are worth', () => {
  it('is read as a person writes it', () => {
    assert.deepEqual(readWorth('merger=5, ring = 3.5 ,*=0'), { merger: 5, ring: 3.5, '*': 0 });
    assert.deepEqual(readWorth('a=b=2,'), { 'a=b': 2 });
  });

  it('says what is wrong with it', () => {
    for (const [text, reason] of [
      ['', /Write what some values are worth/],
      ['merger', /"merger" is no pair/],
      ['=3', /"=3" is no pair/],
      ['merger=6', /merger is worth a rating from 0 to 5, not "6"/],
      ['merger=-1', /not "-1"/],
      ['merger=', /not ""/],
      ['merger=x', /not "x"/],
      ['ring=1, ring=2', /ring stands there twice/],
    ] as const) {
      const read = readWorth(text);
      assert.ok(typeof read === 'string' && reason.test(read), `${text}: ${JSON.stringify(read)}`);
    }
  });

  it('is read again as it was written', () => {
    const value = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !text.includes(',') && text !== '__proto__'); // prettier-ignore
    const rating = fc.integer({ min: 0, max: 50 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(fc.dictionary(value, rating, { minKeys: 1, noNullPrototype: true }), (worth) => {
        assert.deepEqual(readWorth(writeWorth(worth)), worth);
      }),
    );
  });
});
