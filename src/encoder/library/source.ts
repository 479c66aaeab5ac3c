import fs from 'node:fs/promises';
import path from 'node:path';
import { readRegular, reasonOf } from '../../files';
import { decodeModel, OnnxError, type Model } from '../../onnx';
import { WEIGHTS_NAMES } from '../../weights';
import { readEncoder } from '../card';
import { EncoderError } from '../errors';
import { idFrom } from './identity';
import { draftFromGraph, type OnnxAnswers, type OnnxDraft } from './onnx-draft';

/** Kinds of sources from which an encoder can be made. */
export type SourceKind =
  /** A folder with a card and its ONNX file, as the library keeps them. */
  | 'encoder'
  /** A folder in timm's layout: config.json with its weights. */
  | 'timm'
  | 'onnx';

/** What is known of a source before it is added, and what has to be asked. */
export interface SourceDraft {
  readonly kind: SourceKind;
  readonly id: string;
  readonly name: string;
  /** Undefined where the source does not say it. */
  readonly licence?: string;
  readonly source: string;
  readonly onnx?: OnnxDraft;
}

/**
 * Determines the kind of a source.
 * @throws EncoderError where no encoder can be made from it
 */
export async function kindOf(source: string): Promise<SourceKind> {
  const stat = await fs.stat(source).catch(() => undefined);
  if (!stat) throw new EncoderError(source, 'no such file or folder');
  if (stat.isFile() && /\.onnx$/i.test(source)) return 'onnx';
  if (!stat.isDirectory()) throw new EncoderError(source, 'an encoder is an .onnx file, or a folder');
  const names = new Set(await fs.readdir(source));
  if (names.has('card.json')) return 'encoder';
  if (names.has('config.json') && WEIGHTS_NAMES.some((name) => names.has(name))) return 'timm';
  throw new EncoderError(
    source,
    `the folder holds neither card.json nor config.json with ${WEIGHTS_NAMES.join(' or ')}, as timm writes them`,
  );
}

/**
 * Looks at a source: what it is, what its card would say, and what has to be asked.
 * @throws EncoderError where it cannot be read, or cannot be an encoder.
 */
export async function inspectSource(source: string, answers: OnnxAnswers = {}): Promise<SourceDraft> {
  const kind = await kindOf(source);
  if (kind === 'encoder') {
    const { id, name, licence, source: from } = (await readEncoder(source)).card;
    return { kind, id, name, licence, source: from };
  }
  const name = path.basename(path.resolve(source)).replace(/\.onnx$/i, '');
  if (kind === 'timm') {
    return { kind, id: idFrom(name), name, licence: await licenceInReadme(source), source: name };
  }
  const { graph, metadata } = await readModel(source);
  const onnx = draftFromGraph(graph, answers);
  if (onnx.problem !== undefined) throw new EncoderError(source, onnx.problem);
  const licence = metadata.get('license') ?? metadata.get('licence');
  return { kind, id: idFrom(name), name, licence, source: path.basename(source), onnx };
}

async function readModel(file: string): Promise<Model> {
  let bytes: Uint8Array;
  try {
    bytes = await readRegular(file);
  } catch (cause) {
    throw new EncoderError(file, `it cannot be read (${reasonOf(cause)})`, { cause });
  }
  try {
    return decodeModel(bytes);
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    throw new EncoderError(file, cause.message, { cause });
  }
}

/** The licence in the front matter of a README.md, as the Hub's model cards have it. */
async function licenceInReadme(folder: string): Promise<string | undefined> {
  const text = await readRegular(path.join(folder, 'README.md')).then(String, () => ''); // most folders have none
  const [, front = ''] = /^---\r?\n(.*?)\r?\n---/s.exec(text) ?? [];
  return /^license:[ \t]*["']?([^\s"']+)/m.exec(front)?.[1];
}
