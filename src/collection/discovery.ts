import fs from 'node:fs';
import path from 'node:path';
import { globMatcher } from './glob';
import { type UnreadFile, unreadKind } from './unread-kinds';

/** What counts as a file of cutouts where the person has not said otherwise (setting `morphoscope.include`). */
export const DEFAULT_INCLUDE: readonly string[] = [
  '**/*.{fits,fit,fts,fz}',
  '**/*.{fits,fit,fts}.{gz,bz2,Z}',
  '**/*.png',
  '**/*.{jpg,jpeg}',
];

/** Folders that never hold a person's cutouts. */
const NEVER = new Set(['node_modules', '__pycache__']);

export interface DiscoveredFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** A folder that could not be listed, or a file that could not be looked at. */
export interface DiscoveryFailure {
  readonly path: string;
  readonly reason: string;
}

/** A file of the collection, what could not be looked at, or a file that may hold galaxies but is of a kind that is not read. */
export type Discovery = { file: DiscoveredFile } | { failure: DiscoveryFailure } | { unread: UnreadFile };

/**
 * Tells whether a path (relative, forward slashes) is one of the collection's files: what the patterns name, and nothing hidden.
 * Case is ignored: FITS, Fits, fits.
 * @throws GlobError for a pattern that cannot be understood
 */
export function includes(patterns: readonly string[]): (relative: string) => boolean {
  const matches = globMatcher(patterns);
  return (relative) => matches(relative) && !relative.split('/').some(isNeverSearched);
}

function isNeverSearched(name: string): boolean {
  return name.startsWith('.') || NEVER.has(name);
}

/**
 * Walks a folder, following symbolic links and hidden folders left out, and yields its files as they are found.
 * It blocks between files (a synchronous `stat` is several times faster than an asynchronous one): run it in a
 * worker.
 */
export function* discover(folder: string, patterns: readonly string[]): Generator<Discovery> {
  const matches = includes(patterns);
  const seen = new Set<string>();
  const pending = [''];
  for (let relative = pending.pop(); relative !== undefined; relative = pending.pop()) {
    const absolute = path.join(folder, relative);
    let entries: fs.Dirent[];
    try {
      // A link may lead back up: a folder is walked once.
      const real = fs.realpathSync(absolute);
      if (seen.has(real)) continue;
      seen.add(real);
      entries = fs.readdirSync(absolute, { withFileTypes: true });
    } catch (error) {
      yield { failure: { path: relative || '.', reason: reasonOf(error) } };
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    for (const entry of entries) {
      if (isNeverSearched(entry.name)) continue;
      const child = relative ? `${relative}/${entry.name}` : entry.name;
      const isLink = entry.isSymbolicLink();
      if (entry.isDirectory()) {
        // A Zarr array is a folder, of chunks that mean nothing alone.
        if (unreadKind(child) === 'Zarr') yield { unread: { path: child, kind: 'Zarr' } };
        else folders.push(child);
        continue;
      }
      const wanted = matches(child);
      const kind = wanted ? undefined : unreadKind(child);
      if (kind !== undefined && entry.isFile()) yield { unread: { path: child, kind } };
      if (!isLink && !(entry.isFile() && wanted)) continue;
      try {
        const stat = fs.statSync(path.join(folder, child));
        if (stat.isDirectory()) folders.push(child);
        else if (stat.isFile() && wanted) yield { file: { path: child, size: stat.size, mtime: stat.mtimeMs / 1000 } };
      } catch (error) {
        if (wanted) yield { failure: { path: child, reason: isLink ? reasonOf(error) : reasonOfFile(error) } };
      }
    }
    pending.push(...folders.reverse());
  }
}

/** Looks at some files by name, as `discover` would; those that are gone, or not included, are left out. */
export function* lookAt(folder: string, patterns: readonly string[], paths: Iterable<string>): Generator<Discovery> {
  const matches = includes(patterns);
  for (const relative of paths) {
    if (!matches(relative)) continue;
    try {
      const stat = fs.statSync(path.join(folder, relative));
      if (stat.isFile()) yield { file: { path: relative, size: stat.size, mtime: stat.mtimeMs / 1000 } };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        yield { failure: { path: relative, reason: reasonOf(error) } };
      }
    }
  }
}

/**
 * Which of `count` shares a file belongs to: FNV-1a of its path, so that every machine of a cluster agrees without
 * talking to the others, and a file keeps its share when others come and go.
 */
export function shareOf(relative: string, count: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(relative)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % count;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  if (code === 'ENOENT') return 'it is a link to nothing';
  if (code === 'ELOOP') return 'its symbolic links go in a circle';
  return message;
}

/** A name that was listed and is not there: bytes that are no UTF-8 come out of Node as another name. */
function reasonOfFile(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'it has just gone, or its name is not valid UTF-8';
  return reasonOf(error);
}
