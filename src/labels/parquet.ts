import * as zlib from 'node:zlib';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { LabelError } from './error';
import { ReadTable } from './read-table';
import { type CellValue, exactInteger, type Scalar } from './table';

/** Node has it from version 22.15 on. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };

const COMPRESSORS = {
  GZIP: (bytes: Uint8Array) => zlib.gunzipSync(bytes),
  BROTLI: (bytes: Uint8Array) => zlib.brotliDecompressSync(bytes),
  ...(zstdDecompressSync && { ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes) }),
};

/**
 * A Parquet file, uncompressed or compressed by Snappy, gzip, Brotli or, where Node has it, Zstandard. Missing values and
 * NaN are null, dates ISO 8601 texts, lists arrays, and what is nested deeper its JSON text.
 * @throws LabelError where the bytes are no Parquet file, are damaged, or compressed otherwise
 */
export async function openParquet(name: string, bytes: Uint8Array): Promise<ReadTable> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = { byteLength: buffer.byteLength, slice: (from: number, to?: number) => buffer.slice(from, to) };
  let names: string[];
  let rows: number;
  let cells: CellValue[][];
  try {
    const metadata = await parquetMetadataAsync(file);
    names = parquetSchema(metadata).children.map(({ element }) => element.name);
    rows = Number(metadata.num_rows);
    const found = new Map<string, CellValue[]>(names.map((column) => [column, new Array<CellValue>(rows).fill(null)]));
    await parquetRead({
      file,
      metadata,
      compressors: COMPRESSORS,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const column = found.get(columnName);
        if (column) for (let i = 0; i < columnData.length; i++) column[rowStart + i] = valueOf(columnData[i]);
      },
    });
    cells = [...found.values()];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabelError(name, `the Parquet file cannot be read (${reason}); write it again, or as CSV`, {
      cause: error,
    });
  }
  return new ReadTable(name, 'parquet', names, rows, (column) => cells[column]);
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
      if (value instanceof Date) return value.toISOString();
      return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? exactInteger(one) : one));
  }
}
