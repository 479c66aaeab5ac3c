import path from 'node:path';
import { readRegular, syncFolder, writeAtomically } from '../files';
import { TrainingError } from './errors';

/** Everything that the rest of a run depends on. */
export interface State {
  readonly step: number;
  readonly adamSteps: number;
  readonly random: readonly number[];
  /** Running statistics too, behind the weights. */
  readonly parameters: readonly { readonly name: string; readonly dims: readonly number[] }[];
  readonly weights: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Empty where no average is kept. */
  readonly average: Float32Array;
}

const MAGIC = 'MORPHOTR';
const VECTORS = ['weights', 'mean', 'square', 'average'] as const;

/**
 * Writes a checkpoint whole or not at all: eight letters, the length of a JSON header as a 32-bit integer, the header padded
 * to a multiple of four bytes, and the vectors as little-endian float32.
 */
export async function writeCheckpoint(file: string, state: State): Promise<void> {
  const { step, adamSteps, random, parameters } = state;
  const lengths = VECTORS.map((name) => state[name].length);
  const json = JSON.stringify({
    step,
    adamSteps,
    random,
    parameters: parameters.map(({ name, dims }) => ({ name, dims })),
    lengths,
  });
  const header = new TextEncoder().encode(json.padEnd(json.length + ((4 - (Buffer.byteLength(json) % 4)) % 4)));
  const start = Buffer.alloc(MAGIC.length + 4);
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(header.length, MAGIC.length);
  const vectors = VECTORS.map(
    (name) => new Uint8Array(state[name].buffer, state[name].byteOffset, state[name].byteLength),
  );
  await writeAtomically(file, [start, header, ...vectors]);
  await syncFolder(path.dirname(file));
}

/** @throws TrainingError when the file is not a checkpoint, or ends early. */
export async function readCheckpoint(file: string): Promise<State> {
  const bytes = await readRegular(file);
  const begin = MAGIC.length + 4;
  if (bytes.length < begin || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new TrainingError(`${file} is not a checkpoint`);
  const headerEnd = begin + bytes.readUInt32LE(MAGIC.length);
  const broken = (cause?: unknown) => new TrainingError(`the checkpoint ${file} is broken`, { cause });
  let header;
  try {
    header = JSON.parse(bytes.toString('utf8', begin, headerEnd)) as Omit<State, (typeof VECTORS)[number]> & {
      lengths: number[];
    };
  } catch (cause) {
    throw broken(cause);
  }
  const { lengths, ...rest } = header;
  if (bytes.length !== headerEnd + 4 * lengths.reduce((sum, length) => sum + length, 0)) throw broken();
  let at = headerEnd;
  const vectors = lengths.map((length) => {
    const vector = new Float32Array(Uint8Array.from(bytes.subarray(at, (at += 4 * length))).buffer);
    return vector;
  });
  return { ...rest, weights: vectors[0], mean: vectors[1], square: vectors[2], average: vectors[3] };
}
