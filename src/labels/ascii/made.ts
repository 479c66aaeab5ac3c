import { ReadTable } from '../read-table';
import { type CellValue, type LabelProblem } from '../table';

/** A table of text that is not edited in place: its cells by column, and what to know of how they were read. */
export interface AsciiTable {
  readonly columns: readonly string[];
  /** One array per column with one cell per row: texts, or null where the cell is empty. */
  readonly cells: readonly (readonly CellValue[])[];
  readonly notes: readonly LabelProblem[];
}

/** Appended to a note about the format, for users who want to write labels into the table. */
export const HOW_TO_EDIT = 'it is read, not edited; save it as CSV to write labels into it';

/** @throws LabelError where two columns are called the same */
export function readTableOf(name: string, { columns, cells, notes }: AsciiTable): ReadTable {
  return new ReadTable(name, 'ascii', columns, cells[0]?.length ?? 0, (column) => cells[column], notes);
}

/** Names of columns that have none: col1, col2 ... as astropy calls them. */
export function numberedNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `col${i + 1}`);
}
