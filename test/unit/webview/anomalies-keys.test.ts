import assert from 'node:assert/strict';
import { panelKey } from '../../../webview/anomalies/keys';

const NO_MODIFIERS = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
const press = (key: string, modifiers: Partial<typeof NO_MODIFIERS> = {}, inField = false) =>
  panelKey({ key, ...NO_MODIFIERS, ...modifiers }, inField);

describe('the keys of the anomalies panel', () => {
  it('rate from 0 to 5, and take a rating away', () => {
    assert.deepEqual(press('3'), { kind: 'rate', rating: 3 });
    assert.deepEqual(press('0'), { kind: 'rate', rating: 0 });
    assert.equal(press('6'), undefined);
    assert.deepEqual(press('Delete'), { kind: 'rate', rating: null });
  });

  it('undo and redo as everywhere, and by U', () => {
    assert.equal(press('z', { ctrlKey: true })?.kind, 'undo');
    assert.equal(press('Z', { metaKey: true, shiftKey: true })?.kind, 'redo');
    assert.equal(press('y', { ctrlKey: true })?.kind, 'redo');
    assert.equal(press('u')?.kind, 'undo');
    assert.equal(press('s', { ctrlKey: true }), undefined, 'Ctrl+S is the editor’s');
  });

  it('leave text to its field, but for Escape', () => {
    for (const key of ['3', 's', 'Delete', 'ArrowLeft']) assert.equal(press(key, {}, true), undefined, key);
    assert.equal(press('z', { ctrlKey: true }, true), undefined);
    assert.equal(press('Escape', {}, true)?.kind, 'leave');
    assert.equal(press('3', { altKey: true }), undefined);
  });

  it('move, skip, and ask for the next batch', () => {
    assert.deepEqual(
      ['ArrowDown', 's', 'n', 'N', 'x'].map((key) => press(key)?.kind),
      ['move', 'skip', 'next batch', 'next batch', undefined],
    );
  });
});
