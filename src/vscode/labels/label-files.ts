import path from 'node:path';
import * as vscode from 'vscode';
import {
  type ChangedTable,
  ChangeTable,
  type ColumnSummary,
  type ColumnValues,
  DescribeTable,
  EditLabels,
  type EditLabelsResult,
  type FileRating,
  type LabelCells,
  type LabelEdit,
  MeasureQuality,
  OpenTable,
  type RatingColumn,
  ReadColumn,
  ReadLabels,
  ReadRatings,
  SummariseColumn,
  type TableParams,
  type TableState,
} from '../../engine';
import type { TextEdit } from '../../labels/edit';
import type { NeighbourQuality } from '../../similarity/label-precision';
import type { Collections } from '../collections/collections';
import { Owner } from '../disposable';
import type { EngineHost } from '../engine/engine-host';
import { RefusedFileError } from '../border/admit';
import type { WorkspaceBorder } from '../border/workspace-border';
import type { TableChoices } from './table-choices';

/** A table of the workspace as the engine has it; or why it has it not. */
export interface JoinedTable {
  /** Absolute path. */
  readonly file: string;
  readonly state?: TableState;
  readonly error?: string;
  /** It lies where it is not read unless the person chooses it. */
  readonly refused?: RefusedFileError;
}

interface Held {
  readonly folder: string;
  readonly file: string;
  readonly watcher: vscode.Disposable;
  /** The engine process that has it open. */
  pid?: number;
  state?: TableState;
  error?: string;
  refused?: RefusedFileError;
  /** How many cutouts there were when its rows were matched, and when they will be again. */
  cutouts?: number;
  recount?: NodeJS.Timeout;
  /** Asks what the table is now, once typing rests. */
  rest?: NodeJS.Timeout;
  /** A panel's change on its way through the editor that has the file open: the galaxies that it is about, and then their cells. */
  own?: { readonly galaxies?: readonly string[]; cells?: ChangedCells };
  /** What is being told to the engine about it: one after the other. */
  turn: Promise<unknown>;
}

const RECOUNT_MS = 1500;
/** How long no key comes before panels are told what was typed. */
const REST_MS = 250;

type ChangedCells = ChangedTable['cells'];

/** A folder's tables hold other labels than before, or are others. */
export interface LabelChange {
  readonly folder: string;
  /** Cells of the label file that have changed among those that panels show; undefined where any may have. */
  readonly cells?: ReadonlyMap<string, LabelCells>;
}

/** The galaxies whose labels a panel shows, by name. */
export interface ShownLabels {
  readonly folder: string;
  readonly names: readonly string[];
}

/**
 * The label file and the catalogues of each folder, as its settings name them. The engine holds the tables; here they are
 * kept to what their editors show, and to the disk where no editor has them open.
 */
export class LabelFiles extends Owner {
  /** By folder and file: folders may share a table, whose rows are about other galaxies in each. */
  private readonly held = new Map<string, Held>();
  private readonly changes = this.register(new vscode.EventEmitter<LabelChange>());
  readonly onDidChange = this.changes.event;
  private readonly viewers = new Set<() => ShownLabels | undefined>();

