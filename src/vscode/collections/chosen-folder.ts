import * as vscode from 'vscode';
import { Command } from '../ids';

/**
 * The workspace folder that a command is about: that of what was clicked, the only one, or one that the person now chooses.
 * @param words what is said where no folder is open, and above the choice
 * @returns its absolute path; undefined where there is none or the person left
 */
export async function chosenFolder(
  uri: unknown,
  words: { readonly none: string; readonly pick: string },
): Promise<string | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((one) => one.uri.scheme === 'file');
  if (folders.length === 0) {
    const choice = await vscode.window.showInformationMessage(words.none, 'Open Folder…', 'Create Sample Workspace…');
    if (choice === 'Open Folder…') await vscode.commands.executeCommand('workbench.action.files.openFolder');
    else if (choice) await vscode.commands.executeCommand(Command.CreateSampleWorkspace);
    return undefined;
  }
  const given = uri instanceof vscode.Uri ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (given) return given.uri.fsPath;
  if (folders.length === 1) return folders[0].uri.fsPath;
  const picked = await vscode.window.showWorkspaceFolderPick({ placeHolder: words.pick });
  return picked?.uri.fsPath;
}
