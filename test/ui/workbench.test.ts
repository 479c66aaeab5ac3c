import assert from 'node:assert/strict';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

describe('the workbench with Morphoscope', () => {
  const vscode = useVscode({ workspace: () => temporaryWorkspace({ 'notes.txt': 'a galaxy' }) });

  it('opens a workspace', async () => {
    await vscode.workbench.openFile('notes.txt');
    await until('the editor opens', async () => assert.deepEqual(await vscode.workbench.tabs(), ['notes.txt']));
  });

  it('lists the commands of Morphoscope in the palette', async () => {
    await until('commands of Morphoscope', async () => {
      const titles = await vscode.workbench.commands('Morphoscope:');
      assert.ok(
        titles.some((title) => title.startsWith('Morphoscope:')),
        `listed: ${titles.join(', ')}`,
      );
    });
  });
});
