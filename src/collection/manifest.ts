import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { hasEnded, linkOrCopy, writeAtomically, writeTemporary } from '../files';
import { StoreError } from './errors';
import { namesIn, readOwn } from './store-folder';

/**
 * Which segments of an encoder there must be: a small file a number, `manifest/NNNNNN.json`, that whoever writes a segment
 * makes first, by a link that fails where the number is taken, and changes when the segment is whole. So any number
 * of processes and machines write side by side without a lock, and a process may be killed at any moment:
 *
 * - "writing" claims a number. Its segment may come, or never.
 * - "written": the segment was whole. Where it is not there any more, and no later one that is there replaces it, it is missing.
 * - "gone": the number was used and its segment need not be there; only the highest number is kept so.
 *
 * A number is never used again: the file of a number goes only while that of a higher one stays which is written or gone, and whoever
 * has claimed a number that is below such a one lets go of it and claims one above.
 *
 * What is read is decided by the segments alone: a manifest that is deleted costs nothing but the knowledge of what is missing.
 */

const EntrySchema = v.object({
  version: v.literal(1),
  state: v.picklist(['writing', 'written', 'gone']),
  /** Rows of the segment. */
  rows: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** SHA-256 of its matrix's file. */
  matrix_sha256: v.string(),
  /** Numbers of the segments that it has been merged from; their files are deleted once this one is there. */
  replaces: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** The process that writes or has written it. */
  by: v.object({ pid: v.number(), machine: v.string() }),
});

/** The manifest's entry for a segment number. */
export type Entry = Omit<v.InferOutput<typeof EntrySchema>, 'version'>;
/** The same as it is read: a file that is damaged, or is being copied just now, says nothing. */
export type ReadEntry = Omit<Entry, 'state'> & { readonly state: Entry['state'] | 'unreadable' };

/** Where it does not matter who has written an entry. */
export const NOBODY: Entry['by'] = { pid: 0, machine: '' };
const NOTHING = { rows: 0, matrix_sha256: '', replaces: [], by: NOBODY };

/** Nothing takes so long to write, in milliseconds: a claim that is older is a dead process's. */
const CLAIM_MS = 60 * 60 * 1000;
const NUMBERED = /^(\d{6,})\.json$/;

/** The folder of the manifest, in an encoder's. */
export const manifestOf = (folder: string): string => path.join(folder, 'manifest');

export class Manifest {
  private readonly folder: string;

  /** @param folder an encoder's, in a store */
  constructor(folder: string) {
    this.folder = manifestOf(folder);
  }

  /** Numbers that have a file, ascending. @throws StoreError */
  async numbers(): Promise<number[]> {
    const matches = (await namesIn(this.folder)).map((name) => NUMBERED.exec(name));
    return matches.flatMap((match) => (match ? [Number(match[1])] : [])).sort((a, b) => a - b);
  }

  /**
   * Reads the entry of a number; undefined where there is none.
   * @throws StoreError
   */
  async read(number: number): Promise<ReadEntry | undefined> {
    const file = this.file(number);
    let bytes: Buffer;
    try {
      bytes = await readOwn(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw StoreError.from(file, error);
    }
    try {
      return v.parse(EntrySchema, JSON.parse(bytes.toString()));
    } catch {
      return { ...NOTHING, state: 'unreadable' }; // the caller decides: for one it is a claim, for another damage
    }
  }

  /** Takes a number that nobody has. @returns whether it was free. @throws StoreError */
  async claim(number: number, entry: Entry): Promise<boolean> {
    let temporary: string | undefined;
    try {
      temporary = await writeTemporary(this.folder, [textOf(entry)]);
      return await linkOrCopy(temporary, this.file(number));
    } catch (error) {
      throw StoreError.from(this.file(number), error);
    } finally {
      if (temporary !== undefined) await fs.rm(temporary, { force: true });
    }
  }

  /** @throws StoreError */
  async write(number: number, entry: Entry): Promise<void> {
    try {
      await writeAtomically(this.file(number), [textOf(entry)]);
    } catch (error) {
      throw StoreError.from(this.file(number), error);
    }
  }

  /** Whether a claim is still the one that this process has made. @throws StoreError */
  async isOurs(number: number, { by, matrix_sha256 }: Entry): Promise<boolean> {
    const entry = await this.read(number);
    return entry?.by.pid === by.pid && entry.by.machine === by.machine && entry.matrix_sha256 === matrix_sha256;
  }

  /** Lets go of a claim of ours, whose segment nobody has seen. @throws StoreError */
  async giveUp(number: number, entry: Entry): Promise<void> {
    if (await this.isOurs(number, entry)) await this.remove(number);
  }

  /** Deletes the file of a number, of which that of a higher one tells. @throws StoreError */
  async remove(number: number): Promise<void> {
    try {
      await fs.rm(this.file(number), { force: true });
    } catch (error) {
      throw StoreError.from(this.file(number), error);
    }
  }

  /** The segment of a number need not be there any more; the number stays used. @throws StoreError */
  async retire(number: number): Promise<void> {
    for (const higher of (await this.numbers()).reverse()) {
      if (higher <= number) break;
      const state = (await this.read(higher))?.state;
      if (state === 'written' || state === 'gone') return this.remove(number);
    }
    await this.write(number, { ...NOTHING, state: 'gone' });
  }

  /** A segment was damaged and is set aside: it is missing until the folder has been indexed again. @throws StoreError */
  async noteLost(number: number): Promise<void> {
    if ((await this.read(number))?.state !== 'written') await this.write(number, { ...NOTHING, state: 'written' });
  }

  /** Whether the segment of what was read of a number may still come. @throws StoreError */
  async isUnderWay(number: number, { state, by }: ReadEntry): Promise<boolean> {
    if (state === 'written' || state === 'gone' || (state === 'writing' && hasEnded(by))) return false;
    try {
      return Math.abs(Date.now() - (await fs.lstat(this.file(number))).mtimeMs) < CLAIM_MS;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw StoreError.from(this.file(number), error);
    }
  }

  /** The file of a number, absolute. */
  file(number: number): string {
    return path.join(this.folder, `${String(number).padStart(6, '0')}.json`);
  }
}

function textOf(entry: Entry): string {
  return `${JSON.stringify({ version: 1, ...entry })}\n`;
}
