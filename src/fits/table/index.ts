import type { Hdu } from '../hdu';
import type { UndefinedAs } from './binary';
import type { Cell } from './cell';
import { Table } from './table';

export type { Cell, CellValue } from './cell';
export { type Column, type ElementKind, holdsTable, readColumns, rowCount, type TableColumn } from './columns';
export { Table } from './table';

/**
 * One row of a table by column name, of columns of one name the last: for a glance. `Table` has the cells in their order,
 * and whole columns.
 * @param row 0-based
 * @throws FitsError where the HDU is no table, or the row cannot be read
 */
export function readRow(hdu: Hdu, row: number, undefinedAs: UndefinedAs = 'null'): Record<string, Cell> {
  const table = new Table(hdu, undefinedAs);
  const cells = table.row(row);
  return Object.fromEntries(table.columns.map(({ name }, i) => [name, cells[i]]));
}
