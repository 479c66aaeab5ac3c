import { distinctNames } from './distinct-names';
import {
  type CellValue,
  columnIndex,
  type ColumnRef,
  type LabelFormat,
  type LabelProblem,
  type LabelTable,
} from './table';

/** A label file that is read, not edited; columns are read when they are first asked for. */
export class ReadTable implements LabelTable {
  readonly editable = false;
  readonly columns: readonly string[];
  private readonly notes: readonly LabelProblem[];
  private readonly held: (readonly CellValue[] | undefined)[];

  /**
   * @param declared names of columns: of those that are called the same the later ones get others
   * @param read gives all cells of a column, one a row
   * @param notes what whoever reads the table should know of how it was read
   */
  constructor(
    readonly name: string,
    readonly format: LabelFormat,
    declared: readonly string[],
    readonly rows: number,
    private readonly read: (column: number) => readonly CellValue[],
    notes: readonly LabelProblem[] = [],
  ) {
    const distinct = distinctNames(declared);
    this.columns = distinct.names;
    this.notes = [...notes, ...distinct.notes];
    this.held = this.columns.map(() => undefined);
  }

  indexOf(name: string): number {
    return this.columns.indexOf(name);
  }

  /** @throws LabelError where the column cannot be read */
  cell(row: number, column: ColumnRef): CellValue {
    const cells = this.column(column);
    if (!(Number.isInteger(row) && row >= 0 && row < this.rows)) {
      throw new RangeError(`row ${row} is asked of a table of ${this.rows}`);
    }
    return cells[row];
  }

  /** @throws LabelError where the column cannot be read */
  column(column: ColumnRef): readonly CellValue[] {
    const index = columnIndex(this, column);
    return (this.held[index] ??= this.read(index));
  }

  problems(most = Infinity): LabelProblem[] {
    return this.notes.slice(0, most);
  }
}
