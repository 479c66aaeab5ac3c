import type { CellReader } from './cell-reader';
import { inOrder, inverseOf, type TextEdit } from './edit';
import { LabelError } from './error';
import { STEP } from './field-index';
import type { Block, RowText } from './row-text';
import {
  type CellValue,
  columnIndex,
  type ColumnRef,
  type LabelProblem,
  type LabelTable,
  type Scalar,
  textOf,
} from './table';
import {
  addEvidence,
  noEvidence,
  observe,
  type SeparatorEvidence,
  splitTags,
  tagStyle,
  type TagStyle,
} from './tag-cell';

/** A new value of a cell. */
export interface CellChange {
  /** 0-based. */
  readonly row: number;
  readonly column: ColumnRef;
  readonly value: CellValue;
}

/** A new row: values by the names of their columns. */
export type NewRow = Readonly<Record<string, CellValue>>;

/** Where rows are appended, and what comes before, between and behind them. */
interface Tail {
  readonly at: number;
  readonly before: string;
  readonly eol: string;
  readonly after: string;
}

/** Cells of a wide table that are read at once. */
const HELD_CELLS = 2 ** 20;

/** Evidence by block. Blocks never change, so it stays valid. */
const evidenceOf = new WeakMap<Block, Map<string, SeparatorEvidence>>();

/** How many rows at the end of a file show how it is written. */
export const EXAMPLES = 64;

/**
 * A label file that is text and can be changed: CSV, TSV or JSON Lines.
 *
 * A table is a value: what changes it gives the edits of the text that would do so, for an editor's document or a file,
 * and `apply` gives the table after them. The edits touch nothing but the cells meant. `apply` costs as much as the part
 * of the text that they touch, so that one cell of a million-row table is changed in milliseconds.
 */
export abstract class TextTable implements LabelTable {
  abstract readonly format: 'csv' | 'tsv' | 'jsonl';
  abstract readonly columns: readonly string[];
  readonly editable = true;
  private indices: Map<string, number> | undefined;
  /** Styles of columns that have been asked for. The table is immutable, so they stay valid. */
  private readonly styles = new Map<number, TagStyle>();
  /** The columns of a wide table that were read last. */
  private held?: { readonly first: number; readonly columns: readonly (readonly CellValue[])[] };

  constructor(
    readonly name: string,
    protected readonly body: RowText,
  ) {}

  get rows(): number {
    return this.body.rows;
  }

  /** The whole text, byte order mark included. */
  get text(): string {
    return this.body.text;
  }

  /** Characters of the text. */
  get length(): number {
    return this.body.length;
  }

  indexOf(name: string): number {
    this.indices ??= new Map(this.columns.map((column, i) => [column, i]));
    return this.indices.get(name) ?? -1;
  }

  cell(row: number, column: ColumnRef): CellValue {
    const index = columnIndex(this, column);
    const { block, at } = this.body.place(row);
    return this.cellOf(block, at, index);
  }

  column(column: ColumnRef): readonly CellValue[] {
    const index = columnIndex(this, column);
    if (!this.isWide) return this.columnsFrom(index, 1)[0];
    // Whoever asks for one column of a wide table asks for its neighbours next, and a row is read once for all of them.
    const count = Math.min(STEP, 2 ** Math.floor(Math.log2(Math.max(1, HELD_CELLS / Math.max(1, this.rows)))));
    const first = index - (index % count);
    if (this.held?.first !== first) this.held = { first, columns: this.columnsFrom(first, count) };
    return this.held.columns[index - first];
  }

  /** The cells of a row, one a column. */
  abstract rowCells(row: number): readonly CellValue[];

  /**
   * Tells readers of the cells of many columns in one pass over the text.
   * @param readers by the index of their column
   */
  abstract tellCells(readers: ReadonlyMap<number, CellReader>): void;

