import fs from 'node:fs/promises';
import path from 'node:path';
import { isLeftBehind, isTemporaryName, NotAFileError, openRegular } from '../files';
import { StoreError } from './errors';
import { Manifest, manifestOf } from './manifest';
import { readNpyHeader } from './npy';
import { segmentFile, segmentFiles } from './segment-number';
import { namesIn, segmentsOf } from './store-folder';

/**
 * What killed processes leave in a store: temporary files, and matrices that never got their rows. Swept are only files whose
 * names and first bytes are ours, which nobody is writing any more, and none through a link.
 */

/** Enough for a matrix's header. */
const FIRST_BYTES = 128;

/** How the text files of a store begin, and exports as text; the rest of such a file may not have been written. */
const TEXTS = [/^\{\s*"(?:version|encoder|state|token)"/, /^\*\n$/, /^path,hdu,concentration,/];
const PARQUET = 'PAR1';

/** How files of one kind are named, and the bytes with which they begin unless they are empty. */
interface Kind {
  isName(name: string): boolean;
  isContent(first: Buffer): boolean;
}

const WRITTEN: Kind = { isName: isTemporaryName, isContent: (first) => isOurs(first) || isNearestIndex(first) };
/** Names that version 0.1 gave to nearest indexes and exports. */
const INDEX: Kind = { isName: (name) => /^\.index-[0-9a-f-]+\.tmp$/.test(name), isContent: isNearestIndex };
const EXPORT = /^\..+\.(?:csv|parquet|npy)-[0-9a-f]{8}\.tmp$/i;
const EXPORTED: Kind = { isName: (name) => EXPORT.test(name), isContent: isOurs };

/** Temporary files that killed processes have left in a folder, absolute. @throws StoreError */
export function temporariesIn(folder: string): Promise<string[]> {
  return leftIn(folder, WRITTEN, INDEX, EXPORTED);
}

/** The same of exports in the folder of `out`; of those with the names of version 0.1 only exports to `out`. @throws StoreError */
export function exportsLeft(out: string): Promise<string[]> {
  const isOld = (name: string) => EXPORT.test(name) && name.startsWith(`.${path.basename(out)}-`);
  // A name that begins with ours says that it is; the other names of temporary files are of stores.
  const isName = (name: string) => (name.startsWith('.morphoscope-') && isTemporaryName(name)) || isOld(name);
  return leftIn(path.dirname(out), { isName, isContent: isOurs });
}

/**
 * Matrices without rows in the segments of an encoder's folder, absolute.
 * @param dimensions of the encoder: matrices of others are not ours
 * @throws StoreError
 */
export async function matricesLeft(folder: string, dimensions: number): Promise<string[]> {
  const segments = segmentsOf(folder);
  const manifest = new Manifest(folder);
  const alone = new Set<string>();
  for (const [number, extensions] of await segmentFiles(folder)) {
    if (extensions.has('parquet')) continue;
    // One that had its rows has lost them: that is no leftover.
    if ((await manifest.read(number))?.state !== 'written') alone.add(segmentFile(number, 'npy'));
  }
  return leftIn(segments, { isName: (name) => alone.has(name), isContent: (first) => isMatrix(first, dimensions) });
}

/** All that is left in the folders of a store, but matrices. @param root `.morphoscope` or its stand-in. @throws StoreError */
export async function temporariesOf(root: string): Promise<string[]> {
  const encoders = path.join(root, 'encoders');
  const folders = [root];
  for (const id of await foldersIn(encoders)) {
    const folder = path.join(encoders, id);
    const own = (await foldersIn(folder)).map((name) => path.join(folder, name));
    folders.push(folder, ...own.filter((one) => one === segmentsOf(folder) || one === manifestOf(folder)));
  }
  return (await Promise.all(folders.map(temporariesIn))).flat();
}

/** Deletes files. @throws StoreError */
export async function sweep(files: readonly string[]): Promise<void> {
  for (const file of files) {
    try {
      await fs.rm(file, { force: true });
    } catch (error) {
      throw StoreError.from(file, error);
    }
  }
}

async function leftIn(folder: string, ...kinds: readonly Kind[]): Promise<string[]> {
  const left: string[] = [];
  for (const name of await namesIn(folder)) {
    const kind = kinds.find((one) => one.isName(name));
    const read = kind && (await firstBytes(path.join(folder, name)));
    if (!read || !isLeftBehind(name, read.mtimeMs)) continue;
    if (read.size === 0 || kind.isContent(read.first)) left.push(path.join(folder, name));
  }
  return left;
}

/**
 * Reads the beginning of a regular file; undefined for anything else, symbolic links included, and for files that are
 * gone or unreadable.
 */
async function firstBytes(file: string): Promise<{ first: Buffer; size: number; mtimeMs: number } | undefined> {
  try {
    const { handle, stat } = await openRegular(file, 'refuse');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
      return { first: buffer.subarray(0, bytesRead), size: stat.size, mtimeMs: stat.mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof NotAFileError) return undefined;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ELOOP') return undefined;
    throw StoreError.from(file, error);
  }
}

/** Folders in a folder, links left out. */
async function foldersIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(folder)) {
    const stat = await fs.lstat(path.join(folder, name)).catch(() => undefined); // gone meanwhile
    if (stat?.isDirectory()) found.push(name);
  }
  return found;
}

function isOurs(first: Buffer): boolean {
  const text = first.toString('latin1');
  return isMatrix(first) || text.startsWith(PARQUET) || TEXTS.some((beginning) => beginning.test(text));
}

function isMatrix(first: Buffer, dimensions?: number): boolean {
  const header = readNpyHeader(first);
  return header !== undefined && (dimensions === undefined || (header.columns === dimensions && header.type === '<f2'));
}

/** An index begins with the number of its rows and of the bytes of each, which are float16 values. */
function isNearestIndex(first: Buffer): boolean {
  if (first.length < 8) return false;
  const [rows, bytes] = [first.readUInt32LE(0), first.readUInt32LE(4)];
  return rows > 0 && bytes > 0 && bytes % 2 === 0 && bytes <= 2 ** 16;
}
