import assert from 'node:assert/strict';
import fc from 'fast-check';
import { namesAt } from '../../../src/vscode/hover/names-at';

/** What is named at the `|` of a line. */
const at = (marked: string) => {
  const column = marked.indexOf('|');
  return namesAt(marked.replace('|', ''), column).map(({ text }) => text);
};

describe('what may be a name in a line', () => {
  it('is what quotes hold, a path, a name and a word, the widest first', () => {
    const inOrder = (marked: string, ...names: string[]) => {
      const found = at(marked).filter((text) => names.includes(text));
      assert.deepEqual(found, names, marked);
    };
    inOrder('image = fits.open("cutouts/J00|47.fits")', 'cutouts/J0047.fits', 'J0047.fits', 'J0047');
    inOrder("open('my sky/a |b.fits')[0]", 'my sky/a b.fits');
    inOrder('the ring `g00|7.fits` is', 'g007.fits', 'g007');
    inOrder('![ring](cutouts/a |b.fits)', 'cutouts/a b.fits');
    inOrder('see cutouts/g00|7.fits[2], please', 'cutouts/g007.fits', 'g007.fits', 'g007');
  });

  it('is a cell of a table', () => {
    assert.deepEqual(at('g001,spi|ral,0.5'), ['spiral']);
    assert.deepEqual(at('g001.fi|ts\tspiral'), ['g001.fits', 'fits']);
    assert.equal(at('a gal|axy.fits,spiral')[0], 'a galaxy.fits');
    assert.equal(at('{"file": "a/b.f|its", "class": "ring"}')[0], 'a/b.fits');
  });

  it('is nothing where nothing is', () => {
    assert.deepEqual(at('|'), []);
    assert.deepEqual(at('  |  '), []);
    assert.deepEqual(at('a,|,b').filter((text) => text === ''), []); // prettier-ignore
    assert.deepEqual(at(`"${'x'.repeat(5000)}|"`), []);
  });

  it('is where it says, and around the column', () => {
    const character = fc.constantFrom(...'ab/\\.,;\t "\'`()[]0é𝒢');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 30 }), fc.nat(30), (line, column) => {
        for (const { text, start, end } of namesAt(line, column)) {
          assert.equal(line.slice(start, end), text);
          assert.ok(start <= column && column <= end && text.trim() === text && text !== '');
        }
      }),
    );
  });
});