  private columnsFrom(first: number, count: number): CellValue[][] {
    const length = Math.min(count, this.columns.length - first);
    const columns = Array.from({ length }, () => new Array<CellValue>(this.rows));
    let row = 0;
    for (const block of this.body.blocks) {
      for (let at = 0; at < block.starts.length; at++) this.readCells(block, at, first, columns, row++);
    }
    return columns;
  }

  /** Whether places in its rows are looked up rather than counted. */
  protected get isWide(): boolean {
    return this.columns.length > STEP;
  }

  /** A cell as it is written; undefined where its row has none in that column. */
  raw(row: number, column: ColumnRef): string | undefined {
    const index = columnIndex(this, column);
    const { block, at } = this.body.place(row);
    return this.rawOf(block, at, index);
  }

  /** Where a row lies in the text, without its line end. */
  rowSpan(row: number): { from: number; to: number } {
    return this.body.span(row);
  }

  /** The 1-based line that a row starts on. */
  lineOf(row: number): number {
    return this.body.lineOf(this.body.span(row).from);
  }

  /** The row that lies at an offset of the text; -1 where none does. */
  rowAt(offset: number): number {
    const row = this.body.rowBefore(offset);
    return row >= 0 && offset <= this.body.span(row).to ? row : -1;
  }

  /** The text before the rows: comments and the header line. */
  get head(): string {
    return this.body.head;
  }

  /** The part of the text from `from` to `to` (exclusive). */
  slice(from: number, to: number): string {
    return this.body.slice(from, to);
  }

  /** The tags of a cell: the elements of an array, or what its separator separates. */
  tags(row: number, column: ColumnRef): string[] {
    return this.tagsOf(this.cell(row, column), column);
  }

  /** The tags of a value that stands in a column. */
  tagsOf(value: CellValue, column: ColumnRef): string[] {
    if (typeof value === 'string') return splitTags(value, this.tagStyle(column).separator);
    return (Array.isArray(value) ? value : [value]).flatMap((one: Scalar) => textOf(one) || []);
  }

  /** How tags are separated in a column, found from its cells. */
  tagStyle(column: ColumnRef): TagStyle {
    const index = columnIndex(this, column);
    let style = this.styles.get(index);
    if (!style) this.styles.set(index, (style = tagStyle(this.evidence(index))));
    return style;
  }

  /** Evidence in a column's cells for how their tags are separated. */
  private evidence(index: number): SeparatorEvidence {
    const all = noEvidence();
    // By name too: a row that has another column first moves those of JSON Lines, and blocks stay what they are.
    const key = `${index} ${this.columns[index]}`;
    for (const block of this.body.blocks) {
      let known = evidenceOf.get(block);
      if (!known) evidenceOf.set(block, (known = new Map<string, SeparatorEvidence>()));
      let evidence = known.get(key);
      if (!evidence) {
        known.set(key, (evidence = noEvidence()));
        for (let i = 0; i < block.starts.length; i++) {
          const cell = this.cellOf(block, i, index);
          if (typeof cell === 'string') observe(evidence, cell);
        }
      }
      addEvidence(all, evidence);
    }
    return all;
  }

  /**
   * The edits that change cells; of a cell that is changed twice the last change counts, and one that has the value
   * already is not touched. A row that is too short to have the cell is filled up to it.
   * @throws RangeError where there is no such row or column
   * @throws LabelError where the value cannot be written
   */
  abstract setCells(changes: readonly CellChange[]): TextEdit[];

  /**
   * The edit that appends rows behind the last one, in the file's style.
   * @throws LabelError where a row has a value for a column that the file has not and cannot have
   */
  abstract appendRows(rows: readonly NewRow[]): TextEdit[];

  /**
   * The edits that add a column behind the last.
   * @param values one a row; rows without one get an empty cell
   * @throws LabelError where the name is empty or taken
   */
  abstract addColumn(name: string, values?: readonly CellValue[]): TextEdit[];

  /**
   * The edits that add a tag to cells that have it not.
   * @param rows one or several
   * @throws LabelError where the tag is empty or has the column's separator in it
   */
  abstract addTag(rows: number | readonly number[], column: ColumnRef, tag: string): TextEdit[];

