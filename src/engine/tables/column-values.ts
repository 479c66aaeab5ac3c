import { LabelError } from '../../labels';
import type { BoundTable } from './bound-table';
import type { ColumnValues } from '../protocol';

/** Values of a column of tags, besides the one for several tags: more cannot be told apart by their colours. */
const MOST_TAGS = 6;
const SEVERAL = 'several of these';
const OTHER = 'other tags';

/**
 * The values that a column has for galaxies, for all of them at once.
 *
 * A class, and yes and no, are codes. So are tags: each of the six is a value, or of more tags each of the five most
 * frequent and "other tags" together. A file with two or more of them has the value "several of these", so that the files of
 * all values add up to those that have a tag. Numbers,
 * ratings and votes are numbers.
 * @param column index of the column
 * @param paths names of galaxies: `file.fits`, or `file.fits[2]`, relative to the collection's folder, in the order of the answer
 * @returns of each path a code, -1 where its cell is empty or no row is about it; or a number, NaN there
 * @throws LabelError where the column has no values that files share, such as identifiers
 */
export function columnValues(bound: BoundTable, column: number, paths: readonly string[]): ColumnValues {
  const kind = bound.kind(column);
  switch (kind.kind) {
    case 'number':
    case 'rating':
    case 'votes':
      return { kind: 'number', values: Float32Array.from(paths, (path) => numberOf(bound, column, path)) };
    case 'class':
      return coded(bound, paths, (row) => text(bound.value(row, column)));
    case 'binary':
      return coded(bound, paths, (row) => {
        const value = bound.value(row, column);
        if (value === undefined) return undefined;
        return value === true || value === 1 ? 'yes' : 'no';
      });
    case 'tags': {
      const named = new Set(
        kind.values.slice(0, kind.values.length > MOST_TAGS ? MOST_TAGS - 1 : MOST_TAGS).map(({ tag }) => tag),
      );
      return coded(bound, paths, (row) => {
        const tags = new Set(bound.tags(row, column));
        const shown = [...tags].filter((tag) => named.has(tag));
        if (shown.length > 1) return SEVERAL;
        return shown[0] ?? (tags.size > 0 ? OTHER : undefined);
      });
    }
    default:
      throw new LabelError(
        bound.file,
        `column "${bound.table.columns[column]}" holds ${kind.kind}, no classes, tags or numbers`,
      );
  }
}

function numberOf(bound: BoundTable, column: number, path: string): number {
  const row = bound.rowNamed(path);
  const value = row === undefined ? undefined : bound.value(row, column);
  return value === undefined ? NaN : Number(value);
}

function text(value: string | number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Names in the order in which they come. */
function coded(bound: BoundTable, paths: readonly string[], nameOf: (row: number) => string | undefined): ColumnValues {
  const codes = new Map<string, number>();
  const of = (path: string): number => {
    const row = bound.rowNamed(path);
    const name = row === undefined ? undefined : nameOf(row);
    if (name === undefined) return -1;
    const code = codes.get(name) ?? codes.size;
    codes.set(name, code);
    return code;
  };
  const all = Int32Array.from(paths, of);
  return { kind: 'class', names: [...codes.keys()], codes: all };
}
