import path from 'node:path';
import * as vscode from 'vscode';
import type { TableCandidate, TableState } from '../../engine';
import type { Collections } from '../collections';
import { Owner } from '../disposable';
import { Command, TABLE_NAME } from '../ids';
import { catalogFiles, labelFile, remember } from '../settings';
import type { LabelFiles } from './label-files';
import { newLabelFile } from './new-label-file';

const TABLES = '**/*.{csv,tsv,jsonl,ndjson,ecsv,parquet}';
const MOST_TABLES = 500;

/** Choosing, making and matching label files and catalogues. */
export class LabelCommands extends Owner {
  constructor(
    private readonly labels: LabelFiles,
    private readonly collections: Collections,
  ) {
    super();
    const register = (command: string, run: (uri?: unknown) => Promise<void>) =>
      this.register(vscode.commands.registerCommand(command, run));
    register(Command.UseLabelFile, (uri) => this.useLabelFile(uri));
    register(Command.NewLabelFile, () => this.newLabelFile());
    register(Command.MatchLabels, () => this.matchLabels());
    register(Command.AddCatalog, (uri) => this.addCatalog(uri));
  }

  private async useLabelFile(uri: unknown): Promise<void> {
    const chosen = await this.chooseTable(uri, 'The file that holds the labels', true);
    if (!chosen) return;
    const { folder, file } = chosen;
    await remember(folder, 'labelBinding', undefined);
    await remember(folder, 'labelFile', inFolder(folder, file));
    await this.tellMatch(folder);
  }

  private async addCatalog(uri: unknown): Promise<void> {
    const chosen = await this.chooseTable(uri, 'A catalogue whose columns filters can use', false);
    if (!chosen) return;
    const { folder, file } = chosen;
    const names = new Set([...catalogFiles(folder), file].map((one) => inFolder(folder, one)));
    await remember(folder, 'catalogs', [...names]);
    const table = (await this.labels.tables(folder)).find((one) => one.file === file);
    if (table?.error !== undefined) void vscode.window.showErrorMessage(table.error);
    else if (table?.state)
      void vscode.window.showInformationMessage(`${path.basename(file)}: ${matchText(table.state)}`);
  }

  private async newLabelFile(): Promise<void> {
    const folder = await this.folder();
    if (folder === undefined) return;
    const file = await newLabelFile(folder);
    if (file === undefined) return;
    await remember(folder, 'labelBinding', undefined);
    await remember(folder, 'labelFile', inFolder(folder, file));
  }

  /** Shows how the rows are matched, and takes another way. */
  private async matchLabels(): Promise<void> {
    const folder = await this.folder();
    if (folder === undefined) return;
    const table = await this.labels.labels(folder);
    if (!table) return this.useLabelFile(undefined);
    if (!table.state) {
      void vscode.window.showErrorMessage(table.error ?? 'The label file cannot be read.');
      return;
    }
    const { binding, candidates } = table.state;
    type Item = vscode.QuickPickItem & { candidate?: TableCandidate };
    const examples = binding ? exampleItems(binding.examples) : [];
    const items: Item[] = [
      ...candidates
        .toSorted((a, b) => b.matched - a.matched)
        .map((candidate) => ({
          candidate,
          label: `by ${candidate.by} (${candidate.columns.join(', ')})`,
          description: countsText(candidate),
          picked: binding?.by === candidate.by && binding.columns.join() === candidate.columns.join(),
        })),
      ...examples,
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: `How the rows of ${path.basename(table.file)} are matched to galaxies`,
      placeHolder: binding ? `now by ${binding.by}: ${countsText(binding)}` : 'no row is matched',
      matchOnDescription: true,
    });
    if (!picked?.candidate) return;
    const { by, columns } = picked.candidate;
    await remember(folder, 'labelBinding', { way: by, columns });
    await this.tellMatch(folder);
  }

  private async tellMatch(folder: string): Promise<void> {
    const table = await this.labels.labels(folder);
    if (!table) return;
    if (table.error !== undefined || !table.state) {
      void vscode.window.showErrorMessage(table.error ?? `${path.basename(table.file)} cannot be read.`);
      return;
    }
    const change = 'How They Match…';
    const answer = await vscode.window.showInformationMessage(
      `${path.basename(table.file)}: ${matchText(table.state)}`,
      change,
    );
    if (answer === change) await vscode.commands.executeCommand(Command.MatchLabels);
  }

  /** The table that a command is about: the explorer's, the editor's, or one that the person now chooses. */
  private async chooseTable(
    uri: unknown,
    title: string,
    makeNew: boolean,
  ): Promise<{ folder: string; file: string } | undefined> {
    if (uri instanceof vscode.Uri && uri.scheme === 'file')
      return { folder: this.collections.folderOf(uri), file: uri.fsPath };
    const folder = await this.folder();
    if (folder === undefined) return undefined;
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, TABLES), undefined, MOST_TABLES);
    type Item = vscode.QuickPickItem & { file?: string; how?: 'new' | 'browse' };
    const now = labelFile(folder);
    const files = found.map(({ fsPath }) => fsPath).sort();
    const items: Item[] = [
      ...files.map((file) => ({
        label: inFolder(folder, file),
        file,
        description: file === now ? 'in use' : undefined,
      })),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...(makeNew ? [{ label: '$(new-file) New label file…', how: 'new' as const }] : []),
      { label: '$(folder-opened) Another file…', how: 'browse' },
    ];
    const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
    if (!picked) return undefined;
    if (picked.file !== undefined) return { folder, file: picked.file };
    if (picked.how === 'new') {
      await this.newLabelFile();
      return undefined;
    }
    const [chosen] = (await vscode.window.showOpenDialog({ title, defaultUri: vscode.Uri.file(folder) })) ?? [];
    if (!chosen) return undefined;
    if (!TABLE_NAME.test(chosen.path)) {
      void vscode.window.showErrorMessage('Labels are read from CSV, TSV, JSON Lines, ECSV, FITS and Parquet files.');
      return undefined;
    }
    return { folder, file: chosen.fsPath };
  }

  private async folder(): Promise<string | undefined> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      void vscode.window.showErrorMessage('Open the folder that holds the galaxies first.');
      return undefined;
    }
    const folder = folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick();
    return folder?.uri.fsPath;
  }
}

function countsText({ matched, unmatched, ambiguous }: TableCandidate): string {
  const rest = [...(unmatched ? [`${unmatched} unmatched`] : []), ...(ambiguous ? [`${ambiguous} ambiguous`] : [])];
  return [`${matched} matched`, ...rest].join(', ');
}

function matchText({ rows, binding }: TableState): string {
  if (!binding) {
    return rows === 0
      ? 'it has no rows yet; tags make them'
      : `none of its ${rows} rows is about a galaxy of the index`;
  }
  return `${countsText(binding)} of ${rows} rows, by ${binding.by} (${binding.columns.join(', ')})`;
}

function exampleItems({ matched, unmatched, ambiguous }: NonNullable<TableState['binding']>['examples']) {
  const heading = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(matched.length ? [heading('matched, for example')] : []),
    ...matched.map(({ row, path: file }) => ({ label: row, description: file })),
    ...(unmatched.length ? [heading('unmatched, for example')] : []),
    ...unmatched.map((label) => ({ label })),
    ...(ambiguous.length ? [heading('ambiguous, for example')] : []),
    ...ambiguous.map((label) => ({ label })),
  ];
}

function inFolder(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.split(path.sep).join('/');
}
