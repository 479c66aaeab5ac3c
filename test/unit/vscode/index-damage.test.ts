import assert from 'node:assert/strict';
import { damageText } from '../../../src/vscode/indexing/index-damage';

describe('the line on an index of which something is missing', () => {
  it('counts the parts, names some of them, and says what to do', () => {
    const one = damageText(['000002.npy: this file of a segment is gone']);
    assert.equal(one.label, '1 part missing or damaged');
    assert.match(
      one.tooltip,
      /^Of the index of this folder a part is missing or damaged\.\n\nClick to index the folder again/,
    );
    assert.match(one.tooltip, /put them back first\.\n\n000002\.npy: this file of a segment is gone$/);
    const many = damageText(Array.from({ length: 1207 }, (_, i) => `part ${i}`));
    assert.equal(many.label, '1,207 parts missing or damaged');
    assert.match(many.tooltip, /part 4\n\nand 1,202 more, which morphoscope check lists$/);
  });
});
