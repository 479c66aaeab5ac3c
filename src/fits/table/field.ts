import type { Cell } from './cell';
import type { TableColumn } from './columns';
import type { Place, RowSource, Slab } from './rows';

/** A column with the functions that read it. */
export interface Field {
  readonly column: TableColumn;
  readonly place: Place;
  /** The cell whose field begins at `at` of the slab. */
  readonly cell: (slab: Slab, at: number, row: number, source: RowSource, place: Place) => Cell;
  /** Puts the numbers of the first `count` rows of the slab into `out` from `first` on; only of scalar numbers and logicals. */
  readonly numbers?: (slab: Slab, count: number, out: Float64Array, first: number) => void;
  /** The string whose field begins at `at`, null where undefined; only of single strings. */
  readonly text?: (slab: Slab, at: number) => string | null;
}
