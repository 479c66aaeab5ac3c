import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { insertCell, neighbouringNotebook, offerCode } from '../../src/vscode/python/notebook-cell';
import { eventually, folder } from './extension';
import { takeShown } from './spies';

describe('Python for the notebook beside a panel', () => {
  const file = () => path.join(folder('south').fsPath, 'beside.ipynb');
  const cells = (...sources: string[]) =>
    sources.map((source) => ({ cell_type: 'code', metadata: {}, source, outputs: [], execution_count: null }));
  const texts = (notebook: vscode.NotebookDocument) => notebook.getCells().map(({ document }) => document.getText());

  before(() => {
    const metadata = { language_info: { name: 'python' } };
    fs.writeFileSync(
      file(),
      JSON.stringify({ cells: cells('a = 1', 'b = 2'), metadata, nbformat: 4, nbformat_minor: 5 }),
    );
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    fs.rmSync(file());
  });

  it('offers nothing where no notebook is in sight', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('none in sight', () => neighbouringNotebook() === undefined);
    takeShown();
    await offerCode('x = 1', 'Copied');
    assert.deepEqual(takeShown(), []);
  });

  it('becomes a cell behind the selected one, which the notebook can take back', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file()));
    const editor = await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(0, 1)] });
    assert.equal(neighbouringNotebook()?.notebook.uri.fsPath, file());
    takeShown();
    await offerCode('x = 1\n', 'Copied Python code');
    const said = { kind: 'information', text: 'Copied Python code', buttons: ['Insert into beside.ipynb'] };
    assert.deepEqual(takeShown(), [said]);
    assert.deepEqual(texts(notebook), ['a = 1', 'b = 2'], 'not without being asked');
    await insertCell(editor, 'x = 1\ny = 2\n');
    assert.deepEqual(texts(notebook), ['a = 1', 'x = 1\ny = 2', 'b = 2']);
    assert.equal(notebook.cellAt(1).document.languageId, 'python');
    await vscode.commands.executeCommand('undo');
    await eventually('it is taken back', () => texts(notebook).length === 2);
  });
});
