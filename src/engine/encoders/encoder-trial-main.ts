import fs from 'node:fs';
import type { Encoder } from '../../encoder';
import { tryOut, type Tried } from '../../encoder/library';
import { watchThisProcess } from '../process/watched-process';

/** What is asked of the process in which an encoder that is being added runs for the first time. */
export interface EncoderTrialQuestion {
  readonly encoder: Encoder;
  readonly threads: number;
  readonly centre: boolean;
  /** Bytes that the process may take. */
  readonly memory: number;
}

export type EncoderTrialAnswer =
  | { readonly goesOn: true }
  | { readonly tried: Tried }
  | { readonly error: { readonly name: string; readonly file?: string; readonly reason: string } };

async function answer({ encoder, threads, centre, memory }: EncoderTrialQuestion): Promise<EncoderTrialAnswer> {
  try {
    fs.writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // No Linux: where memory is short the system chooses by itself whom to end.
  }
  watchThisProcess(memory);
  try {
    const goesOn = () => void process.send!({ goesOn: true } satisfies EncoderTrialAnswer);
    return { tried: await tryOut(encoder, { threads, centre }, goesOn) };
  } catch (error) {
    const { name, message, file, reason = message } = error as Error & { file?: string; reason?: string };
    return { error: { name, file, reason } };
  }
}

process.on('message', (question: EncoderTrialQuestion) => void answer(question).then((said) => process.send!(said)));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
