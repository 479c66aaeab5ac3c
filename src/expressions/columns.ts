/** Type of a value. A comparison gives a truth value, as does a column of true and false. */
export type ValueType = 'number' | 'text' | 'truth';

/** A column of the table that expressions are about. */
export interface Column {
  readonly name: string;
  readonly type: ValueType;
  /** All values of a column of texts are integers, of any length: compared with numbers, or with texts of digits, they count as such. */
  readonly integers?: boolean;
  /** For a column of texts that are mostly numbers, the first cell that is not one, for example: row 6 holds "1.2.3". */
  readonly odd?: string;
}

/** A cell's value; null, undefined and NaN are a missing one. */
export type Cell = number | string | boolean | null | undefined;

/** Reads the row in hand: the cell of a column, by its place among the columns given to the compiler. */
export type RowAccessor = (column: number) => Cell;
