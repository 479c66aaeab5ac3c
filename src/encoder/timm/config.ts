import path from 'node:path';
import * as v from 'valibot';
import { readRegular, reasonOf } from '../../files';
import { EncoderError } from '../errors';

const side = v.pipe(v.number(), v.integer(), v.minValue(32), v.maxValue(4096));
const channels = v.picklist([1, 3], 'one channel or three');

const PretrainedSchema = v.object({
  input_size: v.optional(v.tuple([channels, side, side])),
  fixed_input_size: v.optional(v.boolean()),
});

const pooling = v.optional(v.picklist(['avg', 'fast', ''], 'only global average pooling is imported'));

const ConfigSchema = v.object({
  architecture: v.string(),
  num_features: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  global_pool: pooling,
  /** Arguments of the network's constructor. */
  model_args: v.optional(v.looseObject({ global_pool: pooling })),
  pretrained_cfg: v.optional(PretrainedSchema),
  ...PretrainedSchema.entries,
});

/** Arguments of timm's constructors that change nothing of an encoder that runs, or are seen in the weights. */
const HARMLESS = ['num_classes', 'in_chans', 'global_pool', 'drop_rate', 'drop_path_rate', 'pretrained', 'img_size'];

/** The configuration that a folder of timm holds. */
export interface TimmConfig {
  readonly architecture: string;
  /** Length of the embedding, where the file says it. */
  readonly features?: number;
  readonly inputSize?: readonly [channels: 1 | 3, height: number, width: number];
  /** Whether the network runs at that size alone. */
  readonly fixedSize: boolean;
}

/** In bytes. */
const LARGEST_CONFIG = 2 ** 22;

/**
 * Reads `folder/config.json` as timm writes it; what is under `pretrained_cfg` may stand at the top too.
 * @throws EncoderError when it is missing, or a field is wrong (named), or the network was changed by arguments.
 */
export async function readTimmConfig(folder: string): Promise<TimmConfig> {
  const file = path.join(folder, 'config.json');
  let json: unknown;
  try {
    json = JSON.parse((await readRegular(file, { maxBytes: LARGEST_CONFIG })).toString());
  } catch (cause) {
    throw new EncoderError(file, `timm's config cannot be read (${reasonOf(cause)})`, { cause });
  }
  const result = v.safeParse(ConfigSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new EncoderError(file, `the field "${v.getDotPath(issue) ?? ''}" is wrong: ${issue.message}`);
  }
  const { architecture, num_features, model_args, pretrained_cfg = {} } = result.output;
  const changed = Object.keys(model_args ?? {}).find((name) => !HARMLESS.includes(name));
  if (changed !== undefined) {
    throw new EncoderError(file, `the network was made with "${changed}", which is not imported`);
  }
  return {
    // `convnext_nano.in12k` names the weights after the dot.
    architecture: architecture.split('.')[0],
    features: num_features,
    inputSize: pretrained_cfg.input_size ?? result.output.input_size,
    fixedSize: pretrained_cfg.fixed_input_size ?? result.output.fixed_input_size ?? false,
  };
}
