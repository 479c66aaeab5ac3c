import path from 'node:path';
import * as vscode from 'vscode';

/** Tells that a file has been changed, on the disk or in an editor. */
export function onFileChange(file: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file)),
  );
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === 'file' && document.uri.fsPath === file && contentChanges.length > 0) changed();
    }),
  );
}
