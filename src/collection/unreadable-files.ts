import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LockedError, lockOf, withLock, writeAtomically } from '../files';
import type { DiscoveredFile } from './discovery';
import { StoreError } from './errors';
import { REMARK_KINDS } from './remark-kinds';
import { makeOwnFolders, readOwn, requireOwn } from './store-folder';

/**
 * What of a collection's files can be read, by a number: raised whenever that grows, so that files that could not be read
 * before are read again.
 */
const READER = 1;
/** Its file, in an encoder's folder. */
export const UNREADABLE_FILE = 'unreadable.json';

const NoteSchema = v.object({
  path: v.string(),
  /** Size in bytes and modification time in seconds since 1970, when the file was read. */
  size: v.number(),
  mtime: v.number(),
  /** Cutouts of it that could be read. */
  cutouts: v.number(),
  failures: v.array(v.object({ hdu: v.optional(v.number()), reason: v.string() })),
  /** Images of it that were left out, and how others were read. */
  remarks: v.optional(
    v.array(v.object({ hdu: v.number(), kind: v.picklist(REMARK_KINDS), by: v.string(), leftOut: v.boolean() })),
  ),
});
const Schema = v.object({ version: v.literal(1), reader: v.number(), files: v.array(NoteSchema) });

/** The problems of a file, and what was left out of it. A file that holds no image has neither problems nor cutouts. */
export type UnreadableNote = v.InferOutput<typeof NoteSchema>;

/**
 * The files of a collection that could not be read, or not wholly, or that hold no image, in `unreadable.json` beside the segments: they are not read
 * again as long as they have their size and time. Several processes may change it at once.
 */
export class UnreadableFiles {
  private readonly changes = new Map<string, UnreadableNote | undefined>();

  private constructor(
    private readonly folder: string,
    private readonly report: (message: string) => void,
    private readonly notes: Map<string, UnreadableNote>,
  ) {}

  /**
   * @param folder an encoder's, in a store
   * @throws StoreError where a link is in the way
   */
  static async open(folder: string, report: (message: string) => void): Promise<UnreadableFiles> {
    await requireOwn(folder, UNREADABLE_FILE);
    return new UnreadableFiles(folder, report, await readNotes(path.join(folder, UNREADABLE_FILE), report));
  }

  /** The note of a file that has not changed since; undefined of any other file. */
  of({ path: file, size, mtime }: DiscoveredFile): UnreadableNote | undefined {
    const note = this.changes.has(file) ? this.changes.get(file) : this.notes.get(file);
    return note?.size === size && note.mtime === mtime ? note : undefined;
  }

  /** Files of which something is noted. */
  paths(): Iterable<string> {
    return this.notes.keys();
  }

  /** What is noted of all files, what has changed among it. */
  *all(): Generator<UnreadableNote> {
    for (const [file, note] of this.notes) if (!this.changes.has(file)) yield note;
    for (const note of this.changes.values()) if (note) yield note;
  }

  note(note: UnreadableNote): void {
    this.changes.set(note.path, note);
  }

  /** A file could be read, or is gone. */
  forget(file: string): void {
    if (this.notes.has(file) || this.changes.has(file)) this.changes.set(file, undefined);
  }

  /** Writes what has changed. What cannot be written is read again next time: the reason is reported. */
  async save(): Promise<void> {
    if (this.changes.size === 0) return;
    const file = path.join(this.folder, UNREADABLE_FILE);
    try {
      await requireOwn(this.folder, UNREADABLE_FILE);
      await makeOwnFolders(this.folder, '.');
      await withLock(lockOf(file), async () => {
        // Others may have noted some meanwhile. Damage has been reported before.
        const notes = await readNotes(file, () => undefined);
        for (const [name, note] of this.changes) {
          if (note) notes.set(name, note);
          else notes.delete(name);
        }
        const files = [...notes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
        if (files.length > 0) await writeAtomically(file, linesOf(files));
        else await fs.rm(file, { force: true });
      });
      for (const [name, note] of this.changes) {
        if (note) this.notes.set(name, note);
        else this.notes.delete(name);
      }
      this.changes.clear();
    } catch (error) {
      const reason = error instanceof LockedError ? error.message : StoreError.from(file, error).message;
      this.report(`${reason}; files that could not be read are read again next time`);
    }
  }
}

async function readNotes(file: string, report: (message: string) => void): Promise<Map<string, UnreadableNote>> {
  try {
    const { reader, files } = v.parse(Schema, JSON.parse((await readOwn(file)).toString()));
    return new Map(reader === READER ? files.map((note) => [note.path, note]) : []);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      report(`${file}: ${(error as Error).message}; files that could not be read are read again`);
    }
    return new Map();
  }
}

/** A line a file, since there may be very many. */
function* linesOf(files: readonly UnreadableNote[]): Generator<string> {
  yield `{"version":1,"reader":${READER},"files":[\n`;
  for (const [i, note] of files.entries()) yield `${JSON.stringify(note)}${i < files.length - 1 ? ',' : ''}\n`;
  yield ']}\n';
}
