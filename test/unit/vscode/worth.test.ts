import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RatingSources } from '../../../src/vscode/ratings/rating-sources';
import { readWorth, type Worth, writeWorth } from '../../../src/vscode/ratings/worth';

describe('what values of a column are worth', () => {
  it('is read as a person writes it', () => {
    assert.deepEqual(readWorth('merger=5, ring = 3.5 ,*=0'), { merger: 5, ring: 3.5, '*': 0 });
    assert.deepEqual(readWorth('a=b=2,'), { 'a=b': 2 });
  });

  it('is kept of values that are called as what objects have', async () => {
    const worth = readWorth('__proto__=4, constructor=3, toString=2');
    assert.deepEqual(Object.entries(worth), [['__proto__', 4], ['constructor', 3], ['toString', 2]]); // prettier-ignore
    // As the workspace keeps it: by JSON.
    const kept = new Map<string, string>();
    const memento = {
      keys: () => [...kept.keys()],
      get: (key: string) => (kept.has(key) ? (JSON.parse(kept.get(key)!) as unknown) : undefined),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, JSON.stringify(value))),
    };
    const sources = new RatingSources(memento as never, {} as never, '/folder');
    await sources.count([{ column: 'constructor', interest: worth as Worth }]);
    const [{ column, interest }] = sources.others;
    assert.equal(column, 'constructor');
    assert.deepEqual(Object.entries(interest!), Object.entries(worth));
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
