import { ParquetFile, parquetMetadata } from '../parquet';
import { LabelError } from './error';
import { ReadTable } from './read-table';
import { type CellValue, exactInteger, type Scalar } from './table';

/** Each takes some ten bytes of memory at the least, whatever it takes in the file. */
const MOST_CELLS = 2 ** 28;

/**
 * A Parquet file, uncompressed or compressed by Snappy, gzip, Brotli or Zstandard. Missing values and
 * NaN are null, dates ISO 8601 texts, lists arrays, and what is nested deeper its JSON text.
 * @throws LabelError where the bytes are no Parquet file, are damaged, or compressed otherwise
 */
export async function openParquet(name: string, bytes: Uint8Array): Promise<ReadTable> {
  let file: ParquetFile;
  let cells: CellValue[][];
  try {
    file = ParquetFile.of(bytes, await parquetMetadata(bytes));
    const { names, rows } = file;
    if (rows * names.length > MOST_CELLS)
      throw new Error(`${rows} rows of ${names.length} columns are too many to hold`);
    const found = new Map<string, CellValue[]>(names.map((column) => [column, []]));
    await file.read(({ columnName, columnData, rowStart }) => {
      const column = found.get(columnName);
      if (!column) return;
      // Room is made for what is there, not for what is declared.
      while (column.length < rowStart) column.push(null);
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = valueOf(columnData[i]);
    });
    for (const column of found.values()) while (column.length < rows) column.push(null);
    cells = [...found.values()];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabelError(name, `the Parquet file cannot be read (${reason}); write it again, or as CSV`, {
      cause: error,
    });
  }
  return new ReadTable(name, 'parquet', file.names, file.rows, (column) => cells[column]);
}

function valueOf(value: unknown): CellValue {
  if (Array.isArray(value)) return value.map((one) => scalarOf(one));
  return scalarOf(value);
}

function scalarOf(value: unknown): Scalar {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isNaN(value) ? null : value;
    case 'bigint':
      return exactInteger(value);
    default:
      if (value === null || value === undefined) return null;
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? exactInteger(one) : one));
  }
}
