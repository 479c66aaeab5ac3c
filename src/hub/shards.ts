import * as v from 'valibot';
import { namesTo, readRegular, reasonOf } from '../files';
import { HubError } from './errors';

/**
 * The index that says which file holds which tensor where weights are split into several files, as transformers and timm
 * write it.
 */
export const SHARD_INDEX = 'model.safetensors.index.json';

/** Bytes: some hundred for each tensor. */
export const LARGEST_INDEX = 1 << 24;

/** A file at the repository's top: no folder, and nothing that a path could climb with. */
const name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_][\w.-]*\.safetensors$/, 'the name of a safetensors file beside it'),
);
const IndexSchema = v.object({ weight_map: namesTo(name) });

/**
 * Names of the files that an index names, in their order.
 * @param file of the index
 * @throws HubError where it is none, or names anything but files beside it
 */
export async function shardsOf(file: string): Promise<string[]> {
  let json: unknown;
  try {
    json = JSON.parse((await readRegular(file, { maxBytes: LARGEST_INDEX })).toString());
  } catch (cause) {
    throw new HubError(file, `the index of weights cannot be read (${reasonOf(cause)})`, 'wrong', { cause });
  }
  const result = v.safeParse(IndexSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const where = v.getDotPath(issue) ?? '';
    throw new HubError(file, `the index of weights is wrong at "${where}": ${issue.message}`, 'wrong');
  }
  const names = new Set(result.output.weight_map.values());
  if (names.size === 0) throw new HubError(file, 'the index of weights names no files', 'wrong');
  return [...names].sort();
}
