import path from 'node:path';
import * as v from 'valibot';
import { readRegular, reasonOf } from '../files';
import { EncoderError } from './errors';
import { StepSchema } from './steps';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** Far beyond what encoders take and answer: memory is asked for by these numbers. */
const [LARGEST_SIDE, MOST_DIMENSIONS] = [8192, 2 ** 20];
const integerUpTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/** Raised when a field changes its meaning, or one that older versions do not know must not be passed over. */
export const CARD_FORMAT = 1;

/**
 * A model card: all that is needed to feed an encoder's ONNX file and to read what it answers.
 * `docs/model-cards.md` explains each field to people who write one.
 */
export const CardSchema = v.object({
  /** Of what the card means, 1 where it is absent. A card of a later version is refused rather than misread. */
  format: v.optional(v.literal(CARD_FORMAT, `this version of Morphoscope reads format ${CARD_FORMAT}`)),
  /** Folder name of the encoder's store; changing the weights or the preprocessing needs another id. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash, underscore')),
  name: v.string(),
  description: v.optional(v.string()),
  licence: v.string(),
  source: v.string(),
  /** ONNX file beside the card, and the SHA-256 of its bytes. */
  model: v.pipe(v.string(), v.regex(/^[^/\\]+\.onnx$/, 'a file name beside the card')),
  sha256,
  /** The file beside a large model that holds its weights (ONNX's external data), which the model names. */
  weights: v.optional(v.object({ file: v.pipe(v.string(), v.regex(/^[^/\\]+\.onnx\.data$/)), sha256 })),
  /** The graph's input: N x channels x size x size, float32. */
  input: v.object({ name: v.string(), channels: v.picklist([1, 3]), size: integerUpTo(LARGEST_SIDE) }),
  /** Steps that turn a cutout's pixels into the input, in this order. */
  preprocessing: v.array(StepSchema),
  /** 8: the embedding is the mean over the rotations and reflections of the square; 1: as it stands. */
  views: v.picklist([1, 8]),
  /** Names of the graph's outputs. `embedding` is N x dimensions. */
  outputs: v.object({
    embedding: v.string(),
    featureMap: v.optional(v.string()),
    blocks: v.optional(v.array(v.string())),
  }),
  dimensions: integerUpTo(MOST_DIMENSIONS),
  /**
   * Mean embedding over the encoder's training galaxies, subtracted from every embedding, so that the cosine of
   * two stored embeddings is the likeness of two galaxies and not the direction all galaxies share.
   */
  centre: v.optional(v.array(v.number())),
});

export type ModelCard = v.InferOutput<typeof CardSchema>;

/** An encoder on disk: its card and the absolute paths of its ONNX file, and of its weights where they are in another. */
export interface Encoder {
  readonly card: ModelCard;
  readonly modelFile: string;
  readonly weightsFile?: string;
}

/** Bytes: a centre of thousands of dimensions takes some ten thousand. */
const LARGEST_CARD = 2 ** 24;

/**
 * Reads `folder/card.json`.
 * @throws EncoderError when the card is missing, is not JSON, or lacks or misstates a field (named in the message).
 */
export async function readEncoder(folder: string): Promise<Encoder> {
  const file = path.join(folder, 'card.json');
  let json: unknown;
  try {
    json = JSON.parse((await readRegular(file, { maxBytes: LARGEST_CARD })).toString());
  } catch (cause) {
    throw new EncoderError(file, `the model card cannot be read (${reasonOf(cause)})`, { cause });
  }
  const result = v.safeParse(CardSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new EncoderError(file, `the model card's field "${v.getDotPath(issue) ?? ''}" is wrong: ${issue.message}`);
  }
  const card = result.output;
  for (const step of card.preprocessing) {
    if (step.step !== 'standardise') continue;
    for (const field of ['mean', 'std'] as const) {
      if (step[field].length === card.input.channels) continue;
      const counts = `${step[field].length} values for ${card.input.channels} channels`;
      throw new EncoderError(file, `the model card's field "preprocessing.standardise.${field}" has ${counts}`);
    }
  }
  if (card.centre && card.centre.length !== card.dimensions) {
    throw new EncoderError(file, `the model card's centre has ${card.centre.length} values, not ${card.dimensions}`);
  }
  const beside = (name: string) => path.join(folder, name);
  return {
    card,
    modelFile: beside(card.model),
    ...(card.weights && { weightsFile: beside(card.weights.file) }),
  };
}