  constructor(
    private readonly engine: EngineHost,
    private readonly collections: Collections,
    /** Which files they are. */
    readonly choices: TableChoices,
    readonly border: WorkspaceBorder,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.register(collections.onDidChange(({ folder, state }) => this.collectionChanged(folder, state?.cutouts ?? 0)));
    this.register(vscode.workspace.onDidChangeTextDocument((event) => this.documentChanged(event)));
    this.register(
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.heldOf(uri).forEach((held) => this.reread(held))),
    );
    this.register(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.heldOf(uri).forEach((held) => this.reread(held))),
    );
    this.register(choices.onDidChange(() => this.forgetAll()));
    // What was refused may be admitted now.
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.forgetAll()));
    this.register({
      dispose: () => {
        for (const held of this.held.values()) forget(held);
      },
    });
  }

  /** Cells of what a panel shows come with the answer to each change, so that it need not ask for them. */
  showTo(viewer: () => ShownLabels | undefined): vscode.Disposable {
    this.viewers.add(viewer);
    return new vscode.Disposable(() => this.viewers.delete(viewer));
  }

  /** Names of the galaxies whose labels panels show; none of another table than the label file. */
  private shownOf({ folder, file }: Held): string[] {
    if (file !== this.choices.labelFile(folder)) return [];
    const shown = [...this.viewers].map((viewer) => viewer()).filter((one) => one?.folder === folder);
    return [...new Set(shown.flatMap((one) => one!.names))];
  }

  private fire({ folder, file }: Held, cells?: ChangedCells): void {
    const known = file === this.choices.labelFile(folder) ? cells : undefined;
    this.changes.fire({ folder, ...(known && { cells: new Map(known) }) });
  }

  private forgetAll(): void {
    for (const held of this.held.values()) forget(held);
    const folders = new Set([...this.held.values()].map(({ folder }) => folder));
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) folders.add(uri.fsPath);
    this.held.clear();
    for (const folder of folders) this.changes.fire({ folder });
  }

  /** The folder's label file, open in the engine; undefined where none is chosen. */
  async labels(folder: string): Promise<JoinedTable | undefined> {
    const file = this.choices.labelFile(folder);
    return file === undefined ? undefined : this.table(folder, file);
  }

  /** The label file and the catalogues that could be opened, the labels first. */
  async tables(folder: string): Promise<JoinedTable[]> {
    const files = [this.choices.labelFile(folder), ...this.choices.catalogs(folder)].filter(
      (file) => file !== undefined,
    );
    return Promise.all([...new Set(files)].map((file) => this.table(folder, file)));
  }

  /** What the label file says of some files of the collection. */
  async cells(folder: string, paths: readonly string[]): Promise<readonly LabelCells[]> {
    const labels = await this.labels(folder);
    if (!labels?.state) return paths.map(() => null);
    return this.engine.request(ReadLabels, { folder, file: labels.file, paths });
  }

  /**
   * What a column of one of the folder's tables says of files of the collection.
   * @returns undefined where the table cannot be read
   */
  async column(
    folder: string,
    file: string,
    column: string,
    paths: readonly string[],
  ): Promise<ColumnValues | undefined> {
    const { state } = await this.table(folder, file);
    if (!state?.columns.some(({ name }) => name === column)) return undefined;
    return this.engine.request(ReadColumn, { folder, file, column, paths });
  }

  /**
   * The ratings that a column of one of the folder's tables holds, of files of the collection.
   * @throws Error where the table cannot be read, or the column holds no ratings
   */
  async ratings(folder: string, column: RatingColumn): Promise<readonly FileRating[]> {
    const { error } = await this.table(folder, column.file);
    if (error !== undefined) throw new Error(error);
    return this.engine.request(ReadRatings, { folder, ratings: column });
  }

  /**
   * The tags or classes of a column of the label file, with so many examples of each.
   * @throws Error where there is no label file, or no such column in it
   */
  async summary(
    folder: string,
    column: string,
    examples: number,
    token: vscode.CancellationToken,
  ): Promise<ColumnSummary> {
    const file = await this.ownFile(folder);
    return this.engine.request(SummariseColumn, { folder, file, column, examples }, { token });
  }

  /**
   * How often the `k` nearest neighbours of a galaxy carry the labels of a column that it carries.
   * @throws Error where there is no label file, or fewer than two galaxies have a label
   */
  async quality(folder: string, column: string, k: number, token: vscode.CancellationToken): Promise<NeighbourQuality> {
    const file = await this.ownFile(folder);
    return this.engine.request(MeasureQuality, { folder, file, column, k }, { token });
  }

  /**
   * Changes labels, or takes the last change back, or makes it again: through the editor that has the file open, where its
   * own undo knows it too, or else on the disk.
   * @param only undo this change alone: where another was made after it nothing is done
   * @throws Error where there is no label file, or it cannot be changed
   */
  async edit(folder: string, edit: LabelEdit | 'undo' | 'redo', only?: number): Promise<EditLabelsResult> {
    return this.editTable(folder, await this.ownFile(folder), edit, only);
  }

  /**
   * Like `edit`, for any table of the folder.
   * @throws Error where it cannot be read or changed
   */
  async editTable(
    folder: string,
    file: string,
    edit: LabelEdit | 'undo' | 'redo',
    only?: number,
  ): Promise<EditLabelsResult> {
    const { error } = await this.table(folder, file);
    if (error !== undefined) throw new Error(error);
    const held = this.held.get(keyOf(folder, file))!;
    // Once more: a link may lead elsewhere since the table was read.
    const target = await this.border.admit(file, folder);
    const document = openDocument(file);
    const result = await this.engine.request(EditLabels, {
      folder,
      file,
      edit,
      save: document === undefined,
      only,
      target,
      shown: this.shownOf(held),
    });
    const before = held.state;
    let cells = result.table?.cells;
    if (result.table) held.state = result.table.state;
    if (document && result.edits.length > 0) {
      const wasSaved = !document.isDirty;
      const own: Held['own'] = { galaxies: result.galaxies };
      held.own = own;
      const change = new vscode.WorkspaceEdit();
      for (const { from, to, text } of result.edits) {
        change.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), text);
      }
      if (!(await vscode.workspace.applyEdit(change))) {
        throw new Error(`${path.basename(file)} could not be changed in its editor`);
      }
      await held.turn;
      cells = own.cells;
      // Analysis code sees what was saved before saved again; what a person was still writing is theirs to save.
      if (wasSaved) await document.save();
    }
    // A column of another kind is shown in another way, on every tile.
    this.fire(held, sameKinds(before, held.state) ? cells : undefined);
    return result;
  }

  private async ownFile(folder: string): Promise<string> {
    const labels = await this.labels(folder);
    if (!labels) throw new Error('choose a label file first, or make a new one');
    if (labels.error !== undefined) throw new Error(labels.error);
    return labels.file;
  }

  /** Any table of the workspace, open in the engine; also one that no setting names. */
  async table(folder: string, file: string): Promise<JoinedTable> {
    let held = this.held.get(keyOf(folder, file));
    if (!held) {
      const one: Held = { folder, file, watcher: this.watch(file, () => this.reread(one)), turn: Promise.resolve() };
      this.held.set(keyOf(folder, file), one);
      held = one;
    }
    if (held.pid === undefined || held.pid !== this.engine.pid) this.enqueue(held, (one) => this.open(one));
    await held.turn;
    const { state, error, refused } = held;
    return { file, state, error, refused };
  }

  private async open(held: Held): Promise<void> {
    const { folder, file } = held;
    // Several may have been waiting for it.
    if (held.pid !== undefined && held.pid === this.engine.pid) return;
    try {
      await this.border.admit(file, folder);
      await this.collections.open(folder);
      const matching = file === this.choices.labelFile(folder) ? this.choices.matching(folder) : {};
      const untouched = !this.border.trusted;
      const params: TableParams = { folder, file, text: openDocument(file)?.getText(), ...matching, untouched };
      held.state = await this.engine.request(OpenTable, params);
      held.error = held.refused = undefined;
    } catch (error) {
      held.state = undefined;
      held.error = (error as Error).message;
      held.refused = error instanceof RefusedFileError ? error : undefined;
      this.log.warn(`${file}: ${held.error}`);
    }
    held.pid = this.engine.pid;
  }

  private enqueue(held: Held, work: (held: Held) => Promise<void>): void {
    held.turn = held.turn
      .then(() => work(held))
      .catch((error: unknown) => this.log.error(`${held.file}: ${(error as Error).message}`));
  }

  private watch(file: string, reread: () => void): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file)),
    );
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      event((uri) => {
        // What an editor shows counts; it follows the disk itself.
        if (!openDocument(uri.fsPath)) reread();
      });
    }
    return watcher;
  }

  private documentChanged({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      from: rangeOffset,
      to: rangeOffset + rangeLength,
      text,
    }));
    for (const held of this.heldOf(document.uri)) this.enqueue(held, (one) => this.change(one, edits));
  }

  private async change(held: Held, edits: readonly TextEdit[]): Promise<void> {
    const { folder, file } = held;
    const { own } = held;
    held.own = undefined;
    const wanted = own && { shown: this.shownOf(held), galaxies: own.galaxies };
    clearTimeout(held.rest);
    try {
      const changed = await this.engine.request(ChangeTable, { folder, file, edits, wanted });
      held.error = undefined;
      if (changed && own) {
        held.state = changed.state;
        own.cells = changed.cells;
        return;
      }
    } catch {
      // Half a line is no table yet, or the engine is a new one: what the editor shows now is read whole.
      held.pid = undefined;
      await this.open(held);
    }
    held.rest = setTimeout(() => void this.describe(held), REST_MS);
  }

  /** Asks what the table is, after all that the engine has been told of it, and tells the panels. */
  private async describe(held: Held): Promise<void> {
    clearTimeout(held.rest);
    const { state: before } = held;
    let cells: ChangedCells | undefined;
    this.enqueue(held, async ({ folder, file }) => {
      if (held.error !== undefined || held.pid !== this.engine.pid) return;
      const wanted = { shown: this.shownOf(held) };
      const changed = await this.engine.request(DescribeTable, { folder, file, wanted });
      held.state = changed.state;
      cells = changed.cells;
    });
    await held.turn;
    this.fire(held, sameKinds(before, held.state) ? cells : undefined);
  }

  /** More rows may be about a galaxy now: counted again, but not more often than a person can follow. */
  private collectionChanged(folder: string, cutouts: number): void {
    for (const held of this.held.values()) {
      if (held.folder !== folder || held.cutouts === cutouts || held.recount || held.pid === undefined) continue;
      held.recount = setTimeout(() => {
        held.recount = undefined;
        held.cutouts = this.collections.status(folder).state?.cutouts;
        // Its rows are matched to what the index holds now.
        void this.describe(held);
      }, RECOUNT_MS);
    }
  }

  /** A file as each folder has it. */
  private heldOf(uri: vscode.Uri): Held[] {
    return uri.scheme === 'file' ? [...this.held.values()].filter(({ file }) => file === uri.fsPath) : [];
  }

  private reread(held: Held): void {
    this.enqueue(held, async () => {
      held.pid = undefined;
      await this.open(held);
      this.fire(held);
    });
  }
}

/** Whether tiles show the same columns in the same way. */
function sameKinds(before: TableState | undefined, after: TableState | undefined): boolean {
  const kinds = (state: TableState | undefined) => state?.columns.map(({ name, kind }) => `${kind} ${name}`).join('\n');
  return kinds(before) === kinds(after);
}

function keyOf(folder: string, file: string): string {
  return `${folder}\n${file}`;
}

function forget({ watcher, recount, rest }: Held): void {
  watcher.dispose();
  clearTimeout(recount);
  clearTimeout(rest);
}

function openDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => uri.scheme === 'file' && uri.fsPath === file && !isClosed,
  );
}
