/** What a value is. A truth is what a comparison gives, or a column of true and false. */
export type ValueType = 'number' | 'text' | 'truth';

/** A column of the table that expressions are about. */
export interface Column {
  readonly name: string;
  readonly type: ValueType;
}

/** A cell's value; null, undefined and NaN are a missing one. */
export type Cell = number | string | boolean | null | undefined;

/** Reads the row in hand: the cell of a column, by its place among the columns given to the compiler. */
export type RowAccessor = (column: number) => Cell;
