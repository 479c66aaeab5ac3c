import assert from 'node:assert/strict';
import path from 'node:path';
import { StoreError } from '../../../src/collection';
import { requireAbsolute } from '../../../src/engine/process/absolute';

describe('paths that are written to', () => {
  it('are absolute, or refused with their name', () => {
    requireAbsolute(path.resolve('galaxies'), path.resolve('galaxies', '.morphoscope'));
    for (const file of ['galaxies', '', './store', undefined, 7]) {
      assert.throws(
        () => requireAbsolute(path.resolve('galaxies'), file),
        (error: unknown) => {
          assert.ok(error instanceof StoreError);
          assert.equal(error.file, String(file));
          assert.match(error.message, /it is not an absolute path, so nothing is written there/);
          return true;
        },
      );
    }
  });
});
