import path from 'node:path';
import { linkOrCopy, thisProcess } from '../files';
import { type Entry, Manifest } from './manifest';
import { damagedOf, namesIn, segmentsOf } from './store-folder';

/** The file of a segment's embeddings, or of their rows. */
export type Extension = 'npy' | 'parquet';

const NUMBERED = /^(\d{6,})\.(npy|parquet)$/;
/** In `damaged/`, after the time at which the file was set aside. */
const SET_ASIDE = /^\d+-(\d{6,})\.(?:npy|parquet)$/;

export const segmentFile = (number: number, extension: Extension): string =>
  `${String(number).padStart(6, '0')}.${extension}`;

/** Which files of each number are in the segments of an encoder's folder. @throws StoreError */
export async function segmentFiles(folder: string): Promise<Map<number, Set<Extension>>> {
  const files = new Map<number, Set<Extension>>();
  for (const name of await namesIn(segmentsOf(folder))) {
    const match = NUMBERED.exec(name);
    if (!match) continue;
    const number = Number(match[1]);
    files.set(number, (files.get(number) ?? new Set()).add(match[2] as Extension));
  }
  return files;
}

/** A merge: its rows are only as new as the segments that it has looked at. */
export interface Merge {
  readonly replaces: readonly number[];
  /** All segments whose rows it knows, those that it replaces included. */
  readonly known: ReadonlySet<number>;
}

/** A number that is this process's. */
export interface Claim {
  readonly number: number;
  /** The manifest's entry for the number. */
  readonly entry: Entry;
}

/**
 * Claims a number for a segment and gives it to its matrix, above all that were ever used. Of two segments the one that counts has the
 * higher number, so two things must not happen among processes that do not wait for one another:
 *
 * - A process that was held up claims a number that others have used and given up meanwhile. So whoever has claimed a number looks again
 *   what there is, and lets go of it where a higher one is written, was used, or is a merge's.
 * - A merge gets a number above a segment that it has not looked at, whose rows may be newer. So after its claim it looks for such
 *   segments, and for claims of them, and gives up.
 *
 * Either sees the other: who claims first is seen by whoever looks afterwards, and all claim before they look.
 * @returns the number; undefined where a merge has to wait for others. @throws StoreError; the system's errors
 */
export async function claimNumber(
  folder: string,
  matrix: string,
  of: Pick<Entry, 'rows' | 'matrix_sha256'>,
  merge?: Merge,
): Promise<Claim | undefined> {
  const manifest = new Manifest(folder);
  const entry: Entry = { ...of, state: 'writing', replaces: [...(merge?.replaces ?? [])], by: thisProcess() };
  for (let last = 0; ;) {
    const number = Math.max(last, await highest(folder, manifest)) + 1;
    last = number;
    if (!(await manifest.claim(number, entry))) continue;
    try {
      if (merge && (await hasUnknownBelow(folder, manifest, number, merge))) {
        await manifest.giveUp(number, entry);
        return undefined;
      }
      const isOurs = !(await isBelowOthers(folder, manifest, number));
      const file = path.join(segmentsOf(folder), segmentFile(number, 'npy'));
      if (isOurs && (await linkOrCopy(matrix, file))) return { number, entry };
    } catch (error) {
      await manifest.giveUp(number, entry);
      throw error;
    }
    await manifest.giveUp(number, entry);
  }
}

/** The highest number that is in use, or was. */
async function highest(folder: string, manifest: Manifest): Promise<number> {
  const [files, aside, claimed] = await Promise.all([segmentFiles(folder), setAsideIn(folder), manifest.numbers()]);
  return [...files.keys(), ...aside, ...claimed].reduce((most, number) => Math.max(most, number), 0);
}

/** Numbers of the segments that have been set aside. @throws StoreError */
export async function setAsideIn(folder: string): Promise<number[]> {
  const matches = (await namesIn(damagedOf(folder))).map((name) => SET_ASIDE.exec(name));
  return matches.flatMap((match) => (match ? [Number(match[1])] : []));
}

async function isBelowOthers(folder: string, manifest: Manifest, number: number): Promise<boolean> {
  const [files, aside, claimed] = await Promise.all([segmentFiles(folder), setAsideIn(folder), manifest.numbers()]);
  if (files.has(number) || aside.includes(number)) return true;
  for (const [higher, extensions] of files) if (higher > number && extensions.has('parquet')) return true;
  for (const higher of claimed) {
    if (higher <= number) continue;
    const entry = await manifest.read(higher);
    // One that cannot be read may be a merge's: it is being copied, where there are no links.
    if (entry && (entry.state !== 'writing' || entry.replaces.length > 0)) return true;
  }
  return false;
}

async function hasUnknownBelow(folder: string, manifest: Manifest, number: number, { known }: Merge): Promise<boolean> {
  for (const lower of await manifest.numbers()) {
    if (lower >= number || known.has(lower)) continue;
    const entry = await manifest.read(lower);
    if (entry && (await manifest.isUnderWay(lower, entry))) return true;
  }
  // After the claims: one that is under way no more has its segment there, if it ever will.
  for (const [lower, extensions] of await segmentFiles(folder)) {
    if (lower < number && !known.has(lower) && extensions.size === 2) return true;
  }
  return false;
}
