import * as vscode from 'vscode';
import type { Query } from '../../contracts/similar';
import { columnText } from '../../expressions';
import type { LabelFiles } from '../labels/label-files';

/** Numbers that the index itself knows of each galaxy. */
const OWN = ['ra', 'dec', 'pixel_scale', 'width', 'height'];

interface ByColumn extends vscode.QuickPickItem {
  readonly by: string;
}

/** Asks by which column galaxies are to be listed, and which end of it comes first. Undefined where the person left. */
export async function askForOrder(folder: string, labels: LabelFiles): Promise<Query['order']> {
  const tables = await labels.tables(folder);
  const columns = tables.flatMap(({ file, state }) => (state?.columns ?? []).map((column) => ({ file, column })));
  const sortable = columns.filter(({ column }) => column.type === 'number');
  const items: ByColumn[] = [
    ...sortable.map(({ file, column: { name } }) => ({
      label: name,
      description: vscode.workspace.asRelativePath(file),
      by: columnText(name),
    })),
    ...OWN.map((name) => ({ label: name, description: 'of the index', by: name })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Sort Galaxies by a Column',
    placeHolder: 'A number of the label file, a catalogue or the index',
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  const ends = [
    { label: 'Highest first', descending: true },
    { label: 'Lowest first', descending: false },
  ];
  const end = await vscode.window.showQuickPick(ends, { title: `Sort Galaxies by ${picked.label}` });
  return end && { by: picked.by, descending: end.descending };
}
