import * as zlib from 'node:zlib';
import { parquetMetadataAsync, parquetRead, parquetSchema, snappyUncompress } from 'hyparquet';
import { requireColumnsOfSchema } from '../collection/parquet-columns';
import { LabelError } from './error';
import { ReadTable } from './read-table';
import { type CellValue, exactInteger, type Scalar } from './table';

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** Node has it from version 22.15 on. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Decompress };

/** Bytes of a page; writers begin a new one after one or a few million. */
const LARGEST_PAGE = 2 ** 29;
/** Snappy's shortest piece, of three bytes, stands for 64. */
const MOST_OF_A_BYTE = 32;
/** Each takes some ten bytes of memory at the least, whatever it takes in the file. */
const MOST_CELLS = 2 ** 28;

/** A page is as long as its header says, and no more of it is decompressed. */
const page = (decompress: Decompress) => (bytes: Uint8Array, length: number) => {
  if (length > LARGEST_PAGE) throw new Error(`a page of ${length} bytes, of at most ${LARGEST_PAGE}`);
  return decompress(bytes, { maxOutputLength: Math.max(1, length) });
};

const COMPRESSORS = {
  SNAPPY: (bytes: Uint8Array, length: number) => {
    if (length > MOST_OF_A_BYTE * bytes.length)
      throw new Error(`${bytes.length} bytes do not hold a page of ${length}`);
    const out = new Uint8Array(length);
    snappyUncompress(bytes, out);
    return out;
  },
  GZIP: page((bytes, options) => zlib.gunzipSync(bytes, options)),
  BROTLI: page((bytes, options) => zlib.brotliDecompressSync(bytes, options)),
  ...(zstdDecompressSync && { ZSTD: page(zstdDecompressSync) }),
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
    requireColumnsOfSchema(metadata);
    names = parquetSchema(metadata).children.map(({ element }) => element.name);
    rows = Number(metadata.num_rows);
    if (rows * names.length > MOST_CELLS)
      throw new Error(`${rows} rows of ${names.length} columns are too many to hold`);
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