  /** The edits that take a tag out of cells that have it; what else they hold stays as it is. */
  abstract removeTag(rows: number | readonly number[], column: ColumnRef, tag: string): TextEdit[];

  /**
   * The edits that put one tag in the place of another, in cells that have it; those that have both lose the first.
   * @throws LabelError where the new tag is empty or has the column's separator in it
   */
  abstract renameTag(rows: number | readonly number[], column: ColumnRef, from: string, to: string): TextEdit[];

  /**
   * The table after edits of its text, whoever made them: the same as its new text opened afresh.
   * @throws RangeError where an edit lies outside the text or two overlap
   * @throws LabelError where the text is no table any more
   */
  abstract apply(edits: readonly TextEdit[]): TextTable;

  /** At most `most` reports of what is odd in the file. */
  abstract problems(most?: number): LabelProblem[];

  /**
   * Columns whose cells differ from those of `before`, of which this is the outcome of edits; undefined where there are
   * other rows or columns than before. Costs as much as the part of the text that the edits touched.
   */
  columnsChangedSince(before: TextTable): ReadonlySet<number> | undefined {
    const { from, to, toBefore } = this.body.changedSince(before.body);
    if (to !== toBefore || before.columns.length !== this.columns.length) return undefined;
    if (before.columns.some((name, i) => name !== this.columns[i])) return undefined;
    const changed = new Set<number>();
    for (let column = 0; column < this.columns.length; column++) {
      for (let row = from; row < to && !changed.has(column); row++) {
        if (textOf(before.cell(row, column)) !== textOf(this.cell(row, column))) changed.add(column);
      }
    }
    return changed;
  }

  /** The edits that undo `edits`; they are of the text after these. */
  inverse(edits: readonly TextEdit[]): TextEdit[] {
    return inverseOf(edits, this.length, (from, to) => this.body.slice(from, to));
  }

  /** Matches the end of a line. */
  protected abstract readonly lineEnd: RegExp;

  /** A cell of the row at a place of a block. */
  protected abstract cellOf(block: Block, at: number, column: number): CellValue;
  protected abstract rawOf(block: Block, at: number, column: number): string | undefined;

  /** Puts the cells of a row into columns that follow one another. */
  protected readCells(block: Block, at: number, first: number, columns: readonly CellValue[][], row: number): void {
    columns.forEach((cells, i) => (cells[row] = this.cellOf(block, at, first + i)));
  }

  /** The rows at the end that show how the file is written. */
  protected *examples(): Generator<{ block: Block; at: number; text: string; from: number; to: number }> {
    for (let row = Math.max(0, this.rows - EXAMPLES); row < this.rows; row++) {
      const { block, at } = this.body.place(row);
      yield { block, at, text: block.text, from: block.starts[at], to: block.ends[at] };
    }
  }

  /** Changes by row, in the order of rows, by column. */
  protected byRow(changes: readonly CellChange[]): [number, Map<number, CellValue>][] {
    const rows = new Map<number, Map<number, CellValue>>();
    for (const { row, column, value } of changes) {
      let cells = rows.get(row);
      if (!cells) rows.set(row, (cells = new Map<number, CellValue>()));
      cells.set(columnIndex(this, column), value);
    }
    return [...rows].sort(([a], [b]) => a - b);
  }

  /**
   * @param separator of the column's tags; undefined where they are elements of arrays
   * @throws LabelError where the tag cannot be one, or would be read as several
   */
  protected checkedTag(tag: string, column: ColumnRef, separator: string | undefined): string {
    const trimmed = tag.trim();
    if (trimmed === '') throw new LabelError(this.name, 'a tag has at least one letter');
    if (separator === undefined) return trimmed;
    const parting = trimmed.includes(separator) ? separator : this.separatorWith(trimmed, column);
    if (parting === separator && !trimmed.includes(separator)) return trimmed;
    const name = typeof column === 'string' ? column : (this.columns[column] ?? 'to come');
    const what = parting === ' ' ? 'a blank' : `"${parting}"`;
    const does = parting === separator ? 'separates' : 'would separate';
    throw new LabelError(this.name, `${what} ${does} the tags of column "${name}"; write the tag without it`, {
      column: name,
    });
  }

