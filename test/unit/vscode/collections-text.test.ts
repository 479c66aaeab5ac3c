import assert from 'node:assert/strict';
import { collectionsText, parseCollections } from '../../../src/vscode/saved/collections-text';

describe('the file of collections', () => {
  it('keeps collections of every name, in their order', () => {
    const names = ['discs', '__proto__', 'constructor', 'toString', 'prototype', '', 'a "b"', '10', 'Ringe 🌀'];
    const collections = new Map(names.map((name, i) => [name, [`g${i}.fits`, 'constructor', '__proto__']]));
    const text = collectionsText(collections);
    const read = parseCollections(text);
    assert.deepEqual(new Set(read.keys()), new Set(names));
    for (const [name, cutouts] of collections) assert.deepEqual(read.get(name), cutouts);
    assert.equal(collectionsText(read), text);
  });

  it('says what is wrong with another', () => {
    for (const [text, reason] of [
      ['', /is no JSON/],
      ['[]', /Mend it or take it away/],
      ['{"version":1,"collections":[]}', /no object at collections/],
      ['{"version":2,"collections":{}}', /at version/],
      ['{"version":1,"collections":{"constructor":{}}}', /“constructor” is no list of texts/],
      ['{"version":1,"collections":{"a":["b.fits","../c.fits"]}}', /“a” names ..\/c.fits, which is not in the folder/],
    ] as const)
      assert.throws(() => parseCollections(text), reason);
  });
});
