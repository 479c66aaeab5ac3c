import type { Hdu } from '../hdu';
import { readAsciiRow } from './ascii';
import { readBinaryRow } from './binary';
import type { Cell } from './cell';

export type { Cell, CellValue } from './cell';
export { type Column, holdsTable, readColumns, rowCount } from './columns';

/**
 * One row of a table by column name; see `readBinaryRow` and `readAsciiRow` for the forms of the values.
 * @param row 0-based
 * @throws FitsError where the HDU is no table, or the row cannot be read
 */
export function readRow(hdu: Hdu, row: number): Record<string, Cell> {
  return hdu.kind === 'TableHDU' ? readAsciiRow(hdu, row) : readBinaryRow(hdu, row);
}
