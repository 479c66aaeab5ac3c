import { parquetMetadataAsync, parquetRead } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** What a segment says of one cutout. Its representation is the same row of the segment's matrix. */
export interface Row {
  /** Relative to the collection's folder, with forward slashes. */
  path: string;
  /** Index of the HDU, 0 the primary one; 0 for JPEG and PNG. */
  hdu: number;
  /** Of the file: bytes, and modification time in seconds since 1970. A file that differs is indexed again. */
  size: number;
  mtime: number;
  /** Hexadecimal SHA-256 of the file's bytes: a file found at another path keeps its representation. */
  sha256: string;
  /** Pixels. */
  width: number;
  height: number;
  /** 1, or 3 for a colour cutout. */
  bands: number;
  /** ICRS degrees of the frame's centre, and arcseconds a pixel; NaN where the header has no celestial WCS. */
  ra: number;
  dec: number;
  pixelScale: number;
  /** True in a row that only says that the file at `path` is gone. */
  removed: boolean;
}

const COLUMNS = [
  ['path', 'path', 'STRING'],
  ['hdu', 'hdu', 'INT32'],
  ['size', 'size', 'DOUBLE'],
  ['mtime', 'mtime', 'DOUBLE'],
  ['sha256', 'sha256', 'STRING'],
  ['width', 'width', 'INT32'],
  ['height', 'height', 'INT32'],
  ['bands', 'bands', 'INT32'],
  ['ra', 'ra', 'DOUBLE'],
  ['dec', 'dec', 'DOUBLE'],
  ['pixelScale', 'pixel_scale', 'DOUBLE'],
  ['removed', 'removed', 'BOOLEAN'],
] as const satisfies readonly (readonly [keyof Row, string, string])[];

const MATRIX_SHA256 = 'matrix_sha256';

/** Rows as Parquet bytes, bound to their matrix by the SHA-256 of the .npy file. */
export function writeRows(rows: readonly Row[], matrixSha256: string): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: COLUMNS.map(([key, name, type]) => ({ name, type, nullable: false, data: rows.map((r) => r[key]) })),
      rowGroupSize: 1_000_000,
      kvMetadata: [{ key: MATRIX_SHA256, value: matrixSha256 }],
      createdBy: 'Morphoscope',
    }),
  );
}

/**
 * Rows from Parquet bytes.
 * @throws Error with the reason when the bytes are no Parquet file or a column is missing or of another type.
 */
export async function readRows(bytes: Uint8Array): Promise<{ rows: Row[]; matrixSha256: string }> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = { byteLength: buffer.byteLength, slice: (from: number, to?: number) => buffer.slice(from, to) };
  const metadata = await parquetMetadataAsync(file);
  const count = Number(metadata.num_rows);
  const columns = new Map<string, unknown[]>(COLUMNS.map(([, name]) => [name, new Array<unknown>(count)]));
  await parquetRead({
    file,
    metadata,
    columns: COLUMNS.map(([, name]) => name),
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns.get(columnName);
      if (column) for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
    },
  });
  for (const [key, name, type] of COLUMNS) {
    const expected = type === 'STRING' ? 'string' : type === 'BOOLEAN' ? 'boolean' : 'number';
    const column = columns.get(name)!;
    for (let i = 0; i < count; i++) {
      if (typeof column[i] !== expected) throw new Error(`row ${i} has no ${key}`);
    }
  }
  const rows = Array.from(
    { length: count },
    (_, i) => Object.fromEntries(COLUMNS.map(([key, name]) => [key, columns.get(name)![i]])) as unknown as Row,
  );
  const matrixSha256 = metadata.key_value_metadata?.find(({ key }) => key === MATRIX_SHA256)?.value ?? '';
  return { rows, matrixSha256 };
}
