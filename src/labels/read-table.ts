import { LabelError } from './error';
import {
  type CellValue,
  columnIndex,
  type ColumnRef,
  duplicateOf,
  type LabelFormat,
  type LabelProblem,
  type LabelTable,
} from './table';

/** A label file that is read, not edited; columns are read when they are first asked for. */
export class ReadTable implements LabelTable {
  readonly editable = false;
  private readonly held: (readonly CellValue[] | undefined)[];

  /**
   * @param read gives all cells of a column, one a row
   * @param notes what whoever reads the table should know of how it was read
   * @throws LabelError where two columns are called the same
   */
  constructor(
    readonly name: string,
    readonly format: LabelFormat,
    readonly columns: readonly string[],
    readonly rows: number,
    private readonly read: (column: number) => readonly CellValue[],
    private readonly notes: readonly LabelProblem[] = [],
  ) {
    const twice = duplicateOf(columns);
    if (twice !== undefined) {
      throw new LabelError(name, `two columns are called "${twice}"; give each a name of its own`, { column: twice });
    }
    this.held = columns.map(() => undefined);
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
