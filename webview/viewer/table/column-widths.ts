import type { ColumnSummary, FileClient, HduSummary, TableSummary } from '../../../src/viewing';

/** On both sides of a cell, and a pixel or two for what a browser rounds. */
const PADDING = 28;
/** Heads are bold, and have an arrow where rows are in their order. */
const [BOLD, ARROW] = [1.1, 18];
const [NARROWEST, WIDEST] = [44, 1600];
/** Wider than this no column is unless a person makes it so. */
const FITTED_MOST = 420;
/** Columns and rows that widths are taken from: of the first and the middle of the table. */
const COLUMNS_READ = 300;
const ROWS_READ = 40;

/** How wide the columns of a table are, in CSS pixels: as wide as what they hold, or as a person has made them. */
export class ColumnWidths {
  private readonly widths: number[];
  private readonly chosen = new Set<number>();
  /** Changes with the widths. */
  version = {};

  /** @param measure CSS pixels that a text takes in a cell */
  constructor(
    private readonly columns: readonly ColumnSummary[],
    private readonly measure: (text: string) => number,
  ) {
    this.widths = columns.map((column) => this.widthFor(column, measure('0'.repeat(charactersOf(column)))));
  }

  of(column: number): number {
    return this.widths[column];
  }

  /** Makes a column so wide, within reason. */
  set(column: number, width: number): void {
    this.chosen.add(column);
    this.widths[column] = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
    this.version = {};
  }

  /** Makes a column as wide as the longest of these texts and its head. */
  fit(column: number, texts: Iterable<string>): void {
    this.set(column, this.widthFor(this.columns[column], this.longest(texts), WIDEST));
  }

  /** Fits all columns that no person has changed to what they hold in some rows of the file. */
  async readFrom(file: FileClient, hdu: HduSummary, { rows, columns }: TableSummary): Promise<void> {
    const wanted = columns.slice(0, COLUMNS_READ).map((_, i) => i);
    if (rows === 0 || wanted.length === 0) return;
    const middle = Math.max(0, Math.floor(rows / 2) - ROWS_READ / 2);
    for (const first of new Set([0, middle])) {
      const { cells } = await file.call('rows', { hdu: hdu.index, columns: wanted, first, count: ROWS_READ });
      for (const column of wanted) {
        if (this.chosen.has(column)) continue;
        const fitted = this.widthFor(columns[column], this.longest(cells.map((row) => row[column])));
        // The first rows say how wide; those of the middle only that it must be wider.
        this.widths[column] = first === 0 ? fitted : Math.max(this.widths[column], fitted);
      }
    }
    this.version = {};
  }

  private longest(texts: Iterable<string>): number {
    let most = 0;
    for (const text of texts) most = Math.max(most, this.measure(text));
    return most;
  }

  private widthFor({ name, form, unit }: ColumnSummary, content: number, most = FITTED_MOST): number {
    const head = Math.max(BOLD * this.measure(name) + ARROW, this.measure(unit ?? form));
    return Math.round(Math.min(most, Math.max(NARROWEST, PADDING + Math.max(head, content))));
  }
}

/** What the form of a column promises, before a row has been read. */
function charactersOf({ form, numeric }: ColumnSummary): number {
  return numeric ? 12 : Math.max(4, Number(/^A?(\d+)/i.exec(form)?.[1] ?? 8));
}
