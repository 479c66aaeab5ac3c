/** A single value of a cell. Integers that a double cannot hold exactly come as their decimal digits. */
export type Scalar = string | number | boolean | null;

/** Content of a cell: null where the file has no value; several values where the file has an array. */
export type CellValue = Scalar | readonly Scalar[];

/** `ascii` is text whose columns are parted by blanks or stand at fixed places. */
export type LabelFormat = 'csv' | 'tsv' | 'jsonl' | 'ecsv' | 'fits' | 'parquet' | 'votable' | 'ascii';

/** A column by its 0-based index, or by its name. */
export type ColumnRef = number | string;

/** Something odd about a file that can be read all the same. */
export interface LabelProblem {
  /** 1-based, of the file's text; undefined where it concerns the file as a whole. */
  readonly line?: number;
  readonly reason: string;
}

/** A label file as a table, of whatever format. */
export interface LabelTable {
  /** The path as its caller knows it. */
  readonly name: string;
  readonly format: LabelFormat;
  /** Whether it is a TextTable, whose cells can be changed. */
  readonly editable: boolean;
  /** Names of the columns, in the file's order; no two are the same. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** The index of a column by its exact name; -1 where there is none. */
  indexOf(name: string): number;
  /**
   * @param row 0-based
   * @throws RangeError where there is no such row or column
   */
  cell(row: number, column: ColumnRef): CellValue;
  /**
   * All cells of a column, one a row.
   * @throws RangeError where there is no such column
   */
  column(column: ColumnRef): readonly CellValue[];
  /** At most `most` reports of what is odd in the file, was left out or was guessed. */
  problems(most?: number): LabelProblem[];
}

/**
 * The index of a column.
 * @throws RangeError where there is none
 */
export function columnIndex(table: Pick<LabelTable, 'name' | 'columns' | 'indexOf'>, column: ColumnRef): number {
  const index = typeof column === 'string' ? table.indexOf(column) : column;
  if (!Number.isInteger(index) || index < 0 || index >= table.columns.length) {
    throw new RangeError(`${table.name} has no column ${column}`);
  }
  return index;
}

/** The first name that two columns share; undefined where all differ. */
export function duplicateOf(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

/** A cell as one text, without blanks around it: '' where it is empty; arrays joined by `;`. */
export function textOf(value: CellValue): string {
  if (typeof value === 'string') return value.trim();
  if (value === null) return '';
  return Array.isArray(value) ? value.map((one: Scalar) => textOf(one)).join(';') : String(value);
}

/** A cell as a number, or as one text like `textOf`. */
export function numberOrText(value: CellValue): number | string {
  return typeof value === 'number' ? value : textOf(value);
}

/** An integer of any size as a number where that is exact, else as its digits. */
export function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
