import { encodeField } from './csv-row';

/** The purpose of a new label table. */
export interface Template {
  /** One class, yes or no; one of several classes; any number of tags; a rating from 0 to 5. */
  readonly kind: 'binary' | 'classes' | 'tags' | 'ratings';
  /** Name of the column beside `path`; by default `class`, `tags` or `rating`, and in a binary table the name of the class. */
  readonly column?: string;
}

const COLUMN = { binary: 'class', classes: 'class', tags: 'tags', ratings: 'rating' } as const;
const DIALECT = { delimiter: ',', padded: false };

/**
 * The text of a new CSV file: a column `path` and an empty one to be filled, a row a cutout, lines ended by LF.
 * @param cutouts their paths, relative to the folder that the file will be in or to the workspace
 * @throws RangeError where the column's name is empty or `path`
 */
export function newTable({ kind, column = COLUMN[kind] }: Template, cutouts: readonly string[]): string {
  const name = column.trim();
  if (name === '' || name === 'path') throw new RangeError(`a column cannot be called "${column}" beside path`);
  const header = `path,${encodeField(name, /[;|\t]/.test(name), DIALECT, { first: false, only: false })}`;
  const rows = cutouts.map((path) => `${encodeField(path, false, DIALECT, { first: true, only: false })},`);
  return `${[header, ...rows].join('\n')}\n`;
}
