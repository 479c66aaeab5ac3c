import path from 'node:path';
import { cutoutName, MEASURE_COLUMNS, type Place, type RepresentationStore } from '../../collection';
import {
  type Cell,
  type Column,
  compileExpression,
  compileFilter,
  ExpressionError,
  type Value,
} from '../../expressions';
import type { LabelExamples, LabelsOf } from '../../similarity';
import { NotAFileError, readRegular, realPathOf, sweepTemporaries } from '../../files';
import { LabelError, openLabels, type TextEdit, TextTable, withoutExtension } from '../../labels';
import { BoundTable } from './bound-table';
import type { IndexedFile, RowGalaxy } from './galaxy-rows';
import { columnSummary } from './column-summary';
import { columnValues } from './column-values';
import { LabelHistory } from './label-history';
import { type ColumnRatings, ratingsOf } from './ratings';
import type {
  ChangedTable,
  ColumnParams,
  ColumnSummary,
  ColumnValues,
  EditLabelsParams,
  EditLabelsResult,
  Filter,
  LabelCells,
  RatingColumn,
  TableParams,
  TableState,
  TagRef,
  WantedCells,
} from '../protocol';

interface Open {
  readonly bound: BoundTable;
  readonly history: LabelHistory;
  /** The store's revision when the table was matched to it. */
  revision: number;
}

const BUSY_MS = 2000;

type Accept = (place: Place) => boolean;

/** What the index itself knows of a cutout, as columns of expressions. */
const OWN: readonly (Column & { readonly of: (place: Place) => Cell })[] = [
  { name: 'path', type: 'text', of: ({ block, row }) => block.rows[row].path },
  { name: 'hdu', type: 'number', of: ({ block, row }) => block.rows[row].hdu },
  { name: 'ra', type: 'number', of: ({ block, row }) => block.rows[row].ra },
  { name: 'dec', type: 'number', of: ({ block, row }) => block.rows[row].dec },
  { name: 'pixel_scale', type: 'number', of: ({ block, row }) => block.rows[row].pixelScale },
  { name: 'width', type: 'number', of: ({ block, row }) => block.rows[row].width },
  { name: 'height', type: 'number', of: ({ block, row }) => block.rows[row].height },
  ...MEASURE_COLUMNS.map((name, m) => ({
    name,
    type: 'number' as const,
    of: ({ block, row }: Place) => block.rows[row].measures[m],
  })),
];

/** The tables that are joined to a collection: label files and catalogues, by their files. */
export class Tables {
  private readonly open = new Map<string, Open>();
  private revision = 0;
  private changedAt = -Infinity;

  /** @param folder of the collection, which paths are relative to. */
  constructor(
    private readonly folder: string,
    private store: RepresentationStore,
  ) {}

  /** Rows are about the cutouts of another store of the folder from now on. */
  moveTo(store: RepresentationStore): void {
    this.store = store;
    this.changed();
  }

  /** The collection holds other cutouts than before. While it is being indexed rows are not matched anew for each of them. */
  changed(more: 'more will come' | 'for now' = 'for now'): void {
    if (more === 'more will come' && performance.now() - this.changedAt < BUSY_MS) return;
    this.changedAt = performance.now();
    this.revision++;
  }

  /** Opens a table, or takes its new text, or another way of matching. @throws LabelError */
  async openTable({ file, text, by, rows, untouched = false }: TableParams): Promise<TableState> {
    if (!untouched) await sweepTemporaries(path.dirname(await realPathOf(file)));
    const content = text ?? (await this.read(file));
    const table = await openLabels(path.relative(this.folder, file).split(path.sep).join('/'), content);
    const known = this.open.get(file);
    // The steps back outlive a new text; another way of matching begins anew.
    if (known && JSON.stringify([known.bound.by, known.bound.choice]) === JSON.stringify([by, rows ?? {}])) {
      choosingRows(known.bound, () => known.bound.take(table));
      return this.current(file).bound.state;
    }
    const bound = new BoundTable(file, table, by, rows);
    this.open.set(file, { bound, history: new LabelHistory(bound), revision: -1 });
    return this.current(file).bound.state;
  }

  /**
   * Follows a change of the text in its editor.
   * @returns what `wanted` asks for; undefined where it asks for nothing
   * @throws LabelError where the text is no table any more
   */
  change(file: string, edits: readonly TextEdit[], wanted?: WantedCells): ChangedTable | undefined {
    const { bound } = this.current(file);
    const { table } = bound;
    if (table instanceof TextTable) choosingRows(bound, () => bound.take(table.apply(edits)));
    return wanted && this.describe(file, wanted);
  }

