import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('activates the extension without a fault', async () => {
    const extension = vscode.extensions.getExtension('morphoscope.morphoscope');
    assert.ok(extension, 'the extension is loaded');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('registers every command that package.json contributes', async () => {
    const extension = vscode.extensions.getExtension('morphoscope.morphoscope');
    const manifest = extension?.packageJSON as { contributes?: { commands?: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    const missing = (manifest.contributes?.commands ?? []).filter(({ command }) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });
});
