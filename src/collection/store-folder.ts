import fs from 'node:fs/promises';
import path from 'node:path';
import { isTemporaryName, makeFolders, NotAFileError, readRegular, requireNoLinks, writeAtomically } from '../files';
import { StoreError } from './errors';

/** Folder of an encoder's store. @param root the `.morphoscope` folder or its stand-in */
export const encoderFolder = (root: string, encoderId: string): string => path.join(root, 'encoders', encoderId);

/** Folder of the segments, in an encoder's. */
export const segmentsOf = (folder: string): string => path.join(folder, 'segments');

/** Where segments that are damaged are set aside. */
export const damagedOf = (folder: string): string => path.join(segmentsOf(folder), 'damaged');

/**
 * Sees that nothing on the way from the store's root to a name in an encoder's folder is a link. Whoever prepared a folder
 * could have what is written there, or swept away, be files of the person's own.
 * @throws StoreError with the link, and what to do
 */
export async function requireOwn(folder: string, ...names: readonly string[]): Promise<void> {
  const encoders = path.dirname(folder);
  await requireOwnIn(path.dirname(encoders), path.basename(encoders), path.basename(folder), ...names);
}

/** The same from the store's root. @throws StoreError */
export async function requireOwnIn(root: string, ...names: readonly string[]): Promise<void> {
  try {
    await requireNoLinks(root, ...names);
  } catch (error) {
    throw StoreError.from(root, error);
  }
}

/**
 * The bytes of a file of the store.
 * @throws StoreError where a link or anything else than a file has its name; the system's own errors (ENOENT, EACCES, EIO)
 */
export async function readOwn(file: string): Promise<Buffer> {
  try {
    return await readRegular(file, { links: 'refuse' });
  } catch (error) {
    if (!(error instanceof NotAFileError)) throw error;
    await requireOwnIn(file); // what to do with a link
    throw StoreError.from(file, error);
  }
}

/** Names in a folder; none where it is not there. @throws StoreError */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw StoreError.from(folder, error);
  }
}

const IGNORE = '.gitignore';

/** Makes folders of a store, given with their names in an encoder's. @throws StoreError */
export async function makeOwnFolders(folder: string, ...names: readonly string[]): Promise<void> {
  try {
    for (const name of names) await makeFolders(path.join(folder, name));
    await keepOutOfVersionControl(path.dirname(path.dirname(folder)));
  } catch (error) {
    throw StoreError.from(folder, error);
  }
}

/**
 * A store is a cache of the workspace's pixels: large, and never a change of the person's own. A folder that they have named and that
 * holds files of theirs is left alone: those would be kept out, too.
 */
async function keepOutOfVersionControl(root: string): Promise<void> {
  await requireOwnIn(root, IGNORE);
  const names = await namesIn(root);
  const isOurs = path.basename(root) === '.morphoscope' || names.every(isOwnName);
  if (names.includes(IGNORE) || !isOurs) return;
  await writeAtomically(path.join(root, IGNORE), ['*\n']);
}

/** Whether a name in a store's root is one of ours. */
const isOwnName = (name: string) => ['encoders', 'models', 'answering.json'].includes(name) || isTemporaryName(name);
