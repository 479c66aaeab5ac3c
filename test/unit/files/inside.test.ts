import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { liesIn } from '../../../src/files';
import { temporaryFolder } from '../../galaxies';

describe('files inside of a workspace', () => {
  it('are known by where they lie, whatever links lead to them', async () => {
    const { folder, remove } = temporaryFolder();
    try {
      const at = (...names: string[]) => path.join(folder, ...names);
      fs.mkdirSync(at('workspace', 'models'), { recursive: true });
      fs.mkdirSync(at('workspace-2'));
      fs.writeFileSync(at('workspace', 'models', 'a.onnx'), '');
      fs.writeFileSync(at('workspace-2', 'a.onnx'), '');
      fs.symlinkSync(at('workspace', 'models'), at('link'));
      fs.symlinkSync(at('workspace'), at('opened'));
      const inside = (file: string, of = 'workspace') => liesIn(at(file), at(of));
      for (const file of ['workspace', 'workspace/models', 'workspace/models/a.onnx', 'link/a.onnx', 'opened/models', 'workspace-2/../workspace/models']) {
        assert.equal(await inside(file), true, file);
      } // prettier-ignore
      assert.equal(await inside('workspace/models', 'opened'), true);
      for (const file of ['workspace-2/a.onnx', '.', 'gone/a.onnx', 'workspace/../workspace-2'])
        assert.equal(await inside(file), false, file);
    } finally {
      remove();
    }
  });
});
