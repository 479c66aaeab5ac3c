import os from 'node:os';
import path from 'node:path';
import type { Encoder } from '../encoder';
import type { DecodeCalls } from './decode-worker';
import type { IndexCalls } from './index-worker';
import type { InferenceCalls } from './inference-worker';
import { WorkerClient } from './worker-calls';

const DECODERS_MAX = 8;
/** Encoders that run side by side; more threads than these are shared out among them. */
const ENCODERS_MAX = 8;

/** The file of a worker thread's bundle, beside the engine's own. */
export const bundle = (name: string) => path.join(__dirname, `${name}.js`);

/**
 * The engine's threads. Bulk decoding has a pool; what a person waits for (a query's picture, thumbnails) and the walk
 * through folders have decoders of their own, so that neither waits behind the bulk.
 */
export class Workers {
  private readonly inferencePool: WorkerClient<InferenceCalls>[] = [];
  /** Those of the pool that have loaded the encoder. */
  private readonly encoders: WorkerClient<InferenceCalls>[] = [];
  private interactiveWorker?: WorkerClient<DecodeCalls>;
  private walkerWorker?: WorkerClient<DecodeCalls>;
  private indexWorker?: WorkerClient<IndexCalls>;
  private decodePool: WorkerClient<DecodeCalls>[] = [];

  /** Threads that inference uses, and as many that decode: with measures of shapes both take about the same time. */
  readonly threads: number;

  constructor(threads: number) {
    this.threads = threads || os.availableParallelism();
  }

  /**
   * Loads the encoder several times over, with a thread or a few each: threads of one session wait for one another
   * after each of the graph's nodes, sessions never do. Answers when the first can be used.
   */
  async loadEncoder(encoder: Encoder): Promise<{ device: string }> {
    const count = Math.min(ENCODERS_MAX, this.threads);
    const threads = Math.max(1, Math.floor(this.threads / count));
    const load = async () => {
      const worker = new WorkerClient<InferenceCalls>(bundle('inference-worker'));
      this.inferencePool.push(worker);
      const loaded = await worker.call('load', { encoder, threads });
      this.encoders.push(worker);
      return loaded;
    };
    const first = await load();
    // One that cannot be loaded (memory is short) leaves its work to the others.
    for (let i = 1; i < count; i++) load().catch(() => undefined);
    return first;
  }

  /** The encoder that has least to do. */
  get inference(): WorkerClient<InferenceCalls> {
    const [first, ...others] = this.encoders;
    if (!first) throw new Error('no encoder is loaded');
    return others.reduce((least, other) => (other.load < least.load ? other : least), first);
  }

  /** Chunks of cutouts that keep all decoders and encoders busy at once. */
  get chunksAtOnce(): number {
    return this.decoders.length + this.inferencePool.length;
  }

  get interactive(): WorkerClient<DecodeCalls> {
    return (this.interactiveWorker ??= new WorkerClient<DecodeCalls>(bundle('decode-worker')));
  }

  get walker(): WorkerClient<DecodeCalls> {
    return (this.walkerWorker ??= new WorkerClient<DecodeCalls>(bundle('decode-worker')));
  }

  get index(): WorkerClient<IndexCalls> {
    return (this.indexWorker ??= new WorkerClient<IndexCalls>(bundle('index-worker')));
  }

  get decoders(): readonly WorkerClient<DecodeCalls>[] {
    if (this.decodePool.length === 0) {
      const size = Math.min(DECODERS_MAX, this.threads);
      this.decodePool = Array.from({ length: size }, () => new WorkerClient<DecodeCalls>(bundle('decode-worker')));
    }
    return this.decodePool;
  }

  async stop(): Promise<void> {
    const all = [
      this.interactiveWorker,
      ...this.inferencePool,
      this.walkerWorker,
      this.indexWorker,
      ...this.decodePool,
    ];
    await Promise.all(all.filter((worker) => worker !== undefined).map((worker) => worker.stop()));
  }
}
