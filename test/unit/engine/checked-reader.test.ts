import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { CheckedReader } from '../../../src/engine/process/checked-reader';

describe('messages to the engine', () => {
  /** Whether a message is passed on. */
  const isRead = (message: unknown): boolean => {
    const channel = new EventEmitter();
    const reader = new CheckedReader(channel as ChildProcess);
    let passed = 0;
    let refused = 0;
    reader.listen(() => passed++);
    reader.onError(() => refused++);
    channel.emit('message', message);
    assert.equal(passed + refused, 1);
    return passed === 1;
  };

  it('are read where they are requests, whatever their params, answers, or words on them', () => {
    const id = 7;
    for (const message of [
      { id, method: 'near', params: { folder: '/a' } },
      { id: 'a', method: 'near', params: null },
      { id, method: '$/nothing' },
      { method: 'log', params: { level: 'info' } },
      { method: '$/cancelRequest', params: { id } },
      { method: '$/progress', params: { token: 'p', value: 1 } },
      { id, result: null },
      { id, error: { code: -1, message: 'no' } },
    ])
      assert.ok(isRead({ jsonrpc: '2.0', ...message }), JSON.stringify(message));
  });

  it('are passed over where the connection would fail on them', () => {
    for (const message of [
      null,
      'near',
      [],
      {},
      { id: 7, method: 'near' },
      { jsonrpc: '2.0', id: {}, method: 'near' },
      { jsonrpc: '2.0', method: '$/cancelRequest' },
      { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: {} } },
      { jsonrpc: '2.0', method: '$/progress', params: null },
      { jsonrpc: '2.0', count: 10n },
    ])
      assert.ok(!isRead(message), inspect(message));
  });

  it('cancel a request once', () => {
    const channel = new EventEmitter();
    const reader = new CheckedReader(channel as ChildProcess);
    let passed = 0;
    reader.listen(() => passed++);
    for (const id of [1, 1, 'a', 2, 1, 'a']) {
      channel.emit('message', { jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });
    }
    assert.equal(passed, 3);
  });
});
