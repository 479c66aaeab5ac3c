import os from 'node:os';
import path from 'node:path';
import type { Encoder } from '../encoder';
import type { DecodeCalls } from './decode-worker';
import type { IndexCalls } from './index-worker';
import type { InferenceCalls } from './inference-worker';
import { WorkerClient } from './worker-calls';

const DECODERS_MAX = 8;

const bundle = (name: string) => path.join(__dirname, `${name}.js`);

/**
 * The engine's threads. Bulk decoding has a pool; what a person waits for (a query's picture, thumbnails) and the walk
 * through folders have decoders of their own, so that neither waits behind the bulk.
 */
export class Workers {
  readonly interactive = new WorkerClient<DecodeCalls>(bundle('decode-worker'));
  private inferenceWorker?: WorkerClient<InferenceCalls>;
  private walkerWorker?: WorkerClient<DecodeCalls>;
  private indexWorker?: WorkerClient<IndexCalls>;
  private decodePool: WorkerClient<DecodeCalls>[] = [];

  /** Threads that inference uses; decoding takes about a tenth of its time. */
  readonly threads: number;

  constructor(threads: number) {
    this.threads = threads || os.availableParallelism();
  }

  async loadEncoder(encoder: Encoder): Promise<{ device: string }> {
    this.inferenceWorker ??= new WorkerClient<InferenceCalls>(bundle('inference-worker'));
    return this.inferenceWorker.call('load', { encoder, threads: this.threads });
  }

  get inference(): WorkerClient<InferenceCalls> {
    if (!this.inferenceWorker) throw new Error('no encoder is loaded');
    return this.inferenceWorker;
  }

  get walker(): WorkerClient<DecodeCalls> {
    return (this.walkerWorker ??= new WorkerClient<DecodeCalls>(bundle('decode-worker')));
  }

  get index(): WorkerClient<IndexCalls> {
    return (this.indexWorker ??= new WorkerClient<IndexCalls>(bundle('index-worker')));
  }

  get decoders(): readonly WorkerClient<DecodeCalls>[] {
    if (this.decodePool.length === 0) {
      const size = Math.min(DECODERS_MAX, Math.max(1, this.threads >> 1));
      this.decodePool = Array.from({ length: size }, () => new WorkerClient<DecodeCalls>(bundle('decode-worker')));
    }
    return this.decodePool;
  }

  async stop(): Promise<void> {
    const all = [this.interactive, this.inferenceWorker, this.walkerWorker, this.indexWorker, ...this.decodePool];
    await Promise.all(all.filter((worker) => worker !== undefined).map((worker) => worker.stop()));
  }
}
