import type { Hdu } from '../hdu';
import { asciiFields } from './ascii';
import { binaryFields, type UndefinedAs } from './binary';
import type { Cell } from './cell';
import { holdsTable, isCompressedTable, type TableColumn } from './columns';
import { CompressedRows } from './compressed-rows';
import type { Field } from './field';
import { PlainRows, type RowSource } from './rows';

/**
 * A table, binary, ASCII or compressed, to be read by rows and by columns (FITS 4.0, sections 7.2, 7.3 and 10.3). Of the
 * file no more is read than the rows that are asked for; of a compressed table the tiles of rows that hold them, and of
 * them only the columns that are asked for.
 *
 * Cells are: numbers, integers scaled by TSCAL and TZERO, 64-bit ones as bigint; strings to the first NUL, without trailing
 * blanks; logicals and bits as booleans; complex numbers as [real, imaginary]; arrays in the order stored (`dimensions`
 * tells their shape), variable-length ones as long as they are. What the table marks undefined is null.
 */
export class Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  private readonly fields: readonly Field[];
  private readonly source: RowSource;

  /**
   * @param undefinedAs 'stored' gives, in place of null in a binary table, the integer or the byte that is there
   * @throws FitsError where the HDU is no table, or its columns make no sense
   */
  constructor(
    private readonly hdu: Hdu,
    undefinedAs: UndefinedAs = 'null',
  ) {
    if (!holdsTable(hdu)) throw hdu.error(`a ${hdu.kind} holds no table`);
    const compressed = isCompressedTable(hdu);
    const source = compressed ? new CompressedRows(hdu) : new PlainRows(hdu);
    const rowBytes = source.rowBytes;
    this.source = source;
    this.rows = source.rows;
    this.fields = hdu.kind === 'TableHDU' ? asciiFields(hdu, rowBytes) : binaryFields(hdu, rowBytes, undefinedAs);
    this.columns = this.fields.map(({ column }) => column);
  }

  /**
   * The index of a column by its name, upper and lower case alike (FITS 4.0, section 7.2.2.1); -1 where there is none,
   * the first of several.
   */
  indexOf(name: string): number {
    const wanted = name.toUpperCase();
    return this.columns.findIndex((column) => column.name.toUpperCase() === wanted);
  }

  /**
   * The cells of a row, in the order of the columns.
   * @param row 0-based
   * @throws FitsError where there is no such row, or a cell cannot be read
   */
  row(row: number): Cell[] {
    this.checkRows(row, row + 1);
    return this.fields.map((field) => this.cellsOf(field, row, row + 1)[0]);
  }

  /**
   * The cells of a column, from row `from` to row `to` (exclusive).
   * @param column 0-based index
   * @throws FitsError as `row`
   */
  cells(column: number, from: number, to: number): Cell[] {
    this.checkRows(from, to);
    return this.cellsOf(this.field(column), from, to);
  }

  /**
   * A whole column of numbers, integers or logicals (1 and 0), one a row, as doubles; NaN where undefined.
   * @param column 0-based index
   * @throws FitsError where the column holds anything else, or cannot be read
   */
  numbers(column: number): Float64Array {
    const field = this.field(column);
    if (!field.numbers) throw this.hdu.error(`column ${field.column.name} is not of single numbers`);
    // The first rows are read before memory is taken for all.
    if (this.rows > 0) this.source.read(field.place, 0, 1);
    const out = new Float64Array(this.rows);
    for (let from = 0; from < this.rows;) {
      const slab = this.source.read(field.place, from, this.rows);
      field.numbers(slab, slab.end - from, out, from);
      from = slab.end;
    }
    return out;
  }

  /**
   * A whole column of strings, one a row; '' where undefined.
   * @param column 0-based index
   * @throws FitsError where the column holds anything else, or cannot be read
   */
  texts(column: number): string[] {
    const { text, place, column: described } = this.field(column);
    if (!text) throw this.hdu.error(`column ${described.name} is not of single strings`);
    if (place.width === 0) throw this.hdu.error(`the strings of column ${described.name} have no characters`);
    const out: string[] = [];
    for (let from = 0; from < this.rows;) {
      const slab = this.source.read(place, from, this.rows);
      for (let at = slab.first; from < slab.end; from++, at += slab.stride) out.push(text(slab, at) ?? '');
    }
    return out;
  }

  private field(column: number): Field {
    const field = this.fields[column];
    if (!field) throw this.hdu.error(`column ${column} is asked of a table of ${this.fields.length}`);
    return field;
  }

  private cellsOf({ cell, place }: Field, from: number, to: number): Cell[] {
    const cells: Cell[] = [];
    for (let row = from; row < to;) {
      const slab = this.source.read(place, row, to);
      for (let at = slab.first; row < slab.end; row++, at += slab.stride) {
        cells.push(cell(slab, at, row, this.source, place));
      }
    }
    return cells;
  }

  private checkRows(from: number, to: number): void {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= this.rows)) {
      throw this.hdu.error(`rows ${from} to ${to} are asked of a table of ${this.rows}`);
    }
  }
}
