import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeTemporary } from '../files';
import { StoreError } from './errors';
import { Manifest } from './manifest';
import { npyHeader, readFloat16Npy } from './npy';
import { readRows, writeRows, type Row } from './rows';
import { type Claim, claimNumber, type Merge, segmentFile, segmentFiles } from './segment-number';
import { damagedOf, readOwn, segmentsOf } from './store-folder';

/** Embeddings of N cutouts with their rows, as one numbered pair of files: NNNNNN.npy and NNNNNN.parquet. */
export interface Segment {
  readonly number: number;
  /** SHA-256 of the matrix's file. */
  readonly sha256: string;
  readonly rows: readonly Row[];
  /** N x dimensions, binary16 bit patterns. */
  readonly matrix: Uint16Array;
}

/** Numbers of the complete segments in an encoder's folder, ascending: those whose Parquet file, written last, is there. */
export async function listSegments(folder: string): Promise<number[]> {
  const complete = [...(await segmentFiles(folder))].filter(([, extensions]) => extensions.size === 2);
  return complete.map(([number]) => number).sort((a, b) => a - b);
}

/**
 * Writes a segment whole or not at all under a number that none has had. Any number of processes may do so at once,
 * on a shared file system too.
 * @param folder an encoder's, with the folders of segments and manifest in it
 * @returns the segment's number and the SHA-256 of its matrix; undefined where a merge has to wait for others.
 * @throws StoreError when the folder cannot be written to or the disk is full; nothing is left behind.
 */
export async function writeSegment(
  folder: string,
  rows: readonly Row[],
  matrix: Uint16Array,
  dimensions: number,
  merge?: Merge,
): Promise<Pick<Segment, 'number' | 'sha256'> | undefined> {
  const segments = segmentsOf(folder);
  const temporary: string[] = [];
  try {
    const values = new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength);
    const header = npyHeader('<f2', rows.length, dimensions);
    const sha256 = createHash('sha256').update(header).update(values).digest('hex');
    temporary.push(await writeTemporary(segments, [header, values]));
    temporary.push(await writeTemporary(segments, [writeRows(rows, sha256)]));
    const [npy, parquet] = temporary;
    const claim = await claimNumber(folder, npy, { rows: rows.length, matrix_sha256: sha256 }, merge);
    if (claim) await publish(folder, parquet, claim);
    return claim && { number: claim.number, sha256 };
  } catch (error) {
    throw StoreError.from(segments, error);
  } finally {
    for (const file of temporary) await fs.rm(file, { force: true }).catch(() => undefined); // swept one day
  }
}

/** Gives the rows the number that their matrix has, with which the segment is seen; or takes back what has been done. */
async function publish(folder: string, parquet: string, { number, entry }: Claim): Promise<void> {
  const manifest = new Manifest(folder);
  let seen = false;
  try {
    // Other processes take this one for dead after it was suspended for an hour, and may have claimed the number.
    if (!(await manifest.isOurs(number, entry))) {
      throw new Error('another process has taken the number of this segment, since this one was held up; index again');
    }
    await fs.rename(parquet, path.join(segmentsOf(folder), segmentFile(number, 'parquet')));
    seen = true;
    await syncFolder(segmentsOf(folder));
  } catch (error) {
    await takeBack(folder, { number, entry }, seen).catch(() => undefined); // the error that is thrown says more
    throw error;
  }
  // The segment is there and counts, whether this succeeds or not: `settle` writes it again.
  await manifest.write(number, { ...entry, state: 'written' }).catch(() => undefined);
}

async function takeBack(folder: string, { number, entry }: Claim, seen: boolean): Promise<void> {
  const manifest = new Manifest(folder);
  if (!(await manifest.isOurs(number, entry))) return;
  await deleteSegment(folder, number);
  // Others that have seen it know it by its number.
  if (seen) await manifest.retire(number);
  else await manifest.giveUp(number, entry);
}

/**
 * Reads and verifies a segment: both files whole, bound to one another by SHA-256, of the encoder's dimensions.
 * @param folder an encoder's
 * @param dimensions undefined: any
 * @returns undefined where another process has deleted it since it was listed.
 * @throws DamagedSegmentError with what is damaged; UnreadableSegmentError where a file cannot be read just now; StoreError
 *   where a link has its name.
 */
export async function readSegment(
  folder: string,
  number: number,
  dimensions: number | undefined,
): Promise<Segment | undefined> {
  const file = path.join(segmentsOf(folder), segmentFile(number, 'npy'));
  let bytes: Uint8Array;
  let rowBytes: Uint8Array;
  try {
    bytes = await readOwn(file);
    rowBytes = await readOwn(path.join(segmentsOf(folder), segmentFile(number, 'parquet')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof StoreError) throw error;
    throw new UnreadableSegmentError(file, `the segment cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const { rows, matrixSha256 } = await readRows(rowBytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== matrixSha256) throw new Error('the matrix is not the one its rows were written with');
    const npy = readFloat16Npy(bytes);
    if (dimensions !== undefined && npy.columns !== dimensions) {
      throw new Error(`${npy.columns} dimensions instead of ${dimensions}`);
    }
    if (npy.rows !== rows.length) throw new Error(`${npy.rows} embeddings for ${rows.length} rows`);
    return { number, sha256, rows, matrix: npy.values };
  } catch (error) {
    throw new DamagedSegmentError(file, `the segment is damaged: ${(error as Error).message}`, { cause: error });
  }
}

/** A segment whose files are there and readable, but not what was written. */
export class DamagedSegmentError extends StoreError {}

/** A segment whose files are there, but which the system does not let us read. */
export class UnreadableSegmentError extends StoreError {}

/** Moves what is there of a segment's files into `damaged/`, for a person to look at; its cutouts count as not indexed. */
export async function setAside(folder: string, number: number): Promise<void> {
  const aside = damagedOf(folder);
  await fs.mkdir(aside, { recursive: true });
  for (const extension of ['parquet', 'npy'] as const) {
    const name = segmentFile(number, extension);
    try {
      await fs.rename(path.join(segmentsOf(folder), name), path.join(aside, `${Date.now()}-${name}`));
    } catch (error) {
      // Another process has been quicker, or it is what is missing.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Deletes a segment that others have replaced. The rows go first, so that it is never seen without its matrix. */
export async function deleteSegment(folder: string, number: number): Promise<void> {
  for (const extension of ['parquet', 'npy'] as const) {
    await fs.rm(path.join(segmentsOf(folder), segmentFile(number, extension)), { force: true });
  }
}
