import { readRegular, realPathOf } from '../../files';
import {
  applyEdits,
  changeLocked,
  differenceOf,
  ChangedOnDisk,
  LabelError,
  type LabelFormat,
  openTextTable,
  rebase,
  requireWritable,
  saveAtomically,
  type NewRow,
  type TextEdit,
  TextTable,
} from '../../labels';
import type { BoundTable } from './bound-table';
import type { EditLabelsParams, EditLabelsResult, LabelEdit } from '../protocol';

/** What takes a change back, or makes it again: edits of the text of a table. */
interface Step {
  readonly edits: readonly TextEdit[];
  readonly of: TextTable;
  /** The number of the change that it undoes or redoes. */
  readonly number: number;
  /** Names of the galaxies that it is about; undefined where these are any of the table. */
  readonly galaxies?: readonly string[];
}

/** How many changes can be taken back. */
const DEPTH = 100;

/** A change that is asked for, as `EditLabelsParams` explains. */
export type Change = Omit<EditLabelsParams, 'folder' | 'file' | 'shown'>;

/** Formats of tables that are read alone, as a person calls them. */
const READ_ONLY: Readonly<Partial<Record<LabelFormat, string>>> = {
  ecsv: 'ECSV files',
  fits: 'FITS tables',
  parquet: 'Parquet files',
  votable: 'VOTables',
  ascii: 'tables whose columns are parted by blanks or stand at fixed places',
};

/** The changes that a label file gets from panels, each of which can be taken back as long as nobody else has changed the same cells. */
export class LabelHistory {
  private done: Step[] = [];
  private undone: Step[] = [];
  private changes = 0;

  constructor(private readonly bound: BoundTable) {}

  /**
   * Makes a change, or takes the last one back, or makes it again. What is answered is on the disk, where it was to be saved.
   * @throws LabelError where the table cannot be edited, or others have changed what would be changed
   */
  async change({ edit, save, only, target }: Change): Promise<EditLabelsResult> {
    if (!save) return this.make(edit, only, () => Promise.resolve());
    const { file } = this.bound;
    return changeLocked(file, async () => {
      requireWritable(file, target ?? (await realPathOf(file)));
      const followed = await this.followDisk();
      const result = await this.make(edit, only, async (before, after) => {
        await saveAtomically(file, before.text, after.text, target);
        this.bound.take(after);
      });
      // Another program may have changed any row.
      return followed ? { ...result, galaxies: undefined } : result;
    });
  }

  /** @param save is done before the change counts: one that could not be saved is none */
  private async make(
    edit: LabelEdit | 'undo' | 'redo',
    only: number | undefined,
    save: (before: TextTable, after: TextTable) => Promise<void>,
  ): Promise<EditLabelsResult> {
    const table = this.editable();
    if (edit === 'undo' && only !== undefined && this.done.at(-1)?.number !== only) return this.result([], []);
    const step = edit === 'undo' ? this.done.at(-1) : edit === 'redo' ? this.undone.at(-1) : undefined;
    const isStep = edit === 'undo' || edit === 'redo';
    const edits = isStep ? (step ? this.moved(step, table) : []) : this.editsOf(edit, table);
    const galaxies = isStep ? step?.galaxies : galaxiesOf(edit);
    if (edits.length > 0) {
      const after = table.apply(edits);
      await save(table, after);
      const back: Step = { edits: table.inverse(edits), of: after, number: step?.number ?? ++this.changes, galaxies };
      if (edit === 'undo') this.undone.push(back);
      else this.done.push(back);
      if (!isStep) this.undone = [];
      if (this.done.length > DEPTH) this.done.shift();
    }
    // What has been taken back, also by others, is not taken back again.
    if (edit === 'undo') this.done.pop();
    if (edit === 'redo') this.undone.pop();
    return this.result(edits, galaxies);
  }

  private result(edits: readonly TextEdit[], galaxies: readonly string[] | undefined): EditLabelsResult {
    const last = this.done.at(-1);
    return {
      edits,
      canUndo: last !== undefined,
      canRedo: this.undone.length > 0,
      lastChange: last?.number ?? 0,
      galaxies,
    };
  }

  /** Takes what another program has saved since the file was read. @returns whether there was such a change */
  private async followDisk(): Promise<boolean> {
    const table = this.editable();
    let bytes: Buffer;
    try {
      bytes = await readRegular(this.bound.file);
    } catch (error) {
      throw new ChangedOnDisk(this.bound.file, `it cannot be read any more (${(error as Error).message})`);
    }
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (text === table.text) return false;
    this.bound.take(openTextTable(table.name, text));
    return true;
  }

  private editable(): TextTable {
    const { table, file } = this.bound;
    if (table instanceof TextTable) {
      requireWritable(file);
      return table;
    }
    throw new LabelError(
      file,
      `${READ_ONLY[table.format] ?? table.format} are read, not edited; save the table as CSV, or keep labels in a CSV, TSV or JSON Lines file of their own`,
    );
  }

