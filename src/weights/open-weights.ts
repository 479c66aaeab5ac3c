import fs from 'node:fs';
import path from 'node:path';
import { openSafetensors } from './safetensors';
import { openSharded } from './sharded';
import { openTorchFile } from './torch-file';
import { WeightsError } from './weights-error';
import type { WeightsFile } from './weights-file';

/** Names under which folders of timm and the Hugging Face Hub hold weights, the safest first. */
const NAMES: readonly [string, (file: string) => Promise<WeightsFile>][] = [
  ['model.safetensors', openSafetensors],
  ['model.safetensors.index.json', openSharded],
  ['pytorch_model.bin', openTorchFile],
];

/** File names of weights, in the order in which they are preferred. */
export const WEIGHTS_NAMES: readonly string[] = NAMES.map(([name]) => name);

/**
 * Opens the weights of a folder, safetensors before pickles.
 * @throws WeightsError when there are none, or they cannot be read.
 */
export function openWeights(folder: string): Promise<WeightsFile> {
  const found = NAMES.find(([name]) => fs.existsSync(path.join(folder, name)));
  if (!found) {
    return Promise.reject(new WeightsError(folder, `the folder has no weights (none of ${WEIGHTS_NAMES.join(', ')})`));
  }
  const [name, open] = found;
  return open(path.join(folder, name));
}
