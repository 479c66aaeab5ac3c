import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { copyRegular, makeFolders, readRegular, temporaryName } from '../../files';
import { type Encoder, type ModelCard, readEncoder } from '../card';
import { EncoderError } from '../errors';
import { importTimmEncoder } from '../timm/import-encoder';
import { zoobotPreprocessing } from '../timm/zoobot-preprocessing';
import { type EncoderIdentity, IdentitySchema } from './identity';
import type { OnnxAnswers, OnnxDraft } from './onnx-draft';
import { inspectSource, type SourceDraft } from './source';
import { type Tried, tryOut, type TryOut } from './try-out';

/** The source to add, and how its card names it. */
export interface AddRequest {
  /** A folder (of an encoder, or in timm's layout) or an ONNX file: an absolute path. */
  readonly source: string;
  /** Folder of the library. */
  readonly library: string;
  /** Over what the source says of itself. */
  readonly identity: Partial<EncoderIdentity>;
  readonly answers?: OnnxAnswers;
  /** Ids that others have. */
  readonly taken: readonly string[];
}

export interface AddOptions {
  readonly threads: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Runs what has been made for the first time; in this thread unless said, which a graph that does not end would keep. */
  readonly tryOut?: TryOut;
}

/**
 * Makes an encoder of a source and puts it into the library, whole or not at all, after it has answered two pictures of
 * noise with finite numbers.
 * @throws EncoderError where the source is none, something is not known of it, its id is taken, or it does not run;
 * WeightsError of weights that cannot be read; AbortError
 */
export async function addEncoder(request: AddRequest, options: AddOptions): Promise<Encoder> {
  const { source, library, identity: said, answers, taken } = request;
  const draft = await inspectSource(source, answers);
  const identity = identityOf(source, draft, said);
  const target = path.join(library, identity.id);
  if (taken.includes(identity.id)) throw new EncoderError(target, `there is an encoder with the id ${identity.id}`);
  // Beside the others, so that a rename can put it there; a name with a dot is no encoder.
  const staging = path.join(library, temporaryName());
  try {
    await makeFolders(library);
    await fs.mkdir(staging);
    const staged = path.join(staging, identity.id);
    await make(draft, request, identity, staged, options);
    options.signal?.throwIfAborted();
    await fs.rename(staged, target);
    return await readEncoder(target);
  } catch (error) {
    throw EncoderError.ofLibrary(library, error);
  } finally {
    await fs.rm(staging, { recursive: true, force: true });
  }
}

function identityOf(source: string, draft: SourceDraft, said: Partial<EncoderIdentity>): EncoderIdentity {
  const { id, name, licence, source: from } = draft;
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const read = v.safeParse(IdentitySchema, { id, name, licence, source: from, ...given });
  if (read.success) return read.output;
  const [issue] = read.issues;
  const field = v.getDotPath(issue) ?? '';
  if (field === 'licence' && licence === undefined) throw new EncoderError(source, 'its licence is not known; say it');
  throw new EncoderError(source, `its ${field} is wrong: ${issue.message}`);
}

/** Writes an encoder's card and ONNX file into `staged`, and has run it. */
async function make(
  draft: SourceDraft,
  { source, answers }: AddRequest,
  identity: EncoderIdentity,
  staged: string,
  options: AddOptions,
): Promise<void> {
  const { onProgress, signal } = options;
  if (draft.kind === 'onnx') {
    await fs.mkdir(staged);
    const modelFile = path.join(staged, 'encoder.onnx');
    const bytes = await readRegular(source);
    await fs.writeFile(modelFile, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const card = draftedCard(source, draft.onnx!, identity, sha256);
    const { dimensions, centre } = await tried({ card, modelFile }, true, options);
    await writeCard(staged, { ...card, dimensions, centre: [...centre!] });
    return;
  }
  if (draft.kind === 'timm') {
    await importTimmEncoder(source, staged, identity, { size: answers?.size, onProgress, signal });
  } else {
    const { card, modelFile, weightsFile } = await readEncoder(source);
    await fs.mkdir(staged);
    await copyRegular(modelFile, path.join(staged, card.model));
    if (weightsFile && card.weights) await copyRegular(weightsFile, path.join(staged, card.weights.file));
    await writeCard(staged, { ...card, ...identity });
  }
  signal?.throwIfAborted();
  const made = await readEncoder(staged);
  // A card of somebody's own says what it means to say.
  const { dimensions, centre } = await tried(made, draft.kind === 'timm', options);
  if (dimensions !== made.card.dimensions) {
    const wrong = `it answers with ${dimensions} dimensions, and its card says ${made.card.dimensions}`;
    throw new EncoderError(source, wrong);
  }
  if (centre) await writeCard(staged, { ...made.card, centre: [...centre] });
}

function tried(
  encoder: Encoder,
  centre: boolean,
  { threads, signal, tryOut: run = tryOut }: AddOptions,
): Promise<Tried> {
  return run(encoder, { threads, centre, signal });
}

/**
 * The card, but for its dimensions, of an ONNX file that says nothing of how pictures are to be prepared: they are as for
 * Zoobot's encoders.
 */
function draftedCard(source: string, draft: OnnxDraft, identity: EncoderIdentity, sha256: string): ModelCard {
  const { input, channels, size, output, featureMap, questions } = draft;
  if (questions.length > 0 || !input || !channels || !size || !output) {
    const open = questions.map(({ about, choices }) => (choices ? `${about} (${choices.join(', ')})` : about));
    throw new EncoderError(source, `its graph leaves open: ${open.join('; ')}`);
  }
  return {
    ...identity,
    model: 'encoder.onnx',
    sha256,
    input: { name: input, channels, size },
    preprocessing: zoobotPreprocessing(size),
    views: 1,
    outputs: { embedding: output, ...(featureMap === undefined ? {} : { featureMap }) },
    dimensions: 1,
  };
}

function writeCard(folder: string, card: ModelCard): Promise<void> {
  return fs.writeFile(path.join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
}
