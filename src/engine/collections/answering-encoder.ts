import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { readOwn, requireOwnIn } from '../../collection';
import { writeAtomically } from '../../files';

const FILE = 'answering.json';
const Schema = v.object({ encoder: v.string() });

/**
 * Which encoder answers for a folder, beside its stores: while another is indexed for the first time it is not the one that
 * is wanted, and a window that is opened again must go on with it.
 * @throws StoreError where the note is a link
 */
export async function readAnswering(store: string): Promise<string | undefined> {
  await requireOwnIn(store, FILE);
  try {
    const read = v.safeParse(Schema, JSON.parse((await readOwn(path.join(store, FILE))).toString()));
    return read.success ? read.output.encoder : undefined;
  } catch {
    // Not there, or damaged: a note that costs nothing to lose, since the stores say what they hold.
    return undefined;
  }
}

/** @throws StoreError where the note is a link; Error of the file system */
export async function writeAnswering(store: string, encoder: string): Promise<void> {
  await requireOwnIn(store, FILE);
  await writeAtomically(path.join(store, FILE), [`${JSON.stringify({ encoder })}\n`]);
}

/**
 * Ids of the encoders that have a store here, the one whose segments have changed last first.
 * @throws StoreError where the folder of the stores is a link
 */
export async function storedEncoders(store: string): Promise<string[]> {
  await requireOwnIn(store, 'encoders');
  const folder = path.join(store, 'encoders');
  const ids = await fs.readdir(folder).catch(() => []); // nothing has been indexed
  const folderAt = async (at: string) => {
    const stat = await fs.lstat(at).catch(() => undefined); // not there
    return stat?.isDirectory() ? stat : undefined;
  };
  const found = await Promise.all(
    ids.map(async (id) => {
      const isOwn = (await folderAt(path.join(folder, id))) !== undefined;
      return { id, stat: isOwn ? await folderAt(path.join(folder, id, 'segments')) : undefined };
    }),
  );
  return found
    .filter(({ stat }) => stat !== undefined)
    .sort((a, b) => b.stat!.mtimeMs - a.stat!.mtimeMs)
    .map(({ id }) => id);
}
