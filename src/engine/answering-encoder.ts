import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../files';

const FILE = 'answering.json';
const Schema = v.object({ encoder: v.string() });

/**
 * Which encoder answers for a folder, beside its stores: while another is indexed for the first time it is not the one that
 * is wanted, and a window that is opened again must go on with it.
 */
export async function readAnswering(store: string): Promise<string | undefined> {
  try {
    const read = v.safeParse(Schema, JSON.parse(await fs.readFile(path.join(store, FILE), 'utf8')));
    return read.success ? read.output.encoder : undefined;
  } catch {
    // Not there, or damaged: a note that costs nothing to lose, since the stores say what they hold.
    return undefined;
  }
}

export async function writeAnswering(store: string, encoder: string): Promise<void> {
  await writeAtomically(path.join(store, FILE), [Buffer.from(`${JSON.stringify({ encoder })}\n`)]);
}

/** Ids of the encoders that have a store here, the one whose segments have changed last first. */
export async function storedEncoders(store: string): Promise<string[]> {
  const folder = path.join(store, 'encoders');
  const ids = await fs.readdir(folder).catch(() => []); // nothing has been indexed
  const found = await Promise.all(
    ids.map(async (id) => ({ id, stat: await fs.stat(path.join(folder, id, 'segments')).catch(() => undefined) })),
  );
  return found
    .filter(({ stat }) => stat !== undefined)
    .sort((a, b) => b.stat!.mtimeMs - a.stat!.mtimeMs)
    .map(({ id }) => id);
}