  /** What the table is now: its columns, how its rows are matched, and the wanted cells. */
  describe(file: string, { shown, galaxies }: WantedCells): ChangedTable {
    const { bound } = this.current(file);
    const changed = galaxies && new Set(galaxies.map((name) => bound.rowNamed(name)));
    const names = changed ? shown.filter((name) => changed.has(bound.rowNamed(name))) : shown;
    const cells = this.labels(file, names);
    return { state: bound.state, cells: names.map((name, i) => [name, cells[i]] as const) };
  }

  close(file: string): void {
    this.open.delete(file);
  }

  labels(file: string, paths: readonly string[]): LabelCells[] {
    const { bound } = this.current(file);
    const { table } = bound;
    return paths.map((name) => {
      const row = bound.rowNamed(name);
      return row === undefined
        ? null
        : Object.fromEntries(
            table.columns.map((column, i) => [
              column,
              bound.kind(i).kind === 'tags' ? bound.tags(row, i) : bound.cell(row, i),
            ]),
          );
    });
  }

  /** What a column says of files. @throws LabelError where there is no such column, or it has no values to share */
  column({ file, column, paths }: ColumnParams): ColumnValues {
    const { bound } = this.current(file);
    const index = bound.table.indexOf(column);
    if (index < 0) throw this.unknownColumn(bound, column);
    return columnValues(bound, index, paths);
  }

  async edit({ file, shown = [], ...change }: EditLabelsParams): Promise<EditLabelsResult> {
    const result = await this.current(file).history.change(change);
    return change.save ? { ...result, table: this.describe(file, { shown, galaxies: result.galaxies }) } : result;
  }

  /** The tags or classes of a column, with examples of each. @throws LabelError where it has none */
  summary(file: string, column: string, examples: ReadonlyMap<string, LabelExamples>): ColumnSummary {
    const { bound } = this.current(file);
    const index = bound.table.indexOf(column);
    if (index < 0) throw this.unknownColumn(bound, column);
    return columnSummary(bound, index, examples);
  }

  /**
   * What a column says of images: the tags of one of tags, else the value alone; undefined where it says nothing.
   * @throws LabelError where there is no such column
   */
  labelsOf(file: string, column: string): LabelsOf {
    const { bound } = this.current(file);
    const index = bound.table.indexOf(column);
    if (index < 0) throw this.unknownColumn(bound, column);
    const isTags = bound.kind(index).kind === 'tags';
    const ofRow = (row: number): readonly string[] | undefined => {
      const value = isTags ? undefined : bound.value(row, index);
      const labels = isTags ? bound.tags(row, index) : value === undefined ? [] : [String(value)];
      return labels.length > 0 ? labels : undefined;
    };
    // Asked again and again of the same rows.
    const known = new Map<number, readonly string[] | undefined>();
    return ({ block, row }) => {
      const at = bound.row(block.rows[row].path, block.rows[row].hdu);
      if (at === undefined) return undefined;
      if (!known.has(at)) known.set(at, ofRow(at));
      return known.get(at);
    };
  }

  /** Names of the galaxies that images are of: HDUs where the table tells these apart, else files whatever their extension. */
  galaxyNames(file: string): (place: Place) => string {
    const { bound } = this.current(file);
    return ({ block, row }) => (bound.namesHdus ? cutoutName(block.rows[row]) : withoutExtension(block.rows[row].path));
  }

  /** Ratings of files that a column holds. @throws RatingError where it holds none */
  ratings(column: RatingColumn): Promise<ColumnRatings> {
    return ratingsOf(this.current(column.file).bound, column);
  }

  /** The galaxies that carry a tag. @throws LabelError where none does */
  tagged(ref: TagRef): RowGalaxy[] {
    const carries = this.carrierTest(ref);
    const { bound } = this.current(ref.file);
    const galaxies = [...bound.bound()].filter(([, row]) => carries(row)).map(([galaxy]) => galaxy);
    if (galaxies.length > 0) return galaxies;
    throw new LabelError(ref.file, `no cutout of the index carries the tag "${ref.tag}" there`);
  }

  /**
   * Which places a filter lets through; undefined where that is all.
   * @throws LabelError, FilterError
   */
  accepting(filter: Filter | undefined): Accept | undefined {
    if (!filter) return undefined;
    const tests: Accept[] = [];
    if (filter.within) {
      const prefix = `${filter.within.replace(/\/+$/, '')}/`;
      tests.push(({ block, row }) => block.rows[row].path.startsWith(prefix));
    }
    for (const tag of filter.tags ?? []) {
      const { bound } = this.current(tag.file);
      const carries = this.carrierTest(tag);
      tests.push(({ block, row }) => {
        const at = bound.row(block.rows[row].path, block.rows[row].hdu);
        return at !== undefined && carries(at);
      });
    }
    if (filter.where?.trim()) tests.push(this.whereTest(filter.where, filter.tables ?? []));
    return tests.length === 0 ? undefined : (place) => tests.every((test) => test(place));
  }

