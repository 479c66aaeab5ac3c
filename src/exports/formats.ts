import { type CsvOptions, toCsv } from './csv';
import { toParquet } from './parquet';
import { toRegions } from './region';
import type { ExportTable } from './table';
import { toVotable } from './votable';

export type TableFormat = 'csv' | 'parquet' | 'votable' | 'region';

/** The formats, each with its name to a person and the extensions of its files, the usual one first. */
export const TABLE_FORMATS: readonly {
  readonly format: TableFormat;
  readonly label: string;
  readonly extensions: readonly string[];
}[] = [
  { format: 'csv', label: 'CSV', extensions: ['csv'] },
  { format: 'parquet', label: 'Parquet', extensions: ['parquet'] },
  { format: 'votable', label: 'VOTable', extensions: ['vot', 'votable', 'xml'] },
  { format: 'region', label: 'DS9 regions', extensions: ['reg'] },
];

/** Radius of the circles of a region file unless another is said, in arcseconds. */
const RADIUS = 10;

/** The format that a file's extension names; undefined where it names none. */
export function tableFormatOf(file: string): TableFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(file)?.[1].toLowerCase() ?? '';
  return TABLE_FORMATS.find(({ extensions }) => extensions.includes(extension))?.format;
}

/**
 * A table as the bytes of a file.
 * @param options of CSV
 * @returns them, with how many rows are in them and how many the format has no way to say
 * @throws RangeError for regions of a table without positions
 */
export function writeTable(
  table: ExportTable,
  format: TableFormat,
  options: CsvOptions = {},
): { readonly bytes: Uint8Array; readonly written: number; readonly leftOut: number } {
  const all = (bytes: Uint8Array) => ({ bytes, written: table.rows, leftOut: 0 });
  switch (format) {
    case 'csv':
      return all(utf8(toCsv(table, options)));
    case 'parquet':
      return all(toParquet(table));
    case 'votable':
      return all(utf8(toVotable(table)));
    case 'region': {
      const { text, ...counts } = toRegions(table, { radius: RADIUS });
      return { bytes: utf8(text), ...counts };
    }
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
