import type { CellReader } from './cell-reader';
import { isNumber, isRow } from './commented-names';
import { type Head, type NoHead, readHead } from './csv-dialect';
import { csvScanner, decodeField, type Dialect, encodeField, fieldSpans } from './csv-row';
import { applyEdits, type TextEdit } from './edit';
import { LabelError } from './error';
import { FieldIndex, STEP } from './field-index';
import { type Block, BLOCK, type FailAt, lineEnds, RowText } from './row-text';
import { isEven, readSeparated } from './separated-cells';
import { type CellValue, type ColumnRef, type LabelProblem, type Scalar } from './table';
import { withoutTag, withTag, withTagRenamed } from './tag-cell';
import { type CellChange, joined, type NewRow, TextTable } from './text-table';

/** Whether a column's values are written in quotes though they need none, and whether its empty cells are. */
interface Habit {
  readonly values: boolean;
  readonly empty: boolean;
}

/** Behind which a header's name would change what the delimiter is taken for. */
const ANY_DELIMITER = /[,;|\t]/;
const MOST_PROBLEMS = 100;
/** Rows that tell with the head how a file is read. */
const SHOWING = 4;

/** Separated values: CSV and TSV (RFC 4180, with what real files do beyond it; see csv-row.ts). */
export class CsvTable extends TextTable {
  readonly columns: readonly string[];
  private readonly dialect: Dialect;

  private constructor(
    name: string,
    readonly format: 'csv' | 'tsv',
    private readonly header: Head,
    body: RowText,
  ) {
    super(name, body);
    this.columns = header.columns;
    this.dialect = header.dialect;
  }

  /**
   * @param block about how many characters are scanned again after an edit
   * @throws LabelError where the text is no table
   */
  static open(name: string, format: 'csv' | 'tsv', text: string, block = BLOCK): CsvTable {
    const head = readHead(text, preferred(format));
    if ('reason' in head) {
      const line = text.slice(0, head.offset).split(/\r\n?|\n/).length; // prettier-ignore
      throw new LabelError(name, head.reason, { line });
    }
    return new CsvTable(name, format, head, RowText.of(text, head.end, csvScanner(head.dialect), failAt(name), block));
  }

  /** The delimiter between two values of a row. */
  private get between(): string {
    return this.dialect.delimiter + (this.dialect.padded ? ' ' : '');
  }

  protected override readonly lineEnd = /\r\n?|\n/;
  private readonly spans: number[] = [];

  protected override cellOf(block: Block, at: number, column: number): CellValue {
    const raw = this.rawOf(block, at, column);
    return raw === undefined ? null : decodeField(raw);
  }

  protected override rawOf(block: Block, at: number, column: number): string | undefined {
    const skipped = this.spansUpTo(block, at, column, 1);
    const place = 2 * (column - skipped);
    return this.spans.length < place + 2 ? undefined : block.text.slice(this.spans[place], this.spans[place + 1]);
  }

  protected override readCells(
    block: Block,
    at: number,
    first: number,
    columns: readonly CellValue[][],
    row: number,
  ): void {
    const skipped = this.spansUpTo(block, at, first, columns.length);
    const { spans } = this;
    for (let i = 0, place = 2 * (first - skipped); i < columns.length; i++, place += 2) {
      columns[i][row] = spans.length < place + 2 ? null : decodeField(block.text.slice(spans[place], spans[place + 1]));
    }
  }

  override rowCells(row: number): readonly CellValue[] {
    const { block, at } = this.body.place(row);
    const { spans } = this;
    fieldSpans(block.text, block.starts[at], block.ends[at], this.dialect, this.columns.length, spans);
    return this.columns.map((_, i) =>
      2 * i < spans.length ? decodeField(block.text.slice(spans[2 * i], spans[2 * i + 1])) : null,
    );
  }

  override tellCells(readers: ReadonlyMap<number, CellReader>): void {
    const byColumn = this.columns.map((_, column) => readers.get(column));
    for (const block of this.body.blocks) readSeparated(block, this.dialect, byColumn);
  }

