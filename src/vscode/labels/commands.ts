import path from 'node:path';
import * as vscode from 'vscode';
import type { TableState } from '../../engine';
import { matchSentences } from '../../engine/tables/match-text';
import { problemLines } from '../../engine/tables/table-problems';
import type { Collections } from '../collections/collections';
import { Owner } from '../disposable';
import { Command, TABLE_NAME } from '../ids';
import { RefusedFileError } from '../border/admit';
import { chooseMatching } from './choose-matching';
import type { LabelFiles } from './label-files';
import { newLabelFile } from './new-label-file';
import { inFolder } from './in-folder';

const TABLES = '**/*.{csv,tsv,tab,jsonl,ndjson,ecsv,parquet,vot,votable,tbl,ipac,cat}';
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
    await this.labels.choices.useLabelFile(folder, file);
    this.tellMatch(folder);
  }

  private async addCatalog(uri: unknown): Promise<void> {
    const chosen = await this.chooseTable(uri, 'A catalogue whose columns filters can use', false);
    if (!chosen) return;
    const { folder, file } = chosen;
    await this.labels.choices.addCatalog(folder, file);
    const table = (await this.labels.tables(folder)).find((one) => one.file === file);
    if (table?.error !== undefined) void vscode.window.showErrorMessage(table.error);
    else if (table?.state)
      void vscode.window.showInformationMessage(`${path.basename(file)}: ${matchText(table.state)}`);
  }

  private async newLabelFile(): Promise<void> {
    const folder = await this.folder();
    if (folder === undefined) return;
    const file = await newLabelFile(folder, this.labels.border);
    if (file !== undefined) await this.labels.choices.useLabelFile(folder, file);
  }

  /** Shows how the rows are matched, and takes another way. */
  private async matchLabels(): Promise<void> {
    const folder = await this.folder();
    if (folder === undefined) return;
    const table = await this.labels.labels(folder);
    if (!table) return this.useLabelFile(undefined);
    if (table.refused) return this.useLabelFile(vscode.Uri.file(table.file));
    if (!table.state) {
      void vscode.window.showErrorMessage(table.error ?? 'The label file cannot be read.');
      return;
    }
    const change = await chooseMatching(table.file, table.state, this.labels.choices.matching(folder).rows ?? {});
    if (!change) return;
    await this.labels.choices.match(folder, change);
    this.tellMatch(folder);
  }

  /** Says how the rows match. Nobody waits for it: whoever had a label file chosen goes on with it. */
  private tellMatch(folder: string): void {
    this.sayMatch(folder).catch((error: unknown) => vscode.window.showErrorMessage((error as Error).message));
  }

  private async sayMatch(folder: string): Promise<void> {
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
  private async chooseTable(uri: unknown, title: string, makeNew: boolean): Promise<ChosenTable | undefined> {
    if (uri instanceof vscode.Uri && uri.scheme === 'file') {
      const folder = this.collections.folderOf(uri);
      return tableIn(folder, await this.admitted(uri.fsPath, folder, title));
    }
    const folder = await this.folder();
    if (folder === undefined) return undefined;
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, TABLES), undefined, MOST_TABLES);
    type Item = vscode.QuickPickItem & { file?: string; how?: 'new' | 'browse' };
    const now = this.labels.choices.labelFile(folder);
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
    if (picked.file !== undefined) return tableIn(folder, await this.admitted(picked.file, folder, title));
    if (picked.how === 'new') {
      await this.newLabelFile();
      return undefined;
    }
    return tableIn(folder, await this.browse(vscode.Uri.file(folder), title));
  }

  /** A file that is named, and not chosen in a dialog: one that leads out of the workspace is to be chosen there first. */
  private async admitted(file: string, folder: string, title: string): Promise<string | undefined> {
    try {
      await this.labels.border.admit(file, folder);
      return file;
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      const choose = 'Choose It…';
      const answer = await vscode.window.showWarningMessage(error.message, ...(error.choosable ? [choose] : []));
      return answer === choose ? this.browse(vscode.Uri.file(path.dirname(file)), title) : undefined;
    }
  }

  private async browse(from: vscode.Uri, title: string): Promise<string | undefined> {
    const [chosen] = (await vscode.window.showOpenDialog({ title, defaultUri: from })) ?? [];
    if (!chosen) return undefined;
    if (!TABLE_NAME.test(chosen.path)) {
      void vscode.window.showErrorMessage(
        'Labels are read from CSV, TSV, JSON Lines, ECSV, FITS, Parquet and VOTable files, and from text in aligned columns (.txt, .dat, .tbl, .cat …).',
      );
      return undefined;
    }
    await this.labels.border.choose(chosen.fsPath);
    return chosen.fsPath;
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

/** A file that a person has chosen, with the folder that it is about. */
interface ChosenTable {
  readonly folder: string;
  readonly file: string;
}

function tableIn(folder: string, file: string | undefined): ChosenTable | undefined {
  return file === undefined ? undefined : { folder, file };
}

/** How rows match, and what to know of how the table was read. */
function matchText(state: TableState): string {
  if (!state.binding && state.rows === 0) return 'it has no rows yet; tags make them';
  return [...matchSentences(state), ...problemLines(state, path.basename(state.file))].join('. ');
}
