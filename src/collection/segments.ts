import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { publishExclusively, syncFolder, writeTemporary } from '../files';
import { StoreError } from './errors';
import { npyHeader, readFloat16Npy } from './npy';
import { readRows, writeRows, type Row } from './rows';
import { namesIn, readOwn } from './store-folder';

/** Representations of N cutouts with their rows, as one numbered pair of files: NNNNNN.npy and NNNNNN.parquet. */
export interface Segment {
  readonly number: number;
  readonly rows: readonly Row[];
  /** N x dimensions, binary16 bit patterns. */
  readonly matrix: Uint16Array;
}

const NUMBERED = /^(\d{6,})\.(npy|parquet)$/;

const fileName = (number: number, extension: 'npy' | 'parquet') => `${String(number).padStart(6, '0')}.${extension}`;

/** Numbers of the complete segments in `folder`, ascending: those whose Parquet file, written last, is there. */
export async function listSegments(folder: string): Promise<number[]> {
  const names = new Set(await namesIn(folder));
  return [...names]
    .map((name) => NUMBERED.exec(name))
    .filter((match) => match?.[2] === 'parquet' && names.has(`${match[1]}.npy`))
    .map((match) => Number(match![1]))
    .sort((a, b) => a - b);
}

/**
 * Writes a segment whole or not at all under the next free number. Any number of processes may do so at once,
 * on a shared file system too.
 * @returns the segment's number.
 * @throws StoreError when the folder cannot be written to or the disk is full; nothing is left behind.
 */
export async function writeSegment(
  folder: string,
  rows: readonly Row[],
  matrix: Uint16Array,
  dimensions: number,
): Promise<number> {
  const unfinished: string[] = [];
  try {
    const values = new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength);
    const header = npyHeader('<f2', rows.length, dimensions);
    const sha256 = createHash('sha256').update(header).update(values).digest('hex');
    const npy = await writeTemporary(folder, [header, values]);
    unfinished.push(npy);
    const parquet = await writeTemporary(folder, [writeRows(rows, sha256)]);
    unfinished.push(parquet);
    let number = 1 + Math.max(0, ...(await namesIn(folder)).map((name) => Number(NUMBERED.exec(name)?.[1] ?? 0)));
    while (!(await publishExclusively(npy, path.join(folder, fileName(number, 'npy'))))) number++;
    unfinished.push(path.join(folder, fileName(number, 'npy')));
    // The matrix's name is the claim on the number; the rows' name, given second, makes the segment visible.
    await fs.rename(parquet, path.join(folder, fileName(number, 'parquet')));
    await syncFolder(folder);
    return number;
  } catch (error) {
    for (const file of unfinished) await fs.rm(file, { force: true }).catch(() => undefined);
    throw StoreError.from(folder, error);
  }
}

/**
 * Reads and verifies a segment: both files whole, bound to one another by SHA-256, of the encoder's dimensions.
 * @returns undefined where another process has deleted it since it was listed.
 * @throws DamagedSegmentError with what is damaged; UnreadableSegmentError where a file cannot be read just now; StoreError
 *   where a link has its name.
 */
export async function readSegment(folder: string, number: number, dimensions: number): Promise<Segment | undefined> {
  const file = path.join(folder, fileName(number, 'npy'));
  let bytes: Uint8Array;
  let rowBytes: Uint8Array;
  try {
    bytes = await readOwn(file);
    rowBytes = await readOwn(path.join(folder, fileName(number, 'parquet')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof StoreError) throw error;
    throw new UnreadableSegmentError(file, `the segment cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const { rows, matrixSha256 } = await readRows(rowBytes);
    if (createHash('sha256').update(bytes).digest('hex') !== matrixSha256) {
      throw new Error('the matrix is not the one its rows were written with');
    }
    const npy = readFloat16Npy(bytes);
    if (npy.columns !== dimensions) throw new Error(`${npy.columns} dimensions instead of ${dimensions}`);
    if (npy.rows !== rows.length) throw new Error(`${npy.rows} representations for ${rows.length} rows`);
    return { number, rows, matrix: npy.values };
  } catch (error) {
    throw new DamagedSegmentError(file, `the segment is damaged: ${(error as Error).message}`, { cause: error });
  }
}

/** A segment whose files are there and readable, but not what was written. */
export class DamagedSegmentError extends StoreError {}

/** A segment whose files are there, but which the system does not let us read. */
export class UnreadableSegmentError extends StoreError {}

/** Moves a segment's files into `damaged/`, for a person to look at; its cutouts count as not indexed. */
export async function setAside(folder: string, number: number): Promise<void> {
  const aside = path.join(folder, 'damaged');
  await fs.mkdir(aside, { recursive: true });
  for (const extension of ['parquet', 'npy'] as const) {
    const name = fileName(number, extension);
    await fs.rename(path.join(folder, name), path.join(aside, `${Date.now()}-${name}`));
  }
}

/** Deletes a segment that others have replaced. The rows go first, so that it is never seen without its matrix. */
export async function deleteSegment(folder: string, number: number): Promise<void> {
  for (const extension of ['parquet', 'npy'] as const) {
    await fs.rm(path.join(folder, fileName(number, extension)), { force: true });
  }
}
