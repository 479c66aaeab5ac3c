import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { makeFolders, readRegular, reasonOf, writeAtomically } from '../../files';
import { EncoderError } from '../errors';

const FILE = 'default.json';
const ChoiceSchema = v.object({ encoder: v.string() });

/** The id that a person has chosen to use where none is named; undefined where they have not. @throws EncoderError */
export async function readDefault(library: string): Promise<string | undefined> {
  const file = path.join(library, FILE);
  let text: string;
  try {
    text = (await readRegular(file)).toString();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EncoderError(file, `the default encoder cannot be read (${reasonOf(cause)})`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new EncoderError(file, `it is no JSON (${(cause as Error).message}); choose the default again`, { cause });
  }
  const read = v.safeParse(ChoiceSchema, json);
  if (!read.success) throw new EncoderError(file, 'it does not name an encoder; choose the default again');
  return read.output.encoder;
}

/** Remembers the choice, whole or not at all; undefined forgets it. */
export async function writeDefault(library: string, id: string | undefined): Promise<void> {
  const file = path.join(library, FILE);
  if (id === undefined) return fs.rm(file, { force: true });
  await makeFolders(library);
  await writeAtomically(file, [Buffer.from(`${JSON.stringify({ encoder: id })}\n`)]);
}
