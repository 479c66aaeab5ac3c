import { type CellValue, textOf } from './table';
import type { Understood } from './understand';

/** A column, as far as it matters to what is taken over. */
interface Column {
  readonly name: string;
  readonly kind: Understood['kind'];
}

type Cells = Readonly<Record<string, CellValue>>;

/** Two rows differ in a column. */
export interface CellConflict {
  readonly column: string;
  readonly kept: CellValue;
  readonly other: CellValue;
}

/** Values that one row has and the other lacks. */
export interface TakenOver {
  readonly cells: readonly { readonly column: string; readonly value: CellValue }[];
  readonly tags: readonly { readonly column: string; readonly tag: string }[];
  /** Columns in which both have a value, and not the same. */
  readonly conflicts: readonly CellConflict[];
}

/** Kinds of columns that identify a row's galaxy rather than describe it. */
const IDENTITY: ReadonlySet<Understood['kind']> = new Set(['path', 'id', 'ra', 'dec']);

/**
 * Collects what the row of one galaxy takes over from another row of the same galaxy: values where it has none, and tags.
 * @param identity columns by which rows are matched to galaxies, besides paths, identifiers and positions
 * @param kept cells by column, tags as arrays; null where there is no row
 */
export function takeOver(
  columns: readonly Column[],
  identity: readonly string[],
  kept: Cells | null,
  other: Cells | null,
): TakenOver {
  const cells: TakenOver['cells'][number][] = [];
  const tags: TakenOver['tags'][number][] = [];
  const conflicts: CellConflict[] = [];
  for (const { name, kind } of columns) {
    const value = cellIn(other, name);
    if (IDENTITY.has(kind) || identity.includes(name) || textOf(value) === '') continue;
    const own = cellIn(kept, name);
    if (kind === 'tags') {
      const has = new Set(tagsOf(own));
      for (const tag of tagsOf(value)) if (!has.has(tag)) tags.push({ column: name, tag });
    } else if (textOf(own) === '') cells.push({ column: name, value });
    else if (textOf(own) !== textOf(value)) conflicts.push({ column: name, kept: own, other: value });
  }
  return { cells, tags, conflicts };
}

/** What a row has in a column; null where it has none of that name: `constructor` is the name of a column like others. */
export function cellIn(cells: Cells | null, column: string): CellValue {
  return cells && Object.hasOwn(cells, column) ? cells[column] : null;
}

function tagsOf(cell: CellValue): string[] {
  return (Array.isArray(cell) ? cell : [cell]).map((tag: CellValue) => textOf(tag)).filter((tag) => tag !== '');
}
