import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { temporaryName } from '../../files';
import { OnnxError } from '../../onnx';
import { openWeights, WeightsError, type WeightsFile } from '../../weights';
import { CardSchema, type Encoder, type ModelCard, readEncoder } from '../card';
import { EncoderError } from '../errors';
import { buildGraph, EMBEDDING, FEATURE_MAP, INPUT } from './build-graph';
import { readTimmConfig, type TimmConfig } from './config';
import { FAMILIES } from './families';
import type { Family } from './network';
import { TensorLedger } from './tensor-ledger';
import { writeModel } from './write-model';
import { ZOOBOT_SIZE, zoobotPreprocessing } from './zoobot-preprocessing';

/** The card's entries that the weights do not contain. */
export interface EncoderIdentity {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly source: string;
  readonly description?: string;
}

export interface ImportOptions {
  /** Side of the encoder's input in pixels; by default 224, or the network's own where it runs at one alone. */
  readonly size?: number;
  /** Tensors read so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Bytes of weights that a graph may hold; more of them are written beside it. */
  readonly maxInside?: number;
}

/**
 * Makes an encoder of a folder in timm's layout (`config.json`, and weights as safetensors or a PyTorch state dict): writes
 * `card.json` and `encoder.onnx` to `target`, whole or not at all. The card's preprocessing is Zoobot's.
 * @param target a folder that is not there yet
 * @throws EncoderError when the config is wrong, the architecture is none that is known (named), the size does not fit it,
 * the identity is no card's, or `target` exists; WeightsError when the weights cannot be read, or a tensor is missing, left
 * over or of the wrong shape; what `signal` says when it is aborted
 */
export async function importTimmEncoder(
  source: string,
  target: string,
  identity: EncoderIdentity,
  options: ImportOptions = {},
): Promise<Encoder> {
  const config = await readTimmConfig(source);
  const family = familyOf(config, source);
  if (existsSync(target)) throw new EncoderError(target, 'there is such a folder already');
  const weights = await openWeights(source);
  try {
    const { card, model } = await encoderOf(weights, family, config, identity, options);
    return await writeWhole(target, async (folder) => {
      options.signal?.throwIfAborted();
      const files = await writeModel(model, folder, options.maxInside);
      const json = `${JSON.stringify({ ...card, ...files }, null, 2)}\n`;
      await fs.writeFile(path.join(folder, 'card.json'), json, { flush: true });
    });
  } finally {
    await weights.close();
  }
}

function familyOf({ architecture }: TimmConfig, source: string): Family {
  const family = FAMILIES.find(({ matches }) => matches(architecture));
  if (family) return family;
  const covered = FAMILIES.map(({ covers }) => covers).join('; ');
  const file = path.join(source, 'config.json');
  throw new EncoderError(file, `the architecture "${architecture}" is not imported (those that are: ${covered})`);
}

async function encoderOf(
  weights: WeightsFile,
  family: Family,
  config: TimmConfig,
  identity: EncoderIdentity,
  options: ImportOptions,
) {
  const input = { channels: channelsOf(weights, family), size: sizeOf(weights.file, config, options.size) };
  const card = checkedCard({
    ...identity,
    model: 'encoder.onnx',
    sha256: '0'.repeat(64),
    input: { name: INPUT, ...input },
    preprocessing: zoobotPreprocessing(input.size),
    // Zoobot's encoders saw every orientation in training, and timm's networks cost too much to run eight times.
    views: 1,
    outputs: { embedding: EMBEDDING, featureMap: FEATURE_MAP, blocks: [] },
    dimensions: 1,
  });
  const ledger = await TensorLedger.read(weights, (name) => isUnused(family, name), options);
  try {
    const { model, dimensions, blocks } = buildGraph(family, config.architecture, ledger, input, config.features);
    return { model, card: { ...card, dimensions, outputs: { ...card.outputs, blocks } } };
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    const what = `the weights make no network for ${input.size} x ${input.size} pixels (${cause.message})`;
    throw new EncoderError(weights.file, what, { cause });
  }
}

/** The channels that the first convolution sees: configs of greyscale encoders may still say three. */
function channelsOf(weights: WeightsFile, family: Family): 1 | 3 {
  const shape = weights.tensors.get(family.firstWeight)?.shape;
  if (!shape) throw new WeightsError(weights.file, `the tensor "${family.firstWeight}" is missing`);
  if (shape[1] === 1 || shape[1] === 3) return shape[1];
  throw new WeightsError(weights.file, `the encoder sees images of ${shape[1]} channels, not of one or three`);
}

function sizeOf(file: string, { inputSize, fixedSize }: TimmConfig, wanted?: number): number {
  if (!fixedSize || !inputSize) return wanted ?? ZOOBOT_SIZE;
  const [, height, width] = inputSize;
  if (height !== width)
    throw new EncoderError(file, `the encoder sees images of ${width} x ${height} pixels, not squares`);
  if (wanted !== undefined && wanted !== height) {
    throw new EncoderError(file, `the encoder works at ${height} x ${height} pixels alone, not at ${wanted}`);
  }
  return height;
}

/** Classifiers; counts of batches; and tables of indices, which the sizes of windows say as well. */
function isUnused(family: Family, name: string): boolean {
  return (
    family.classifier.some((prefix) => name.startsWith(prefix)) ||
    /(^|\.)(num_batches_tracked|relative_position_index|rel_coords_log|height_lookup|width_lookup)$/.test(name)
  );
}

function checkedCard(card: ModelCard): ModelCard {
  const result = v.safeParse(CardSchema, card);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new EncoderError('card.json', `the field "${v.getDotPath(issue) ?? ''}" would be wrong: ${issue.message}`);
}

/** Fills a folder under another name, and gives it its own when all is there. */
async function writeWhole(target: string, fill: (folder: string) => Promise<void>): Promise<Encoder> {
  const parent = path.dirname(path.resolve(target));
  await fs.mkdir(parent, { recursive: true });
  const folder = path.join(parent, temporaryName());
  try {
    await fs.mkdir(folder);
    await fill(folder);
    await readEncoder(folder);
    if (existsSync(target)) throw new EncoderError(target, 'there is such a folder already');
    await fs.rename(folder, target);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
  return readEncoder(target);
}
