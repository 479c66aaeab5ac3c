import path from 'node:path';
import * as vscode from 'vscode';
// Not from the room's index: that would take the readers of binary tables into the extension host.
import { newTable, type Template } from '../../labels/new-table';
import { saveAtomically } from '../../labels/save';
import type { WorkspaceBorder } from '../border/workspace-border';

const TEMPLATES: readonly (vscode.QuickPickItem & { readonly kindOf: Template['kind'] })[] = [
  { kindOf: 'tags', label: 'Tags', description: 'any number of words a galaxy', detail: 'path,tags' },
  { kindOf: 'binary', label: 'One class', description: 'yes or no', detail: 'path,ring' },
  { kindOf: 'classes', label: 'Classes', description: 'one of several', detail: 'path,class' },
  { kindOf: 'ratings', label: 'Ratings', description: 'interest, from 0 to 5', detail: 'path,rating' },
];

/** Asks what a new label file is for and where it lies, and writes it. @returns its path; undefined where the person left. */
export async function newLabelFile(folder: string, border: WorkspaceBorder): Promise<string | undefined> {
  const template = await vscode.window.showQuickPick(TEMPLATES, { title: 'New Label File', placeHolder: 'What for?' });
  if (!template) return undefined;
  let column: string | undefined;
  if (template.kindOf === 'binary') {
    column = await vscode.window.showInputBox({
      title: 'New Label File',
      prompt: 'Name of the class',
      value: 'ring',
      validateInput: (name) => (/^[^\s,;"|]+$/.test(name) && name !== 'path' ? undefined : 'One word, and not "path"'),
    });
    if (column === undefined) return undefined;
  }
  const target = await vscode.window.showSaveDialog({
    title: 'New Label File',
    defaultUri: vscode.Uri.file(path.join(folder, template.kindOf === 'binary' ? `${column}.csv` : 'labels.csv')),
    filters: { CSV: ['csv'] },
  });
  if (!target) return undefined;
  // Rows come with the labels: a file of a million empty cells would say nothing.
  const text = newTable({ kind: template.kindOf, column }, []);
  try {
    await border.choose(target.fsPath);
    await saveAtomically(target.fsPath, null, text);
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
    return undefined;
  }
  return target.fsPath;
}
