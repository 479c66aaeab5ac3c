import path from 'node:path';
import * as vscode from 'vscode';
import { liesIn } from '../../files';

/**
 * Whether a file or folder may be opened as a model: not where it lies in a folder of a workspace that is not trusted,
 * however it is named. Where it may not, says so and offers to manage trust.
 */
export async function mayOpenModel(file: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const inside = await Promise.all(folders.map(({ uri }) => liesIn(file, uri.fsPath)));
  if (!inside.includes(true)) return true;
  const manage = 'Manage Workspace Trust';
  void vscode.window
    .showWarningMessage(
      `${path.basename(file)} lies in a workspace that you have not trusted. No model from it is opened.`,
      manage,
    )
    .then((choice) => choice && vscode.commands.executeCommand('workbench.trust.manage'));
  return false;
}
