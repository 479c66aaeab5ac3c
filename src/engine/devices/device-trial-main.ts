import { DeviceTrial, type Accelerator, type Agreement, type Encoder, type Throughput } from '../../encoder';
import { watchThisProcess } from '../process/watched-process';

/** What is asked of the process in which a device is tried, and what it says. */
export type TrialQuestion =
  { readonly ask: 'start'; readonly encoder: Encoder; readonly device: Accelerator } | { readonly ask: 'measure' };
export type TrialAnswer =
  | { readonly agreement: Agreement }
  | { readonly throughput: Throughput }
  | { readonly error: { readonly name: string; readonly reason: string } };

let trial: DeviceTrial | undefined;

async function answer(question: TrialQuestion): Promise<TrialAnswer> {
  try {
    if (question.ask === 'measure') return { throughput: await trial!.measure() };
    const started = await DeviceTrial.start(question.encoder, question.device);
    trial = started.trial;
    return { agreement: started.agreement };
  } catch (error) {
    const { name, message, reason = message } = error as Error & { reason?: string };
    return { error: { name, reason } };
  }
}

watchThisProcess();
process.on('message', (question: TrialQuestion) => void answer(question).then((said) => process.send!(said)));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
