import os from 'node:os';
import { EncoderError } from '../../encoder';
import type { TryOut } from '../../encoder/library';
import { AskedProcess } from '../process/asked-process';
import type { EncoderTrialAnswer, EncoderTrialQuestion } from './encoder-trial-main';

/** Seconds that an encoder which is added may take for its first pictures, instead of those of the program. */
export const TRIAL_SECONDS_VARIABLE = 'MORPHOSCOPE_TRIAL_SECONDS';
/** For the largest networks, of gigabytes, on a slow processor and from a folder across a network. */
const USUAL_SECONDS = 180;
/** The share of the machine's memory, or of the container's, that a trial may use. */
const SHARE_OF_MEMORY = 0.75;

export interface TrialLimits {
  /** Between one sign that it goes on and the next. */
  readonly seconds: number;
  /** Bytes that the process may take. */
  readonly memory: number;
}

export function trialLimits(env: NodeJS.ProcessEnv = process.env): TrialLimits {
  const said = Number(env[TRIAL_SECONDS_VARIABLE]);
  // Containers have less than their machine; the answer is 0 or beyond all memory where they have not.
  const memory = Math.min(os.totalmem(), process.constrainedMemory() || Infinity);
  return { seconds: said > 0 ? said : USUAL_SECONDS, memory: Math.floor(SHARE_OF_MEMORY * memory) };
}

/**
 * Runs an encoder for the first time in a process of its own: a graph can go on without end, take all memory, or crash ONNX
 * Runtime, and a thread in the middle of an inference cannot be ended without its process.
 * @param file of the process's bundle
 */
export function tryOutInProcess(file: string, { seconds, memory } = trialLimits()): TryOut {
  return async (encoder, { threads, centre, signal }) => {
    signal?.throwIfAborted();
    const process = new AskedProcess<EncoderTrialQuestion, EncoderTrialAnswer>(file, 'its first run');
    const kill = () => process.kill();
    signal?.addEventListener('abort', kill);
    try {
      const question = { encoder, threads, centre, memory };
      const answer = await process.ask(question, 1000 * seconds, (said) => 'goesOn' in said);
      if ('tried' in answer) return answer.tried;
      const { name, file: at, reason } = 'error' in answer ? answer.error : { name: '', file: '', reason: 'no answer' };
      throw name === 'EncoderError' ? new EncoderError(at ?? encoder.modelFile, reason) : new Error(reason);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof EncoderError) throw cause;
      throw new EncoderError(encoder.modelFile, `it cannot be used: ${(cause as Error).message}`, { cause });
    } finally {
      signal?.removeEventListener('abort', kill);
      kill();
    }
  };
}
