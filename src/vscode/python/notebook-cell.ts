import path from 'node:path';
import * as vscode from 'vscode';

/** The notebook that a person works in beside the panel: the one that has the focus, or else one that is in sight. */
export function neighbouringNotebook(): vscode.NotebookEditor | undefined {
  return vscode.window.activeNotebookEditor ?? vscode.window.visibleNotebookEditors.at(0);
}

/** Puts code into a notebook as a cell of its own, behind what is selected there; the notebook's undo takes it back. */
export async function insertCell(editor: vscode.NotebookEditor, code: string): Promise<void> {
  const { notebook, selections } = editor;
  const at = selections.at(-1)?.end ?? notebook.cellCount;
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code.trimEnd(), 'python');
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`${path.basename(notebook.uri.path)} takes no new cell: it may be read-only.`);
  }
  editor.revealRange(new vscode.NotebookRange(at, at + 1));
}

/** Says that code has been copied, and offers to put it into the notebook in sight, where there is one. */
export async function offerCode(code: string, said: string): Promise<void> {
  const editor = neighbouringNotebook();
  if (!editor) {
    vscode.window.setStatusBarMessage(said, 4000);
    return;
  }
  const insert = `Insert into ${path.basename(editor.notebook.uri.path)}`;
  if ((await vscode.window.showInformationMessage(said, insert)) !== insert) return;
  try {
    await insertCell(editor, code);
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}