  /** The value of an expression for a place; undefined where a cell that it needs is missing. @throws LabelError, FilterError */
  valuesBy(by: string, files: readonly string[]): (place: Place) => Value {
    const columns = this.columnsOf(files);
    try {
      const expression = compileExpression(by, columns);
      return (place) => expression.evaluate((column) => columns[column].of(place));
    } catch (error) {
      if (error instanceof ExpressionError) throw new FilterError(by, error);
      throw error;
    }
  }

  /** Columns that an expression can be about. */
  columns(files: readonly string[]): Column[] {
    return this.columnsOf(files).map(({ name, type }) => ({ name, type }));
  }

  private whereTest(where: string, files: readonly string[]): Accept {
    const columns = this.columnsOf(files);
    try {
      const filter = compileFilter(where, columns);
      return (place) => filter.test((column) => columns[column].of(place));
    } catch (error) {
      if (error instanceof ExpressionError) throw new FilterError(where, error);
      throw error;
    }
  }

  private columnsOf(files: readonly string[]) {
    const columns: (Column & { of: (place: Place) => Cell })[] = [];
    const taken = new Set<string>();
    const add = (column: (typeof columns)[number]) => {
      if (!taken.has(column.name)) columns.push(column);
      taken.add(column.name);
    };
    for (const file of files) {
      const { bound } = this.current(file);
      bound.columns.forEach((column, i) =>
        add(
          Object.assign(column, {
            of: ({ block, row }: Place) => {
              const at = bound.row(block.rows[row].path, block.rows[row].hdu);
              return at === undefined ? undefined : bound.value(at, i);
            },
          }),
        ),
      );
    }
    OWN.forEach(add);
    return columns;
  }

  private carrierTest({ file, column, tag }: TagRef): (row: number) => boolean {
    const { bound } = this.current(file);
    const index = bound.tagColumn(column);
    if (column !== undefined && index < 0) throw this.unknownColumn(bound, column);
    const tests: ((row: number) => boolean)[] = [];
    if (index >= 0 && (column === undefined || bound.kind(index).kind === 'tags'))
      tests.push((row) => bound.tags(row, index).includes(tag));
    bound.table.columns.forEach((name, i) => {
      if (column !== undefined && i !== index) return;
      const kind = bound.kind(i);
      if (kind.kind === 'class') tests.push((row) => String(bound.value(row, i)) === tag);
      if (kind.kind === 'binary' && (name === tag || column !== undefined))
        tests.push((row) => {
          const value = bound.value(row, i);
          return name === tag ? value === true || String(value) === kind.positive : String(value) === tag;
        });
    });
    return (row) => tests.some((test) => test(row));
  }

  /** A table, bound to what the collection holds now. @throws LabelError where it is not open */
  bound(file: string): BoundTable {
    return this.current(file).bound;
  }

  private current(file: string): Open {
    const open = this.open.get(file);
    if (!open) throw new LabelError(file, 'the table has not been opened');
    if (open.revision !== this.revision) {
      choosingRows(open.bound, () => open.bound.bind(this.indexedFiles()));
      open.revision = this.revision;
    }
    return open;
  }

  private indexedFiles(): IndexedFile[] {
    const files = new Map<string, { path: string; ra: number; dec: number; hdus: number[] }>();
    for (const { block, row } of this.store.places()) {
      const { path: name, ra, dec, hdu } = block.rows[row];
      const known = files.get(name);
      if (known) known.hdus.push(hdu);
      else files.set(name, { path: name, ra, dec, hdus: [hdu] });
    }
    return [...files.values()];
  }

  private async read(file: string): Promise<Uint8Array> {
    try {
      return await readRegular(file);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason =
        code === 'ENOENT'
          ? 'there is no such file'
          : code === 'EACCES' || code === 'EPERM'
            ? 'no permission to read it'
            : error instanceof NotAFileError
              ? error.reason
              : message;
      throw new LabelError(file, reason, { cause: error });
    }
  }

  private unknownColumn(bound: BoundTable, column: string): LabelError {
    return new LabelError(bound.file, `there is no column "${column}"; it has ${bound.table.columns.join(', ')}`);
  }
}

/** @throws FilterError where rows of the table are chosen by an expression that is none of it */
function choosingRows({ choice }: BoundTable, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof ExpressionError) throw new FilterError(choice.where ?? '', error);
    throw error;
  }
}

/** An expression that is none, or is about columns that are not there. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly file = '';
  readonly reason: string;

  constructor(where: string, { message, from, to }: ExpressionError) {
    super(`${message}\n  ${where}\n  ${' '.repeat(from)}${'^'.repeat(Math.max(1, to - from))}`);
    this.reason = message;
  }
}
