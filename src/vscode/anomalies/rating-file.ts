import path from 'node:path';
import * as vscode from 'vscode';
// Not from the room's index: that would take the readers of binary tables into the extension host.
import { newTable } from '../../labels/new-table';
import { saveAtomically } from '../../labels/save';
import { Command } from '../ids';
import type { LabelFiles } from '../labels/label-files';

const NAME = 'ratings.csv';

/**
 * Makes sure that there is a file for ratings: the folder's label file, or, asked for on first use, a new one.
 * @returns false where the person left
 * @throws Error where the label file cannot be written to
 */
export async function ensureRatingFile(labels: LabelFiles, folder: string, column: string): Promise<boolean> {
  const own = await labels.labels(folder);
  if (own?.refused) {
    // Says where it lies, and lets the person choose it.
    await vscode.commands.executeCommand(Command.UseLabelFile, vscode.Uri.file(own.file));
    return (await labels.labels(folder))?.state?.editable === true;
  }
  if (own) {
    if (own.error !== undefined) throw new Error(own.error);
    if (own.state?.editable) return true;
    throw new Error(
      `${path.basename(own.file)} can be read, not written: choose a CSV, TSV or JSON Lines file for ratings`,
    );
  }
  type Item = vscode.QuickPickItem & { readonly makes?: true };
  const items: Item[] = [
    { label: `$(new-file) ${NAME}`, description: `a new file in ${path.basename(folder)}`, makes: true },
    { label: '$(folder-opened) Another file…', description: 'that holds labels already, or is yet to be made' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Where to Keep Your Ratings' });
  if (!picked) return false;
  if (!picked.makes) {
    await vscode.commands.executeCommand(Command.UseLabelFile);
    return (await labels.labels(folder))?.state?.editable === true;
  }
  const file = path.join(folder, NAME);
  await saveAtomically(file, null, newTable({ kind: 'ratings', column }, []), await labels.border.admit(file, folder));
  await labels.choices.useLabelFile(folder, file);
  return true;
}
