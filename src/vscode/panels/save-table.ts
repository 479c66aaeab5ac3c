import path from 'node:path';
import * as vscode from 'vscode';
import { type ExportTable, TABLE_FORMATS, tableFormatOf, writeTable } from '../../exports';
import { csvOptions } from '../settings';

/** What a table that a person saves is called. */
export interface TableNames {
  /** Title of the dialog. */
  readonly title: string;
  /** The file that is proposed, without extension. */
  readonly file: string;
  /** What its rows are, in the plural. */
  readonly rows: string;
}

/** Asks where a table is to go, and writes it in the format that the file's extension names. */
export async function saveTable(table: ExportTable, { title, file, rows }: TableNames): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.file(`${file}.csv`),
    filters: Object.fromEntries(TABLE_FORMATS.map(({ label, extensions }) => [label, [...extensions]])),
  });
  if (!target) return;
  const name = path.posix.basename(target.path);
  const format = tableFormatOf(name);
  if (!format) {
    const known = TABLE_FORMATS.map(({ label, extensions: [extension] }) => `.${extension} (${label})`).join(', ');
    void vscode.window.showErrorMessage(`${name} names no format: its extension is one of ${known}.`);
    return;
  }
  const { bytes, written, leftOut } = writeTable(table, format, csvOptions());
  await vscode.workspace.fs.writeFile(target, bytes);
  const without = leftOut > 0 ? `; ${leftOut} without a position are left out` : '';
  const buttons = format === 'parquet' ? [] : ['Open'];
  const choice = await vscode.window.showInformationMessage(`${written} ${rows} are in ${name}${without}.`, ...buttons);
  if (choice) await vscode.window.showTextDocument(target);
}
