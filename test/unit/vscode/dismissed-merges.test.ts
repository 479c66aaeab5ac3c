import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { DismissedMerges } from '../../../src/vscode/tags/dismissed-merges';

/** What a workspace remembers, in memory. */
function memento(first?: unknown): vscode.Memento {
  const values = new Map<string, unknown>([['tags.notTheSame', first]]);
  return {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => {
      values.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  } as vscode.Memento;
}

describe('tags that do not mean the same', () => {
  it('are remembered by file and column, in either direction', async () => {
    const kept = memento();
    const dismissed = new DismissedMerges(kept);
    await dismissed.add('/a.csv', 'tags', 'bars', 'bar');
    await dismissed.add('/a.csv', 'tags', 'bar', 'bars');
    await dismissed.add('/b.csv', 'tags', 'x', 'y');
    const again = new DismissedMerges(kept);
    assert.ok(again.has('/a.csv', 'tags', 'bar', 'bars') && again.has('/a.csv', 'tags', 'bars', 'bar'));
    assert.ok(!again.has('/b.csv', 'tags', 'bar', 'bars') && !again.has('/a.csv', 'other', 'bar', 'bars'));
    await again.forget('/a.csv', 'tags');
    assert.ok(!dismissed.has('/a.csv', 'tags', 'bar', 'bars') && dismissed.has('/b.csv', 'tags', 'x', 'y'));
  });

  it('are none where something else is remembered', async () => {
    for (const odd of [7, 'x', { a: [['b']] }, { a: 'b' }, null]) {
      const dismissed = new DismissedMerges(memento(odd));
      assert.ok(!dismissed.has('/a.csv', 'tags', 'x', 'y'));
      await dismissed.add('/a.csv', 'tags', 'x', 'y');
      assert.ok(dismissed.has('/a.csv', 'tags', 'x', 'y'));
    }
  });
});
