import path from 'node:path';
import * as v from 'valibot';
import { namesTo, readRegular, reasonOf } from '../files';
import { openSafetensors } from './safetensors';
import { WeightsError } from './weights-error';
import type { StoredTensor, WeightsFile } from './weights-file';

/** Bytes: some hundred for each tensor. */
const LARGEST_INDEX = 1 << 24;

const name = v.pipe(v.string(), v.regex(/^[\w.-]+\.safetensors$/, 'a safetensors file beside it'));
const IndexSchema = v.object({ weight_map: namesTo(name) });

/**
 * Opens weights in several safetensors files by their `model.safetensors.index.json`, which says what is where.
 * @throws WeightsError when the index or a file is wrong, or a tensor is not where the index says.
 */
export async function openSharded(index: string): Promise<WeightsFile> {
  const places = await readIndex(index);
  const shards = new Map<string, WeightsFile>();
  const close = async () => {
    for (const shard of shards.values()) await shard.close();
  };
  try {
    for (const file of new Set(places.values())) {
      shards.set(file, await openSafetensors(path.join(path.dirname(index), file)));
    }
    const tensors = new Map<string, StoredTensor>();
    for (const [tensor, file] of places) {
      const stored = shards.get(file)!.tensors.get(tensor);
      if (!stored) throw new WeightsError(index, `the tensor "${tensor}" is not in ${file}`);
      tensors.set(tensor, stored);
    }
    const read = async (tensor: string) => {
      const file = places.get(tensor);
      if (file === undefined) throw new WeightsError(index, `there is no tensor "${tensor}"`);
      return shards.get(file)!.read(tensor);
    };
    return { file: index, tensors, read, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readIndex(index: string): Promise<Map<string, string>> {
  let json: unknown;
  try {
    json = JSON.parse((await readRegular(index, { maxBytes: LARGEST_INDEX })).toString());
  } catch (cause) {
    throw new WeightsError(index, `the index of weights cannot be read (${reasonOf(cause)})`, { cause });
  }
  const result = v.safeParse(IndexSchema, json);
  if (result.success) return result.output.weight_map;
  const [issue] = result.issues;
  throw new WeightsError(index, `the field "${v.getDotPath(issue) ?? ''}" is wrong: ${issue.message}`);
}
