import os from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { EncoderLibrary } from '../../encoder/library';
import { AddEncoder, InspectEncoder, type AddEncoderParams } from '../protocol/encoders';
import { requireAbsolute } from '../process/absolute';
import type { Answers } from '../answers';
import type { EncoderCalls } from './encoder-worker';
import { WorkerClient } from '../process/worker-calls';
import { bundle } from '../process/workers';

/** Answers what is asked of encoders as files, each in a thread that lives as long as the answer takes. */
export class EncoderRequests {
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(answers: Answers) {
    answers.to(InspectEncoder, (params) => this.inThread((worker) => worker.call('inspect', params)));
    answers.to(AddEncoder, (params, { signal, tell }) => this.add(params, signal, tell));
  }

  /** Waits for what is under way, which the engine's own signal has cancelled. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async add(
    { library, bundled, threads, ...request }: AddEncoderParams,
    signal: AbortSignal,
    onProgress: (value: readonly [number, number]) => void,
  ) {
    requireAbsolute(library);
    const taken = (await new EncoderLibrary(library, bundled).list()).map(({ id }) => id);
    const { port1, port2 } = new MessageChannel();
    port1.on('message', onProgress);
    const cancel = () => port1.postMessage('cancel');
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel);
    try {
      const { card } = await this.inThread((worker) =>
        worker.call(
          'add',
          { request: { ...request, library, taken }, threads: threads || os.availableParallelism(), control: port2 },
          [port2],
        ),
      );
      const { id, name, dimensions } = card;
      return { id, name, dimensions, folder: path.join(library, id) };
    } catch (error) {
      if ((error as Error).name === 'AbortError') return undefined;
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      port1.close();
    }
  }

  private inThread<T>(work: (worker: WorkerClient<EncoderCalls>) => Promise<T>): Promise<T> {
    const worker = new WorkerClient<EncoderCalls>(bundle('encoder-worker'));
    const done = work(worker).finally(() => worker.stop());
    this.underWay.add(done);
    return done.finally(() => this.underWay.delete(done));
  }
}
