import assert from 'node:assert/strict';
import { ensureBuilt } from '../../built';
import { start } from './run-cli';

describe('output that nobody reads any more', function () {
  this.timeout(30_000);
  before(ensureBuilt);

  it('ends a command without a word, as `| head` does', async () => {
    const { child, ended } = start(['encoders', 'list']);
    child.stdout!.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });
});
