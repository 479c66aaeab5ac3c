import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const FORBIDDEN: readonly [string, string, string][] = [
  ['fits/ knows nothing above it', 'src/fits/index.ts', `export { render } from '../imaging';`],
  ['imaging/ runs without Node', 'src/imaging/index.ts', `export { default } from 'node:fs';`],
  ['imaging/ runs without the DOM', 'src/imaging/index.ts', `export const title = document.title;`],
  ['viewing/ runs without Node', 'src/viewing/index.ts', `export { default } from 'node:fs';`],
  ['exports/ runs without Node', 'src/exports/index.ts', `export { default } from 'node:fs';`],
  ['exports/ knows nothing of labels/', 'src/exports/index.ts', `export { LabelError } from '../labels';`],
  ['expressions/ runs without Node', 'src/expressions/index.ts', `export { default } from 'node:fs';`],
  ['weights/ knows nothing above it', 'src/weights/index.ts', `export { EncoderError } from '../encoder';`],
  ['no science room knows the editor', 'src/collection/index.ts', `export { window } from 'vscode';`],
  ['the engine knows nothing of vscode/', 'src/engine/index.ts', `export { Owner } from '../vscode/disposable';`],
  ['the extension host loads no native library', 'src/vscode/ids.ts', `export * from 'usearch';`],
  ['runtime/ alone says which ONNX Runtime runs', 'src/encoder/index.ts', `export * from 'onnxruntime-node';`],
  ['encoder/ knows nothing of collection/', 'src/encoder/index.ts', `export { discover } from '../collection';`],
  ['a panel knows no other panel', 'webview/map/colours.ts', `export { tileOf } from '../similar/tiles';`],
  ['a feature knows no other feature', 'src/vscode/tags/panel.ts', `export { MapPanel } from '../map/panel';`],
];
const ALLOWED: readonly [string, string, string][] = [
  ['similarity/ may use collection/', 'src/similarity/index.ts', `export type { Row } from '../collection';`],
  ['vscode/ may use engine/', 'src/vscode/ids.ts', `export { EngineClient } from '../engine';`],
];

describe('the walls between the rooms', () => {
  let broken: string[][];

  before(function () {
    this.timeout(120_000);
    const cases = [...FORBIDDEN, ...ALLOWED].map(([, file, code]) => ({ file, code: `${code}\n` }));
    const output = execFileSync(process.execPath, [path.join(__dirname, 'lint-texts.mjs')], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      env: { ...process.env, TSESTREE_SINGLE_RUN: 'false' },
    });
    broken = (JSON.parse(output) as string[][]).map((rules) =>
      rules.filter((rule) => /^(@typescript-eslint\/)?no-restricted/.test(rule)),
    );
  });

  FORBIDDEN.forEach(([wall], i) => it(wall, () => assert.equal(broken[i].length, 1)));
  ALLOWED.forEach(([way], i) => it(way, () => assert.deepEqual(broken[FORBIDDEN.length + i], [])));
});
