import os from 'node:os';
import type { DeviceSetting, Encoder } from '../../encoder';
import { bundle } from './bundle';
import { FileReader, fileBudget, interactiveBudget } from '../indexing/file-reader';
import { InferencePool, type DeviceStatus, type PoolEvents } from '../indexing/inference-pool';
import { settleDevice, type DeviceOptions } from '../devices/settle-device';

export { bundle };

const DECODERS_MAX = 8;

/** Threads that read files, for whichever encoder. */
class ReadingWorkers {
  private interactiveWorker?: FileReader;
  private walkerWorker?: FileReader;
  private decodePool: FileReader[] = [];

  constructor(private readonly threads: number) {}

  get interactive(): FileReader {
    return (this.interactiveWorker ??= new FileReader(bundle('decode-worker'), interactiveBudget()));
  }

  get walker(): FileReader {
    return (this.walkerWorker ??= new FileReader(bundle('decode-worker'), fileBudget()));
  }

  get decoders(): readonly FileReader[] {
    if (this.decodePool.length === 0) {
      const size = Math.min(DECODERS_MAX, this.threads);
      this.decodePool = Array.from({ length: size }, () => new FileReader(bundle('decode-worker'), fileBudget()));
    }
    return this.decodePool;
  }

  async stop(): Promise<void> {
    const all = [this.interactiveWorker, this.walkerWorker, ...this.decodePool];
    await Promise.all(all.filter((worker) => worker !== undefined).map((worker) => worker.stop()));
  }
}

/**
 * The engine's threads, as the collections of one encoder see them. Bulk decoding has a pool; what a person waits for (a
 * query's picture, thumbnails) and the walk through folders have decoders of their own, so that neither waits behind the
 * bulk. Encoders share the threads that read, and have each their own to run on.
 */
export class Workers {
  private constructor(
    /** Threads that inference uses, and as many that decode: with measures of shapes both take about the same time. */
    readonly threads: number,
    private readonly reading: ReadingWorkers,
    private readonly pool: InferencePool,
    private readonly settling: { readonly settled: Promise<void>; readonly cancel: AbortController },
    private readonly another: (encoder: Encoder, setting: DeviceSetting, signal: AbortSignal) => Promise<Workers>,
  ) {}

  /** @param threads 0: all cores. */
  static make({ threads, moved, ...device }: WorkersOptions): EncoderWorkers {
    const count = threads || os.availableParallelism();
    const reading = new ReadingWorkers(count);
    const load = async (
      encoder: Encoder,
      setting = device.setting,
      sessions?: number,
      signal?: AbortSignal,
    ): Promise<Workers> => {
      const events = { moved, failed: device.notice };
      const pool = new InferencePool(bundle('inference-worker'), count, events, sessions);
      const cancel = new AbortController();
      const stop = () => cancel.abort();
      signal?.addEventListener('abort', stop);
      try {
        await pool.load(encoder);
        const options = { ...device, setting, threads: count, trialFile: bundle('device-trial-main') };
        const { settled } = await settleDevice(pool, encoder, options, cancel.signal);
        signal?.throwIfAborted();
        // One session: that of the encoder whose place it takes for a while has as many as memory allows.
        const another = (other: Encoder, on: DeviceSetting, until: AbortSignal) => load(other, on, 1, until);
        return new Workers(count, reading, pool, { settled, cancel }, another);
      } catch (error) {
        cancel.abort();
        await pool.stop();
        throw error;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    };
    return { load: (encoder) => load(encoder), stop: () => reading.stop() };
  }

  /**
   * Threads for another network that is run once, on the device that this encoder has settled on: it is tried there first, as any
   * encoder, and falls back to the CPU in the same way. `stop` them.
   * @throws EncoderError, AbortError
   */
  beside(encoder: Encoder, signal: AbortSignal): Promise<Workers> {
    return this.another(encoder, this.device.device, signal);
  }

  /**
   * N x channels x size x size to N x dimensions; `inputs` is given away.
   * @throws EncoderError
   */
  embed(inputs: Float32Array): Promise<Float32Array> {
    return this.pool.embed(inputs);
  }

  /** What the encoder runs on now. */
  get device(): DeviceStatus {
    return this.pool.status;
  }

  /** Chunks of cutouts that keep all decoders and encoders busy at once. */
  get chunksAtOnce(): number {
    return this.decoders.length + this.pool.chunksAtOnce;
  }

  get interactive(): FileReader {
    return this.reading.interactive;
  }

  get walker(): FileReader {
    return this.reading.walker;
  }

  get decoders(): readonly FileReader[] {
    return this.reading.decoders;
  }

  /** Ends the threads that run the encoder; those that read are for others, too. */
  async stop(): Promise<void> {
    this.settling.cancel.abort();
    await this.settling.settled;
    await this.pool.stop();
  }
}

export interface WorkersOptions extends Pick<DeviceOptions, 'setting' | 'memory' | 'log' | 'notice'> {
  /** 0: all cores. */
  readonly threads: number;
  readonly moved: PoolEvents['moved'];
}

/** Where encoders get their threads. */
export interface EncoderWorkers {
  /** @throws EncoderError */
  load(encoder: Encoder): Promise<Workers>;
  /** Ends the threads that read. */
  stop(): Promise<void>;
}