  private moved({ edits, of }: Step, table: TextTable): readonly TextEdit[] {
    if (of.text === table.text) return edits;
    const rebased = rebase(edits, of, table);
    if ('edits' in rebased) return rebased.edits;
    const { row, column, reason } = rebased.conflicts[0];
    const where = row < 0 ? '' : ` (row ${row + 1}${column === undefined ? '' : `, ${column}`})`;
    throw new LabelError(this.bound.file, `what would be undone has been changed by others since${where}: ${reason}`);
  }

  private editsOf(edit: LabelEdit, table: TextTable): TextEdit[] {
    if (edit.kind === 'merge') return this.merged(edit, table);
    if (edit.kind === 'fill') return this.filled(edit, table);
    // A row of JSON Lines brings its columns along.
    const isEmpty = table.columns.length === 0;
    if (table.indexOf(edit.column) < 0 && (!isEmpty || edit.kind === 'remove')) return this.withNewColumn(edit, table);
    if (edit.kind === 'complete') return this.completed(edit, table);
    const rows: number[] = [];
    const missing: string[] = [];
    for (const name of this.distinct(edit.paths)) {
      const row = this.bound.rowToChange(name);
      if (row === undefined) missing.push(name);
      else rows.push(row);
    }
    if (edit.kind === 'remove') return table.removeTag(rows, edit.column, edit.tag);
    const value = edit.kind === 'add' ? edit.tag : edit.value;
    const changed =
      edit.kind === 'add'
        ? table.addTag(rows, edit.column, edit.tag)
        : table.setCells(rows.map((row) => ({ row, column: edit.column, value })));
    if (missing.length === 0 || value === null || value === '') return changed;
    return [...changed, ...table.appendRows(missing.map((path) => this.newRow(path, edit.column, value)))];
  }

  /** One name of each galaxy that the table tells apart: two images of a file are one where rows are about files. */
  private distinct(names: Iterable<string>): Iterable<string> {
    const byGalaxy = new Map<string, string>();
    for (const name of names) {
      const { path, hdu } = this.bound.galaxyNamed(name);
      byGalaxy.set(`${path}[${hdu}]`, name);
    }
    return byGalaxy.values();
  }

  private merged({ column, from, to }: Extract<LabelEdit, { kind: 'merge' }>, table: TextTable): TextEdit[] {
    if (table.indexOf(column) < 0) throw new LabelError(this.bound.file, `there is no column "${column}" any more`);
    const rows = Array.from({ length: table.rows }, (_, row) => row);
    const having = rows.filter((row) => table.tags(row, column).includes(from));
    return table.renameTag(having, column, from, to);
  }

  /** Cells of rows that have none there, and rows for files without one. */
  private completed({ column, values }: Extract<LabelEdit, { kind: 'complete' }>, table: TextTable): TextEdit[] {
    // The bound table knows nothing of a column that has just been added: its cells are empty.
    const index = this.bound.table.indexOf(column);
    const byName = new Map(values.map(({ path, value }) => [path, value]));
    const cells: { row: number; column: string; value: LabelEditValue }[] = [];
    const rows: NewRow[] = [];
    for (const path of this.distinct(byName.keys())) {
      const value = byName.get(path)!;
      const row = this.bound.rowToChange(path);
      if (row === undefined) rows.push(this.newRow(path, column, value));
      else if (index < 0 || this.bound.value(row, index) === undefined) cells.push({ row, column, value });
    }
    return [...table.setCells(cells), ...(rows.length > 0 ? table.appendRows(rows) : [])];
  }

  /** A row first, where there is none, then its cells, then its tags: as one edit of the text, for one step back. */
  private filled({ path, cells, tags }: Extract<LabelEdit, { kind: 'fill' }>, table: TextTable): TextEdit[] {
    if (cells.length + tags.length === 0) return [];
    let row = this.bound.rowToChange(path);
    let after = table;
    if (row === undefined) {
      row = table.rows;
      after = table.apply(table.appendRows([this.identityOf(path)]));
    }
    for (const { column, value } of cells) after = after.apply(after.setCells([{ row, column, value }]));
    for (const { column, tag } of tags) after = after.apply(after.addTag(row, column, tag));
    return differenceOf(table.text, after.text);
  }

  /** The column first, then what is written into it: as one edit of the text, for one step back. */
  private withNewColumn(edit: LabelEdit, table: TextTable): TextEdit[] {
    if (edit.kind === 'remove' || edit.kind === 'merge' || edit.kind === 'fill') return [];
    const widened = table.apply(table.addColumn(edit.column));
    const text = applyEdits(widened.text, this.editsOf(edit, widened));
    return [{ from: 0, to: table.text.length, text }];
  }

  private newRow(path: string, column: string, value: LabelEditValue): NewRow {
    return { ...this.identityOf(path), [column]: value };
  }

  private identityOf(path: string): NewRow {
    const { identity, why } = this.bound.identityOf(path);
    if (!identity) throw new LabelError(this.bound.file, `${path} has no row, and none is added: ${why}`);
    return identity;
  }
}

type LabelEditValue = NewRow[string];

/** Names of the galaxies that an edit is about; undefined where these are any of the table. */
function galaxiesOf(edit: LabelEdit): readonly string[] | undefined {
  switch (edit.kind) {
    case 'merge':
      return undefined;
    case 'fill':
      return [edit.path];
    case 'complete':
      return edit.values.map(({ path }) => path);
    default:
      return edit.paths;
  }
}
