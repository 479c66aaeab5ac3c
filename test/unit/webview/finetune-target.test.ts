import assert from 'node:assert/strict';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Estimate, type ModelSummary, type TableColumn } from '../../../src/contracts/finetune';
import { freshName, likelyColumn, readableModels } from '../../../webview/finetune/model-names';
import { Target } from '../../../webview/finetune/target';

const column = (name: string, kind: TableColumn['kind']): TableColumn => ({ name, kind, type: 'text' });
const model = (name: string, part: Partial<ModelSummary> = {}) => ({ name, state: 'ready', ...part }) as ModelSummary;

describe('what the fine-tuning wizard is to learn', () => {
  it('is first a class, then yes and no, then tags', () => {
    const columns = [column('id', 'id'), column('tags', 'tags'), column('bar', 'binary'), column('type', 'class')];
    assert.equal(likelyColumn(columns), 'type');
    assert.equal(likelyColumn(columns.slice(0, 3)), 'bar');
    assert.equal(likelyColumn(columns.slice(0, 1)), undefined);
  });

  it('gets a model with a name that no other has', () => {
    assert.equal(freshName('has bar?', [model('has-bar--1'), model('has-bar--3')]), 'has-bar--2');
    assert.equal(freshName(undefined, []), 'model-1');
    assert.equal(freshName('??', []), '--1');
  });

  it('shows models that can be used, the oldest first', () => {
    const models = [model('b', { created: '2' }), model('a', { created: '1' }), model('c', { state: 'interrupted' }), model('d', { problem: 'x' })]; // prettier-ignore
    assert.deepEqual(
      readableModels(models).map(({ name }) => name),
      ['a', 'b'],
    );
  });

  it('takes the answer to the last question, whichever comes first, and its error', async () => {
    const timers: (() => void)[] = [];
    (globalThis as { window?: unknown }).window = { setTimeout: (run: () => void) => timers.push(run), clearTimeout: () => undefined }; // prettier-ignore
    const answers: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
    const asked: unknown[] = [];
    const host = {
      sendRequest: (type: unknown, params: unknown) => {
        asked.push([type === Estimate ? 'estimate' : 'inspect', params]);
        return new Promise((resolve, reject) => answers.push({ resolve, reject }));
      },
    } as unknown as MessageConnection;
    try {
      const target = new Target({ requestUpdate: () => undefined } as never, host, () => true);
      target.choose('type', undefined);
      target.choose('bar', undefined);
      assert.ok(target.looking);
      answers[1].resolve({ trainable: true, of: 'bar' });
      answers[0].resolve({ trainable: true, of: 'type' });
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([target.inspection, target.looking], [{ trainable: true, of: 'bar' }, false]);
      timers.forEach((run) => run());
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(asked.slice(2), [['estimate', { column: 'bar', options: {} }]]);
      answers[2].reject(new Error('no engine'));
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(target.estimate, 'no engine');
    } finally {
      delete (globalThis as { window?: unknown }).window;
    }
  });
});
