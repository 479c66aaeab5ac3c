import path from 'node:path';
import * as vscode from 'vscode';
import type { JoinedTable } from '../labels/label-files';
import { asText } from './find-similar-tool';
import { diskFolders } from './workspace-cutout';

/** More values of a column than these say no more to a model. */
const MOST_VALUES = 30;

/** What knows the tables of folders. */
export interface LabelSource {
  tables(folder: string): Promise<readonly JoinedTable[]>;
}

/** Answers a language model which labels the workspace has: its tables, their columns, and how many rows have which value. */
export class ListLabelsTool implements vscode.LanguageModelTool<unknown> {
  constructor(private readonly labels: LabelSource) {}

  prepareInvocation(): vscode.PreparedToolInvocation {
    return { invocationMessage: 'Reading the labels of the galaxies' };
  }

  async invoke(
    _: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const folders = [];
    for (const { name, uri } of diskFolders()) {
      const tables = await this.labels.tables(uri.fsPath);
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      folders.push({ folder: name, tables: tables.map((table) => described(uri.fsPath, table)) });
    }
    return asText({ folders });
  }
}

function described(folder: string, { file, state, error }: JoinedTable) {
  const name = path.relative(folder, file).split(path.sep).join('/');
  if (!state) return { file: name, error: error ?? 'it cannot be read' };
  const { rows, binding, columns } = state;
  return {
    file: name,
    rows,
    rowsMatchedToGalaxies: binding?.matched ?? 0,
    columns: columns.map(({ name: column, kind, values }) => ({
      name: column,
      kind,
      ...(values
        ? { values: Object.fromEntries(values.slice(0, MOST_VALUES).map(({ value, count }) => [value, count])) }
        : {}),
    })),
  };
}
