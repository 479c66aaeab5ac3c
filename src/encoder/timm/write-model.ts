import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type ExternalData, encodeModel, type Model, type Tensor } from '../../onnx';
import type { ModelCard } from '../card';

/** Weights beyond this, in bytes, are kept beside the model: a Protocol Buffers message ends at 2 GiB. */
const MAX_INSIDE = 1.5 * 2 ** 30;

/** Smaller weights stay in the model; ONNX's own tools draw the line there. */
const SMALL = 1024;

/** Offsets in the file of weights are multiples of it, so that they can be mapped into memory. */
const ALIGNMENT = 4096;

/**
 * Writes `encoder.onnx` into a folder, and `encoder.onnx.data` where the weights are more than `maxInside` bytes.
 * @returns the fields of the card that name the files.
 */
export async function writeModel(
  model: Model,
  folder: string,
  maxInside = MAX_INSIDE,
): Promise<Pick<ModelCard, 'model' | 'sha256' | 'weights'>> {
  const tensors = [...model.graph.initializers.values()];
  const total = tensors.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const name = 'encoder.onnx';
  if (total <= maxInside) return { model: name, sha256: await write(path.join(folder, name), [encodeModel(model)]) };
  const file = `${name}.data`;
  const outside = tensors.filter(({ bytes }) => bytes.length >= SMALL);
  const weights = { file, sha256: await write(path.join(folder, file), aligned(outside)) };
  let offset = 0;
  const places = new Map<string, ExternalData>();
  for (const { name: tensor, bytes } of outside) {
    places.set(tensor, { location: file, offset });
    offset = Math.ceil((offset + bytes.length) / ALIGNMENT) * ALIGNMENT;
  }
  return { model: name, sha256: await write(path.join(folder, name), [encodeModel(model, places)]), weights };
}

function* aligned(tensors: readonly Tensor[]): Iterable<Uint8Array> {
  for (const { bytes } of tensors) {
    yield bytes;
    yield new Uint8Array((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT);
  }
}

/** Writes parts one after the other, and flushes them. @returns their SHA-256. */
async function write(file: string, parts: Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const handle = await fs.open(file, 'wx');
  try {
    for (const part of parts) {
      hash.update(part);
      await handle.writeFile(part);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}
