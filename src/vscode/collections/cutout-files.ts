import path from 'node:path';
import * as vscode from 'vscode';
import type { CutoutRef } from '../../engine';

/** The files of cutouts, whose paths are relative to a folder or absolute. */
export function filesOf(folder: string, cutouts: readonly CutoutRef[]): vscode.Uri[] {
  return cutouts.map((cutout) => vscode.Uri.file(path.resolve(folder, cutout.path)));
}

/** Opens files in the column beside a panel's, where the code is, or wherever there is another. */
export async function openBeside(panel: vscode.WebviewPanel, files: readonly vscode.Uri[]): Promise<void> {
  const other = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== panel.viewColumn);
  const column = other?.viewColumn ?? vscode.ViewColumn.Beside;
  for (const file of files) await vscode.commands.executeCommand('vscode.open', file, column);
}

export async function copyPaths(files: readonly vscode.Uri[]): Promise<void> {
  await vscode.env.clipboard.writeText(files.map(({ fsPath }) => fsPath).join('\n'));
  vscode.window.setStatusBarMessage(files.length === 1 ? 'Copied the path' : `Copied ${files.length} paths`, 3000);
}
