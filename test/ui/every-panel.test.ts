import assert from 'node:assert/strict';
import { generateSampleSky } from '../../src/sample-sky';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

/** The page of each panel, and the command that opens it. The viewer, which opens files, has suites of its own. */
const PANELS = [
  ['Find Near-Duplicates', 'duplicates-app'],
  ['Fine-Tune on Labels…', 'finetune-app'],
  ['Inspect Anomalies', 'anomalies-app'],
  ['Show Map', 'map-app'],
  ['Show Tags', 'tags-app'],
] as const;

describe('every panel', () => {
  const sky = [...generateSampleSky({ count: 8, size: 64, seed: 5 })];
  const folder = temporaryWorkspace(Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])));
  const vscode = useVscode({ workspace: () => folder });

  for (const [command, page] of PANELS) {
    it(`opens by its command: ${command}`, async () => {
      await vscode.workbench.runCommand(`Morphoscope: ${command}`);
      const frame = await vscode.workbench.webview(page);
      await frame.locator(`${page} vscode-button`).first().waitFor({ timeout: 120_000 });
      await vscode.workbench.closeAllEditors();
    });
  }

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
