import assert from 'node:assert/strict';
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc/node';
import { Ahead } from '../../../src/vscode/similar/ahead';

describe('an answer that is begun before its question comes', () => {
  const asked: { query: { name: string }; token: CancellationToken }[] = [];
  const ahead = new Ahead((query: { name: string }, token) => {
    asked.push({ query, token });
    return query.name === 'wrong' ? Promise.reject(new Error('wrong')) : Promise.resolve(query.name);
  });
  const { token } = new CancellationTokenSource();
  beforeEach(() => asked.splice(0));

  it('is asked for once, and given to the question that is the same', async () => {
    ahead.begin({ name: 'ring' });
    assert.equal(await ahead.take({ name: 'ring' }, token), 'ring');
    assert.equal(asked.length, 1);
    assert.equal(await ahead.take({ name: 'ring' }, token), 'ring');
    assert.equal(asked.length, 2, 'the second time it is asked for anew');
  });

  it('is cancelled where the question is another, or its asker stops waiting', async () => {
    ahead.begin({ name: 'ring' });
    assert.equal(await ahead.take({ name: 'bar' }, token), 'bar');
    assert.ok(asked[0].token.isCancellationRequested);
    ahead.begin({ name: 'ring' });
    const cancel = new CancellationTokenSource();
    const answer = ahead.take({ name: 'ring' }, cancel.token);
    cancel.cancel();
    await answer;
    assert.ok(asked[2].token.isCancellationRequested);
  });

  it('fails where its question is asked, and nowhere else', async () => {
    ahead.begin({ name: 'wrong' });
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(ahead.take({ name: 'wrong' }, token), /wrong/);
  });
});