  /**
   * The edits of a column's tags, if other cells keep their tags. What separates tags is inferred from all cells of the column, so an edit
   * of one cell can change how the others are split: blanks count as separators only where words repeat.
   * @throws LabelError where an edit would do that
   */
  protected keepingSeparator(column: ColumnRef, edits: TextEdit[]): TextEdit[] {
    if (edits.length === 0) return edits;
    const name = this.columns[columnIndex(this, column)];
    const next = this.apply(edits);
    if (next.indexOf(name) < 0) return edits;
    const [before, after] = [this, next].map((table) => table.tagStyle(name).separator);
    const isSame = (cell: CellValue) =>
      typeof cell !== 'string' || splitTags(cell, before).join('\n') === splitTags(cell, after).join('\n');
    if (before === after || next.column(name).every(isSame)) return edits;
    const what = (separator: string) => (separator === ' ' ? 'blanks' : `"${separator}"`);
    throw new LabelError(
      this.name,
      `after this change ${what(after)} instead of ${what(before)} would separate the tags of column "${name}", and other rows would be ` +
        'read as having other tags; separate the tags of this column by ";" first',
      { column: name },
    );
  }

  /** The separator of a column's tags if one of its cells held this text. */
  private separatorWith(text: string, column: ColumnRef): string {
    // A column that is being added has no cells to derive a style from.
    const isNew = typeof column === 'number' && column >= this.columns.length;
    const evidence = isNew ? noEvidence() : this.evidence(columnIndex(this, column));
    observe(evidence, text);
    return tagStyle(evidence).separator;
  }

  /** @throws LabelError where no column can be called so */
  protected checkedName(name: string): string {
    const trimmed = name.trim();
    if (trimmed === '') throw new LabelError(this.name, 'a column needs a name');
    if (this.indexOf(trimmed) >= 0) {
      throw new LabelError(this.name, `there is a column "${trimmed}" already; choose another name`, {
        column: trimmed,
      });
    }
    return trimmed;
  }

  /** The edit that puts rows, as they are to be written and without line ends, behind the last row. */
  appendLines(lines: readonly string[]): TextEdit[] {
    if (lines.length === 0) return [];
    const { at, before, eol, after } = this.tail();
    return [{ from: at, to: at, text: before + lines.join(eol) + after }];
  }

  private tail(): Tail {
    const { rows, head, length } = this.body;
    const last = rows > 0 ? this.body.span(rows - 1) : { from: head.length, to: head.length };
    const next = rows > 0 ? this.lineEnd.exec(this.body.slice(last.to, Math.min(length, last.to + 2))) : null;
    const behind = next?.index === 0 ? next[0] : '';
    // How lines end is shown by the last row, else by the line before it; without rows by the head.
    const before = rows > 0 ? this.body.slice(Math.max(0, last.from - 2), last.from) : head;
    const eol = behind || (this.lineEnd.exec(before)?.[0] ?? '\n');
    const terminated = behind !== '' || (rows === 0 && /[\r\n]$|^\uFEFF?$/.test(head));
    return terminated
      ? { at: last.to + behind.length, before: '', eol, after: eol }
      : { at: last.to, before: eol, eol, after: '' };
  }

  protected checkedEdits(edits: readonly TextEdit[]): TextEdit[] {
    return inOrder(edits, this.length);
  }
}

/** Edits that meet made one, since editors may put two insertions at one place in either order. */
export function joined(edits: readonly TextEdit[]): TextEdit[] {
  const out: TextEdit[] = [];
  for (const edit of edits) {
    const last = out.at(-1);
    if (last?.to === edit.from) out[out.length - 1] = { from: last.from, to: edit.to, text: last.text + edit.text };
    else out.push(edit);
  }
  return out;
}
