import fs from 'node:fs/promises';
import path from 'node:path';
import type { Block } from './block';
import { StoreError } from './errors';
import { Manifest, NOBODY, type ReadEntry } from './manifest';
import { areOurRows } from './rows';
import { type Extension, segmentFile, segmentFiles, setAsideIn } from './segment-number';
import { deleteSegment, listSegments, setAside } from './segments';
import { readOwn, segmentsOf } from './store-folder';

/** A missing segment as it is reported to the user: the absolute path of one of its files, and what happened to it. */
export interface Missing {
  readonly file: string;
  readonly reason: string;
}

/** Segments that are missing, by their numbers. */
export type Damage = ReadonlyMap<number, Missing>;

/**
 * Segments that must be there and are not, by the manifest, and those of which only the rows are there. Changes nothing.
 * @param folder an encoder's
 * @param present segments that are known to be there
 * @throws StoreError
 */
export async function missingSegments(folder: string, present: ReadonlySet<number>): Promise<Damage> {
  const manifest = new Manifest(folder);
  const absent = new Map<number, ReadEntry>();
  for (const number of await manifest.numbers()) {
    if (present.has(number)) continue;
    const entry = await manifest.read(number);
    if (entry?.state === 'written') absent.set(number, entry);
  }
  if (absent.size > 0) {
    // Others may have written or merged since the segments were listed: what is missing is so also at a second look.
    const there = await listSegments(folder);
    for (const number of there) absent.delete(number);
    for (const number of there) {
      const entry = absent.size > 0 ? await manifest.read(number) : undefined;
      for (const replaced of entry?.replaces ?? []) absent.delete(replaced);
    }
  }
  const [files, aside] = [await segmentFiles(folder), new Set(await setAsideIn(folder))];
  const damage = new Map<number, Missing>();
  for (const [number, { rows }] of absent) {
    const state = (await manifest.read(number))?.state;
    const lost = await lostOf(folder, number);
    if (lost.length > 0 && state === 'written') {
      damage.set(number, missingSegment(folder, number, lost, aside.has(number), rows));
    }
  }
  for (const [number, extensions] of files) {
    // Rows come after their matrix and go before it: alone they have lost it.
    if (present.has(number) || damage.has(number) || extensions.has('npy')) continue;
    const lost = await lostOf(folder, number);
    if (lost.length === 1 && lost[0] === 'npy' && (await areOurRowsOf(folder, number)))
      damage.set(number, missingSegment(folder, number, lost, false, 0));
  }
  return damage;
}

/** Extensions of a segment's files that do not exist. */
async function lostOf(folder: string, number: number): Promise<Extension[]> {
  const lost: Extension[] = [];
  for (const extension of ['npy', 'parquet'] as const) {
    const file = path.join(segmentsOf(folder), segmentFile(number, extension));
    try {
      await fs.lstat(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw StoreError.from(file, error);
      lost.push(extension);
    }
  }
  return lost;
}

function missingSegment(
  folder: string,
  number: number,
  lost: readonly Extension[],
  isAside: boolean,
  rows: number,
): Missing {
  const what = isAside
    ? 'the segment was damaged, and is set aside in segments/damaged'
    : lost.length === 1
      ? 'this file of a segment is gone'
      : 'both files of this segment are gone';
  const most = rows > 0 ? ` (${rows.toLocaleString('en')} at most)` : '';
  return {
    file: path.join(segmentsOf(folder), segmentFile(number, isAside ? 'npy' : lost[0])),
    reason: `${what}; its cutouts${most} are missing until the folder has been indexed again`,
  };
}

async function areOurRowsOf(folder: string, number: number): Promise<boolean> {
  const file = path.join(segmentsOf(folder), segmentFile(number, 'parquet'));
  try {
    return await areOurRows(await readOwn(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw StoreError.from(file, error);
  }
}

/**
 * Deletes what a merge has replaced and a process that was killed has left there.
 * @param known segments that are there, and whole
 * @throws StoreError
 */
export async function finishMerges(folder: string, known: ReadonlySet<number>): Promise<void> {
  const manifest = new Manifest(folder);
  const [numbers, files] = [new Set(await manifest.numbers()), await segmentFiles(folder)];
  for (const number of numbers) {
    const entry = known.has(number) ? await manifest.read(number) : undefined;
    for (const replaced of entry?.replaces ?? []) {
      if (files.has(replaced)) await deleteSegment(folder, replaced);
      if (numbers.has(replaced)) await manifest.remove(replaced);
    }
  }
}

/**
 * Brings the manifest up to date once the whole folder has been indexed: what was missing is represented anew, and its halves are
 * set aside; segments that nothing was written of are in it from now on.
 * @param blocks of the segments that are there
 * @throws StoreError
 */
export async function settle(folder: string, blocks: readonly Block[], missing: Iterable<number>): Promise<void> {
  const manifest = new Manifest(folder);
  await finishMerges(folder, new Set(blocks.map(({ segment }) => segment!)));
  const files = await segmentFiles(folder);
  for (const number of missing) {
    if (files.has(number)) await setAside(folder, number);
    await manifest.retire(number);
  }
  for (const { segment, sha256, rows } of blocks) {
    const entry = await manifest.read(segment!);
    if (entry?.state === 'written' || !files.has(segment!)) continue;
    const of = { rows: rows.length, matrix_sha256: sha256!, replaces: entry?.replaces ?? [], by: NOBODY };
    await manifest.write(segment!, { ...of, state: 'written' });
    // A merge that has deleted it meanwhile will not look at its number again.
    if ((await lostOf(folder, segment!)).length > 0) await manifest.retire(segment!);
  }
  for (const number of await manifest.numbers()) {
    if ((await manifest.read(number))?.state === 'gone') await manifest.retire(number);
  }
}

/** Files of claims whose segments never came, absolute. @throws StoreError */
export async function claimsLeft(folder: string): Promise<string[]> {
  const manifest = new Manifest(folder);
  const files = await segmentFiles(folder);
  const left: string[] = [];
  for (const number of await manifest.numbers()) {
    if (files.has(number)) continue;
    const entry = await manifest.read(number);
    if (!entry || entry.state === 'written' || entry.state === 'gone') continue;
    if (!(await manifest.isUnderWay(number, entry))) left.push(manifest.file(number));
  }
  return left;
}
