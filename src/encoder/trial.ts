import { Random } from '../random';
import type { Encoder } from './card';
import { EncoderError } from './errors';
import { EncoderSession } from './session';

/**
 * Loads an encoder and runs it on two pictures of noise.
 * @param loaded is told in between
 * @returns how many dimensions its embedding has.
 * @throws EncoderError where it cannot be loaded or run, answers another shape than N x dimensions, what is not finite,
 * or the same of both pictures.
 */
export async function trialRun(
  encoder: Encoder,
  threads: number,
  loaded: () => void = () => undefined,
): Promise<{ dimensions: number }> {
  const session = await EncoderSession.load(encoder, threads);
  try {
    loaded();
    const random = new Random(1);
    const inputs = Float32Array.from({ length: 2 * session.inputLength }, () => random.uniform());
    const { dims, values } = await session.answer(inputs, 2);
    const { modelFile } = encoder;
    if (dims.length !== 2 || dims[0] !== 2 || !(dims[1] > 0)) {
      throw new EncoderError(modelFile, `for 2 pictures its output is ${dims.join(' x ')}, not 2 x dimensions`);
    }
    if (!values.every(Number.isFinite)) throw new EncoderError(modelFile, 'it answers noise with NaN or infinity');
    const [first, second] = [values.subarray(0, dims[1]), values.subarray(dims[1])];
    if (first.every((value, i) => value === second[i])) {
      throw new EncoderError(modelFile, 'it answers two different pictures with the same numbers');
    }
    return { dimensions: dims[1] };
  } finally {
    await session.release();
  }
}
