import { type Hdu, Table, type TableColumn } from '../fits';
import { cellText } from './cell-text';
import { rowOrder } from './row-order';

/** A column as a table's head shows it. */
export interface ColumnSummary {
  readonly name: string;
  readonly form: string;
  readonly unit?: string;
  /** Numbers stand to the right. */
  readonly numeric: boolean;
  /** Whether rows can be put in its order. */
  readonly sortable: boolean;
}

export interface TableSummary {
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
}

/** Rows by the values of a column; without one they stand in the order of the file. */
export interface RowOrder {
  readonly column: number;
  readonly descending: boolean;
}

/** Rows in the order asked for. */
export interface TableRows {
  /** 0-based rows of the file. */
  readonly numbers: readonly number[];
  /** Text of the cells, row by row, of the columns asked for. */
  readonly cells: readonly (readonly string[])[];
}

/** Where a text stands: its place in the order asked for, and its column. */
export interface FoundRow {
  readonly place: number;
  readonly column: number;
}

interface WantedRows {
  readonly columns: readonly number[];
  /** Place of the first row in the order asked for. */
  readonly first: number;
  readonly count: number;
  readonly order?: RowOrder;
}

interface WantedText {
  readonly columns: readonly number[];
  readonly text: string;
  /** Place of the row to begin at. */
  readonly from: number;
  readonly backwards: boolean;
  readonly order?: RowOrder;
}

/** Rows that a search reads at a time. */
const CHUNK = 2048;
/** Orders that are kept; each takes four bytes a row. */
const KEPT_ORDERS = 4;
const ROWS_MAX = 10_000;

/** A table as a viewer pages, sorts and searches it. */
export class TableView {
  private readonly table: Table;
  private readonly orders = new Map<number, Uint32Array>();

  /** @throws FitsError where the HDU is no table */
  constructor(private readonly hdu: Hdu) {
    this.table = new Table(hdu);
  }

  get summary(): TableSummary {
    const { rows, columns } = this.table;
    return { rows, columns: columns.map(summarise) };
  }

  /** @throws FitsError where the rows cannot be read or ordered */
  rows({ columns, first, count, order }: WantedRows): TableRows {
    const places = this.placesFrom(first, Math.min(count, ROWS_MAX));
    const numbers = this.numbersAt(places, order);
    return { numbers, cells: this.textsOf(numbers, columns) };
  }

  /**
   * The first row, from a place on, of which a cell holds the text (upper and lower case alike); the search goes round
   * at the end.
   */
  find({ columns, text, from, backwards, order }: WantedText): FoundRow | undefined {
    const wanted = text.toLowerCase();
    const { rows } = this.table;
    if (wanted === '' || rows === 0) return undefined;
    const step = backwards ? -1 : 1;
    for (let done = 0; done < rows; done += CHUNK) {
      const places = Array.from(
        { length: Math.min(CHUNK, rows - done) },
        (_, i) => (((from + step * (done + i)) % rows) + rows) % rows,
      );
      const cells = this.textsOf(this.numbersAt(places, order), columns);
      for (const [i, row] of cells.entries()) {
        const column = row.findIndex((cell) => cell.toLowerCase().includes(wanted));
        if (column >= 0) return { place: places[i], column: columns[column] };
      }
    }
    return undefined;
  }

  /** How many of some rows of the file hold the text in a cell, upper and lower case alike. */
  matching({
    columns,
    text,
    first,
    count,
  }: Omit<WantedText, 'from' | 'backwards' | 'order'> & { first: number; count: number }): number {
    const wanted = text.toLowerCase();
    if (wanted === '') return 0;
    const last = Math.min(this.table.rows, first + count);
    let found = 0;
    for (let from = first; from < last; from += CHUNK) {
      const rows = this.textsOf(this.placesFrom(from, Math.min(CHUNK, last - from)), columns);
      found += rows.filter((row) => row.some((cell) => cell.toLowerCase().includes(wanted))).length;
    }
    return found;
  }

  private placesFrom(first: number, count: number): number[] {
    const last = Math.min(this.table.rows, first + count);
    return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  }

  /** The rows of the file at places of the order. */
  private numbersAt(places: readonly number[], order: RowOrder | undefined): number[] {
    if (!order) return [...places];
    const rising = this.orderOf(order.column);
    const last = rising.length - 1;
    return places.map((place) => rising[order.descending ? last - place : place]);
  }

  private orderOf(column: number): Uint32Array {
    const described = this.table.columns[column];
    if (!described || !isSortable(described)) throw this.hdu.error(`column ${column} has no order`);
    const known = this.orders.get(column) ?? rowOrder(this.table, column);
    this.orders.delete(column);
    this.orders.set(column, known);
    for (const oldest of this.orders.keys()) {
      if (this.orders.size <= KEPT_ORDERS) break;
      this.orders.delete(oldest);
    }
    return known;
  }

  /** Cells of rows anywhere in the file; rows that follow one another are read together. */
  private textsOf(numbers: readonly number[], columns: readonly number[]): string[][] {
    const { table } = this;
    const texts = numbers.map(() => new Array<string>(columns.length));
    for (let at = 0; at < numbers.length;) {
      let end = at + 1;
      while (end < numbers.length && numbers[end] === numbers[end - 1] + 1) end++;
      for (const [i, column] of columns.entries()) {
        const described = table.columns[column];
        if (!described) throw this.hdu.error(`column ${column} is asked of a table of ${table.columns.length}`);
        const cells = table.cells(column, numbers[at], numbers[end - 1] + 1);
        for (const [k, cell] of cells.entries()) texts[at + k][i] = cellText(cell, described);
      }
      at = end;
    }
    return texts;
  }
}

function summarise(column: TableColumn): ColumnSummary {
  const { name, form, unit, kind } = column;
  return { name, form, unit, numeric: kind === 'number' || kind === 'integer', sortable: isSortable(column) };
}

function isSortable({ kind }: TableColumn): boolean {
  return kind === 'number' || kind === 'integer' || kind === 'logical' || kind === 'text';
}
