import { createHash } from 'node:crypto';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { leadsOut } from './leads-out';
import { ParquetFile, parquetMetadata } from '../parquet';
import { MEASURE_COLUMNS, NOT_MEASURED, type RowMeasures } from './measures';

/** What a segment says of one cutout. Its embedding is the same row of the segment's matrix. */
export interface Row {
  /** Relative to the collection's folder, with forward slashes. */
  path: string;
  /** Index of the HDU, 0 the primary one; 0 for JPEG and PNG. */
  hdu: number;
  /** Size of the file in bytes. A file whose size or modification time (seconds since 1970) differs is indexed again. */
  size: number;
  mtime: number;
  /** Hexadecimal SHA-256 of the file's bytes: a file found at another path keeps its embedding. */
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
  /** Measures of the galaxy's shape, stored as columns of their own. */
  measures: RowMeasures;
  /** How its file was read: `READING` of that time; undefined of rows of version 0.1. */
  reading?: number;
  /** What may be wrong with the pixels, as bits of `QUALITY_FLAGS`; undefined of rows from before there were flags. */
  flags?: number;
  /** True in a row that says that the file at `path` is gone; it and its embedding are as they were before. */
  removed: boolean;
  /**
   * Since when, in seconds since 1970; undefined in rows that are not removed, and in removed ones of stores from before this
   * was written down, which have kept no embedding.
   */
  removedAt?: number;
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

/** The measures' columns are float32, and NaN where a row has none; stores from before there were measures lack them. */
const MEASURE_TYPE = 'FLOAT' as const;
const FLAG = MEASURE_COLUMNS.indexOf('measure_flag');
/** int32; stores from before there were quality flags lack it, and rows without them have -1. */
const QUALITY = 'quality_flags';
const NOT_FLAGGED = -1;
/** int32, `READING`; stores of version 0.1 lack it, and their rows have 0 where they are written again. */
const READING_COLUMN = 'reading';
/** Double; only in segments with removed rows, and NaN in the others. */
const REMOVED_AT = 'removed_at';

/** The `created_by` that the Parquet files carry. */
const AUTHOR = 'Morphoscope';
/** Metadata key: SHA-256 of the whole .npy file. */
const MATRIX_SHA256 = 'matrix_sha256';
/**
 * Metadata key: SHA-256 of the whole Parquet file with zeros in place of these digits, since Parquet has no checksum of a
 * whole file.
 */
const SHA256 = 'sha256';
const NO_SHA256 = '0'.repeat(64);

/** Rows as Parquet bytes, bound to their matrix by the SHA-256 of the .npy file. */
export function writeRows(rows: readonly Row[], matrixSha256: string): Uint8Array {
  const dated = rows.some(({ removedAt }) => removedAt !== undefined);
  const removals = dated
    ? [{ name: REMOVED_AT, type: 'DOUBLE' as const, nullable: false, data: rows.map((row) => row.removedAt ?? NaN) }]
    : [];
  const buffer = parquetWriteBuffer({
    columnData: [
      ...COLUMNS.map(([key, name, type]) => ({ name, type, nullable: false, data: rows.map((row) => row[key]) })),
      ...MEASURE_COLUMNS.map((name, m) => ({
        name,
        type: MEASURE_TYPE,
        nullable: false,
        data: rows.map(({ measures }) => measures[m] ?? NaN),
      })),
      { name: QUALITY, type: 'INT32', nullable: false, data: rows.map(({ flags }) => flags ?? NOT_FLAGGED) },
      { name: READING_COLUMN, type: 'INT32', nullable: false, data: rows.map(({ reading }) => reading ?? 0) },
      ...removals,
    ],
    rowGroupSize: 1_000_000,
    kvMetadata: [
      { key: MATRIX_SHA256, value: matrixSha256 },
      { key: SHA256, value: NO_SHA256 },
    ],
    createdBy: AUTHOR,
  });
  const bytes = Buffer.from(buffer);
  bytes.write(createHash('sha256').update(bytes).digest('hex'), bytes.lastIndexOf(NO_SHA256), 'latin1');
  return bytes;
}

/** Whether the bytes are those that were written, with `digits` as their SHA-256 among them. */
function isWhole(bytes: Uint8Array, digits: string): boolean {
  if (digits.length !== NO_SHA256.length) return false;
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(digits);
  if (at < 0) return false;
  const hash = createHash('sha256').update(bytes.subarray(0, at)).update(NO_SHA256);
  return hash.update(bytes.subarray(at + digits.length)).digest('hex') === digits;
}

/** Whether bytes are a Parquet file that says that we have written it. */
export async function areOurRows(bytes: Uint8Array): Promise<boolean> {
  try {
    return (await parquetMetadata(bytes)).created_by === AUTHOR;
  } catch {
    return false; // no Parquet file
  }
}

/**
 * Rows from Parquet bytes.
 * @throws Error with the reason when the bytes are no Parquet file, are not those that were written, or a column is
 *   missing or of another type.
 */
export async function readRows(bytes: Uint8Array): Promise<{ rows: Row[]; matrixSha256: string }> {
  const metadata = await parquetMetadata(bytes);
  const note = (name: string) => metadata.key_value_metadata?.find(({ key }) => key === name)?.value;
  if (!isWhole(bytes, note(SHA256) ?? '')) throw new Error('the rows are not those that were written');
  const file = ParquetFile.of(bytes, metadata);
  const count = file.rows;
  const present = new Set(metadata.schema.map(({ name }) => name));
  const measured = MEASURE_COLUMNS.filter((name) => present.has(name));
  const optional = [QUALITY, READING_COLUMN, REMOVED_AT].filter((name) => present.has(name));
  const names = [...COLUMNS.map(([, name]) => name), ...measured, ...optional];
  const columns = new Map<string, unknown[]>(names.map((name) => [name, []]));
  await file.read(({ columnName, columnData, rowStart }) => {
    const column = columns.get(columnName);
    if (column) for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
  }, names);
  for (const [key, name, type] of COLUMNS) {
    const expected = type === 'STRING' ? 'string' : type === 'BOOLEAN' ? 'boolean' : 'number';
    const column = columns.get(name)!;
    for (let i = 0; i < count; i++) {
      if (typeof column[i] !== expected) throw new Error(`row ${i} has no ${key}`);
    }
  }
  for (const name of [...measured, ...optional]) {
    if (columns.get(name)!.some((value) => typeof value !== 'number')) throw new Error(`a row has no ${name}`);
  }
  const of = <T>(name: string) => columns.get(name) as T[];
  const out = of<string>('path').find((one) => leadsOut(one));
  if (out !== undefined) throw new Error(`the path ${JSON.stringify(out)} leads out of the folder`);
  const [path, sha256] = [of<string>('path'), of<string>('sha256')];
  const [hdu, size, mtime] = [of<number>('hdu'), of<number>('size'), of<number>('mtime')];
  const [width, height, bands] = [of<number>('width'), of<number>('height'), of<number>('bands')];
  const [ra, dec, pixelScale] = [of<number>('ra'), of<number>('dec'), of<number>('pixel_scale')];
  const removed = of<boolean>('removed');
  const measures = MEASURE_COLUMNS.map((name) => columns.get(name) as number[] | undefined);
  const measuresOf = (i: number): RowMeasures =>
    // Every cutout that was measured has a flag.
    Number.isNaN(measures[FLAG]?.[i] ?? NaN) ? NOT_MEASURED : measures.map((column) => column?.[i] ?? NaN);
  const flags = columns.get(QUALITY) as number[] | undefined;
  // Written out, since a million rows are made here: from entries each would cost ten times as much.
  const rows = Array.from(path, (_, i): Row => ({
    path: path[i],
    hdu: hdu[i],
    size: size[i],
    mtime: mtime[i],
    sha256: sha256[i],
    width: width[i],
    height: height[i],
    bands: bands[i],
    ra: ra[i],
    dec: dec[i],
    pixelScale: pixelScale[i],
    measures: measuresOf(i),
    removed: removed[i],
  }));
  const readings = columns.get(READING_COLUMN) as number[] | undefined;
  if (readings) rows.forEach((row, i) => readings[i] > 0 && (row.reading = readings[i]));
  if (flags) rows.forEach((row, i) => flags[i] !== NOT_FLAGGED && (row.flags = flags[i]));
  const removedAt = columns.get(REMOVED_AT) as number[] | undefined;
  if (removedAt) rows.forEach((row, i) => Number.isNaN(removedAt[i]) || (row.removedAt = removedAt[i]));
  return { rows, matrixSha256: note(MATRIX_SHA256) ?? '' };
}
