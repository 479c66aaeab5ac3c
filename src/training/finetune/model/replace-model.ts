import fs from 'node:fs/promises';
import path from 'node:path';
import { lockOf, sweepTemporaries, withLock } from '../../../files';

/** A model's folder while a new one takes its place, named after it: what is there is either this or the new one. */
const BEFORE = /^\.(.+)\.before$/;
const beforeOf = (folder: string) => path.join(path.dirname(folder), `.${path.basename(folder)}.before`);
/** Folders that version 0.1 staged under other names. */
const BEFORE_0_1 = /^\.(.+)\.[0-9a-f]{8}\.tmp\.old$/;
const STAGED_0_1 = /^\..+\.[0-9a-f]{8}\.tmp$/;

/** Files that a model is made of: anything else in its folder is the person's own. */
const OURS =
  /^(?:model\.onnx|.+\.onnx\.data|card\.json|metrics\.json|report\.md|.+\.svg|test-predictions\.csv|predict\.py)$/;

/**
 * Puts `staged`, a model that is whole, in the place of `folder`, which comes back if that fails. What the person has put
 * into the folder stays in it.
 */
export async function replaceModel(folder: string, staged: string): Promise<void> {
  await withLock(lockOf(folder), async () => {
    const before = beforeOf(folder);
    await recover(folder, before);
    const there = await fs.rename(folder, before).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    try {
      await fs.rename(staged, folder);
    } catch (error) {
      if (there) await fs.rename(before, folder);
      throw error;
    }
    // The new model is there, whole: what of this cannot be done now is done at the next start.
    if (there) await takeAway(folder, before).catch(() => undefined);
  });
}

/** Undoes what killed processes left half done among the models of a folder, and deletes what they were writing. */
export async function sweepModels(models: string): Promise<void> {
  const names = await fs.readdir(models).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const of = (BEFORE.exec(name) ?? BEFORE_0_1.exec(name))?.[1];
    if (of === undefined) continue;
    const folder = path.join(models, of);
    await withLock(lockOf(folder), () => recover(folder, path.join(models, name)));
  }
  await sweepTemporaries(models, (name) => STAGED_0_1.test(name));
}

/** A replacement that ended in the middle: the model before comes back where there is no new one, and goes where there is. */
async function recover(folder: string, before: string): Promise<void> {
  const stat = await fs.lstat(before).catch(() => undefined); // usually there is none
  if (!stat?.isDirectory()) return;
  if (await isThere(folder)) await takeAway(folder, before);
  else await fs.rename(before, folder);
}

/** Deletes the model before, after what the person had put beside it has gone over to the new one. */
async function takeAway(folder: string, before: string): Promise<void> {
  for (const name of await fs.readdir(before)) {
    const to = path.join(folder, name);
    if (!OURS.test(name) && !(await isThere(to))) await fs.rename(path.join(before, name), to);
  }
  await fs.rm(before, { recursive: true, force: true });
}

function isThere(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}
