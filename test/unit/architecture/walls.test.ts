import assert from 'node:assert/strict';
import path from 'node:path';
import { ESLint } from 'eslint';

const ROOT = path.resolve(__dirname, '../../..');

describe('the walls between the rooms', function () {
  this.timeout(120_000);
  const eslint = new ESLint({ cwd: ROOT });

  /** What lint says of `code` if it stood in an existing file. */
  async function complaints(file: string, code: string): Promise<string[]> {
    const [{ messages }] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
    return messages.map(({ ruleId }) => ruleId ?? 'error').filter((rule) => rule.startsWith('no-restricted'));
  }

  const FORBIDDEN: [string, string, string][] = [
    ['fits/ knows nothing above it', 'src/fits/index.ts', `export { render } from '../imaging';`],
    ['imaging/ runs without Node', 'src/imaging/index.ts', `export { default } from 'node:fs';`],
    ['imaging/ runs without the DOM', 'src/imaging/index.ts', `export const title = document.title;`],
    ['no science room knows the editor', 'src/collection/index.ts', `export { window } from 'vscode';`],
    ['the engine knows nothing of vscode/', 'src/engine/index.ts', `export { Owner } from '../vscode/disposable';`],
    ['the extension host loads no native library', 'src/vscode/ids.ts', `export * from 'onnxruntime-node';`],
    ['encoder/ knows nothing of collection/', 'src/encoder/index.ts', `export { discover } from '../collection';`],
  ];
  for (const [wall, file, code] of FORBIDDEN) {
    it(wall, async () => assert.equal((await complaints(file, `${code}\n`)).length, 1));
  }

  it('lets rooms depend downwards', async () => {
    assert.deepEqual(await complaints('src/similarity/index.ts', `export type { Row } from '../collection';\n`), []);
    assert.deepEqual(await complaints('src/vscode/ids.ts', `export { EngineClient } from '../engine';\n`), []);
  });
});