  /**
   * Finds the fields of a row from column `first` on, `count` of them, and some before.
   * @returns how many fields of the row come before those in `spans`
   */
  private spansUpTo(block: Block, at: number, first: number, count: number): number {
    const k = this.isWide ? Math.floor(first / STEP) : 0;
    const from = k === 0 ? block.starts[at] : FieldIndex.of(block, this.dialect, this.columns.length).start(at, k);
    if (from === undefined) this.spans.length = 0;
    else fieldSpans(block.text, from, block.ends[at], this.dialect, first - k * STEP + count, this.spans);
    return k * STEP;
  }

  override setCells(changes: readonly CellChange[]): TextEdit[] {
    const edits: TextEdit[] = [];
    const habits = this.habits();
    for (const [row, cells] of this.byRow(changes)) {
      const { block, at, offset } = this.body.place(row);
      const spans = fieldSpans(block.text, block.starts[at], block.ends[at], this.dialect);
      const have = spans.length / 2;
      const values = [...cells].map(([column, value]) => [column, this.written(value, column)] as const);
      if (row === 0 && this.header.commented) this.requireRow(new Map(values));
      const missing = new Map(values.filter(([column]) => column >= have));
      const filled = [...missing.values()].some((value) => value !== '');
      for (const [column, value] of values.filter(([column]) => column < have).sort(([a], [b]) => a - b)) {
        const [from, to] = [spans[2 * column], spans[2 * column + 1]];
        const raw = block.text.slice(from, to);
        if (decodeField(raw) === value) continue;
        const quoted =
          (row === 0 && this.tellsDialect(value)) ||
          (raw === '' ? habits[column].values : raw.startsWith('"') && (value !== '' || habits[column].empty));
        const place = { first: column === 0, only: have === 1 && !filled };
        edits.push({ from: offset + from, to: offset + to, text: encodeField(value, quoted, this.dialect, place) });
      }
      if (!filled) continue;
      let text = '';
      for (let column = have; column <= Math.max(...missing.keys()); column++) {
        text += this.between + this.encode(missing.get(column) ?? '', column, habits[column]);
      }
      edits.push({ from: offset + block.ends[at], to: offset + block.ends[at], text });
    }
    return joined(edits);
  }

  /** @throws LabelError where the first row, after changes, would be taken for the header, and the comment with the names for none */
  private requireRow(changes: ReadonlyMap<number, string>): void {
    const cells = this.rowCells(0).map((cell, column) => changes.get(column) ?? String(cell ?? ''));
    if (isRow(cells)) return;
    throw new LabelError(
      this.name,
      'without a number in it the first row would be taken for the names of the columns, since these stand behind a #; take the # away first',
    );
  }

  override appendRows(rows: readonly NewRow[]): TextEdit[] {
    const habits = this.habits();
    return this.appendLines(
      rows.map((row) => {
        for (const name of Object.keys(row)) {
          if (this.indexOf(name) < 0) {
            throw new LabelError(this.name, `there is no column "${name}"; add it first`, { column: name });
          }
        }
        const fields = this.columns.map((name, column) =>
          this.encode(Object.hasOwn(row, name) ? this.written(row[name], column) : '', column, habits[column]),
        );
        return fields.join(this.between) + this.dialect.delimiter.repeat(this.header.trailing);
      }),
    );
  }

  override addColumn(name: string, values: readonly CellValue[] = []): TextEdit[] {
    const wanted = this.checkedName(name);
    if (values.length > this.rows) throw new RangeError(`${values.length} values for ${this.rows} rows`);
    const count = this.columns.length;
    const { head, blocks } = this.body;
    const { namesEnd, quotedNames } = this.header;
    const edits: TextEdit[] = [{ from: namesEnd, to: namesEnd, text: this.title(wanted, quotedNames) }];
    const spans: number[] = [];
    const habits = this.habits();
    const habit = { values: habits.every((one) => one.values), empty: habits.every((one) => one.empty) };
    let row = 0;
    let offset = head.length;
    for (const { text, starts, ends } of blocks) {
      for (let i = 0; i < starts.length; i++, row++) {
        fieldSpans(text, starts[i], ends[i], this.dialect, count, spans);
        const at = offset + spans[spans.length - 1];
        const value = row < values.length ? this.written(values[row], count) : '';
        const fill = this.between.repeat(count - spans.length / 2 + 1);
        edits.push({
          from: at,
          to: at,
          text: fill + this.encode(value, count, habit, row === 0 && this.tellsDialect(value)),
        });
      }
      offset += text.length;
    }
    this.requireColumns([...this.columns, wanted], edits);
    return edits;
  }

