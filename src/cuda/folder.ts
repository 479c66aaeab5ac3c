import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { dataFolder } from '../encoder/library/library-folder';

/**
 * Where CUDA is set up from a terminal: $MORPHOSCOPE_CUDA, or beside the added encoders in the person's folder for data. VS Code's
 * extension has its own storage, which outlives its updates; the variable names one folder for both.
 */
export function cudaFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  return namedFolder(env) ?? path.join(dataFolder(env, platform, home), 'morphoscope', 'cuda');
}

/** The folder that $MORPHOSCOPE_CUDA names. */
export const namedFolder = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env.MORPHOSCOPE_CUDA ? path.resolve(env.MORPHOSCOPE_CUDA) : undefined;

/** Wheels that are on their way, or were put there by a person. */
export const downloadsOf = (folder: string) => path.join(folder, 'downloads');
/** Texts of licences. */
export const licencesOf = (folder: string) => path.join(folder, 'licences');
/** The libraries themselves, beside a link to ONNX Runtime's own: it looks for providers in the folder that it is in. */
export const librariesOf = (folder: string) => path.join(folder, 'lib');

/** A name, and nothing that leads elsewhere. */
const NameSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9._+-]*$/));
const NoteSchema = v.object({
  version: v.literal(1),
  /** Version of onnxruntime-node. */
  runtime: v.string(),
  packages: v.record(NameSchema, v.object({ sha256: v.string(), libraries: v.array(NameSchema) })),
});

/** What has been installed: the digest of each package's wheel, and its libraries. */
export type Note = v.InferOutput<typeof NoteSchema>;

export const noteFile = (folder: string) => path.join(folder, 'installed.json');

/** Undefined where nothing is installed, or the note of it cannot be understood: then all is installed anew. */
export function readNote(folder: string): Note | undefined {
  const file = noteFile(folder);
  if (!fs.existsSync(file)) return undefined;
  try {
    return v.parse(NoteSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