  /** @throws LabelError where the first lines, after edits, would name other columns: in a comment there may be as many names */
  private requireColumns(wanted: readonly string[], edits: readonly TextEdit[]): void {
    const end = shownEnd(this.body);
    const start = this.body.slice(0, end);
    const read = readHead(applyEdits(start, edits.filter(({ to }) => to <= end)), preferred(this.format)); // prettier-ignore
    if ('columns' in read && read.columns.join('\0') === wanted.join('\0')) return;
    throw new LabelError(
      this.name,
      'with such a column the first lines of the file would be read as something else; write the names of the columns into the line above the first row, without a #',
    );
  }

  /** A further name as it stands behind the others. @throws LabelError where blanks part them, and it has some */
  private title(name: string, quoted: boolean): string {
    const { naming, commented } = this.header;
    if (naming.delimiter === ' ' && /[\s"]/.test(name)) {
      throw new LabelError(this.name, 'blanks part the names of the columns here; write one without blanks');
    }
    const between = naming.delimiter + (naming.padded ? ' ' : '');
    // In a comment a number would make it one like others.
    if (commented && isNumber(name))
      throw new LabelError(this.name, 'behind a # a column cannot be called by a number');
    const place = { first: false, only: false };
    return between + encodeField(name, quoted || ANY_DELIMITER.test(name), naming, place);
  }

  override addTag(rows: number | readonly number[], column: ColumnRef, tag: string): TextEdit[] {
    const style = this.tagStyle(column);
    const wanted = this.checkedTag(tag, column, style.separator);
    return this.changeTags(rows, column, (cell) => withTag(cell, wanted, style));
  }

  override removeTag(rows: number | readonly number[], column: ColumnRef, tag: string): TextEdit[] {
    const { separator } = this.tagStyle(column);
    return this.changeTags(rows, column, (cell) => withoutTag(cell, tag.trim(), separator));
  }

  override renameTag(rows: number | readonly number[], column: ColumnRef, from: string, to: string): TextEdit[] {
    const { separator } = this.tagStyle(column);
    const wanted = this.checkedTag(to, column, separator);
    return this.changeTags(rows, column, (cell) => withTagRenamed(cell, from.trim(), wanted, separator));
  }

  private changeTags(rows: number | readonly number[], column: ColumnRef, change: (cell: string) => string) {
    const all = typeof rows === 'number' ? [rows] : rows;
    // Cells of separated values are strings, or null where the row is too short.
    const changes = all.map((row) => ({ row, column, value: change((this.cell(row, column) as string | null) ?? '') }));
    return this.keepingSeparator(column, this.setCells(changes));
  }

  override apply(edits: readonly TextEdit[]): CsvTable {
    const sorted = this.checkedEdits(edits);
    const { body } = this;
    const afresh = () => CsvTable.open(this.name, this.format, applyEdits(this.text, sorted), body.size);
    const inHead = sorted.filter((edit) => body.touchesHead(edit));
    // Whether the comment above it holds the names depends on the first row.
    if (this.header.commented && sorted.length > 0 && sorted[0].from <= body.span(0).to) return afresh();
    let header = this.header;
    let head = body.head;
    if (inHead.length > 0) {
      if (inHead.some(({ to }) => to > head.length)) return afresh();
      head = applyEdits(head, inHead);
      const read = readHead(head, preferred(this.format));
      // Rows are what they were only where the new header says the same of how they are written.
      if ('reason' in read || read.end !== head.length || !sameDialect(read.dialect, this.dialect)) return afresh();
      if (body.blocks.length > 0 && !/[\r\n]$/.test(head)) return afresh();
      header = read;
    }
    const next = body.apply(sorted.slice(inHead.length), failAt(this.name), head);
    if (head.endsWith('\r') && next.blocks[0]?.text.startsWith('\n')) return afresh();
    // From the first rows it is inferred whether blanks separate the columns, and whether a line of units follows the names.
    const shows = sorted.length > 0 && sorted[0].from <= shownEnd(body);
    if (shows && !isHead(readHead(next.slice(0, shownEnd(next)), preferred(this.format)), header)) return afresh();
    return new CsvTable(this.name, this.format, header, next);
  }

  /**
   * Reports doubts about the header, and rows with fewer or more values than the header has names. Additional values
   * belong to no column.
   */
  override problems(most = MOST_PROBLEMS): LabelProblem[] {
    const found: LabelProblem[] = this.header.doubts.map(({ offset, reason }) => ({
      line: 1 + lineEnds(this.body.head, offset),
      reason,
    }));
    const count = this.columns.length;
    let line = 1;
    let counted = 0;
    for (let row = 0; row < this.rows && found.length < most; row++) {
      const { block, at, offset } = this.body.place(row);
      if (isEven(block, count)) {
        row += block.starts.length - 1 - at;
        continue;
      }
      const spans = fieldSpans(block.text, block.starts[at], block.ends[at], this.dialect, Infinity, this.spans);
      let values = spans.length / 2;
      while (values > count && spans[2 * values - 2] === spans[2 * values - 1]) values--;
      if (values === count) continue;
      const reason = `the row has ${values} ${values === 1 ? 'value' : 'values'}, the header ${count} ${count === 1 ? 'name' : 'names'}`;
      const start = offset + block.starts[at];
      line += lineEnds(this.body.slice(counted, start));
      counted = start;
      found.push({ line, reason });
    }
    return found;
  }

  private encode(value: string, column: number, { values, empty }: Habit, quoted = false): string {
    const place = { first: column === 0, only: column === 0 && this.columns.length === 1 };
    return encodeField(value, quoted || (value === '' ? empty : values), this.dialect, place);
  }

  /** Whether a value without quotes could change how rows are separated: where the names are in a comment the first row tells that. */
  private tellsDialect(value: string): boolean {
    return this.header.commented && (ANY_DELIMITER.test(value) || value.startsWith(' '));
  }

  private written(value: CellValue, column: number): string {
    if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
    if (!Array.isArray(value)) return String(value);
    const style = column < this.columns.length ? this.tagStyle(column) : { separator: ';', joiner: ';' };
    const tags = value as readonly Scalar[];
    return tags.map((one) => this.checkedTag(String(one), column, style.separator)).join(style.joiner);
  }

  /** How each column is quoted, shown by the last rows; by all of them where a column has nothing to show. */
  private habits(): Habit[] {
    const seen = this.columns.map(() => ({ values: 0, quotedValues: 0, empty: 0, quotedEmpty: 0 }));
    for (const { text, from, to } of this.examples()) {
      const spans = fieldSpans(text, from, to, this.dialect);
      for (let c = 0; c < Math.min(seen.length, spans.length / 2); c++) {
        const quoted = text[spans[2 * c]] === '"' && spans[2 * c + 1] > spans[2 * c];
        const empty = spans[2 * c + 1] - spans[2 * c] === (quoted ? 2 : 0);
        if (empty) {
          seen[c].empty++;
          if (quoted) seen[c].quotedEmpty++;
        } else {
          seen[c].values++;
          if (quoted) seen[c].quotedValues++;
        }
      }
    }
    const all = seen.some(({ values }) => values > 0) && seen.every((one) => one.values === one.quotedValues);
    return seen.map(({ values, quotedValues, empty, quotedEmpty }) => {
      const quotesValues = values > 0 ? values === quotedValues : empty > 0 ? empty === quotedEmpty : all;
      return { values: quotesValues, empty: empty > 0 ? empty === quotedEmpty : quotesValues };
    });
  }
}

function preferred(format: 'csv' | 'tsv'): string {
  return format === 'tsv' ? '\t' : ',';
}

/** Where the rows end that tell with the head how a file is read. */
function shownEnd(body: RowText): number {
  return body.rows <= SHOWING ? body.length : body.span(SHOWING - 1).to;
}

function isHead(read: Head | NoHead, head: Head): boolean {
  return 'columns' in read && read.end === head.end && sameDialect(read.dialect, head.dialect);
}

function sameDialect(a: Dialect, b: Dialect): boolean {
  return a.delimiter === b.delimiter && a.padded === b.padded;
}

function failAt(name: string): FailAt {
  return (line, reason) => {
    throw new LabelError(name, reason, { line });
  };
}
