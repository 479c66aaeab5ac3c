import { noise, ON_CPU, type Device, type Encoder, type Placement } from '../../encoder';
import { DeviceUse } from '../devices/device-use';
import { GatheredBatches } from './gathered-batches';
import type { InferenceCalls } from './inference-worker';
import { WorkerClient } from '../process/worker-calls';

/** Sessions of an encoder that run side by side; more threads than these are shared out among them. */
const SESSIONS_MAX = 8;
const MEASURE_MS = 500;

/** Where an encoder runs, and why there. */
export interface DeviceStatus {
  readonly device: Device;
  readonly why: string;
}

export interface PoolEvents {
  /** The encoder runs elsewhere than before. */
  readonly moved: () => void;
  /** A device has failed; said once. */
  readonly failed: (message: string) => void;
}

/** The thread that feeds another device than the CPU. */
interface Accelerated {
  readonly device: Device;
  readonly worker: WorkerClient<InferenceCalls>;
  readonly batches: GatheredBatches;
  readonly use: DeviceUse;
  /** Cutouts at once. */
  readonly most: number;
}

/** What one decoder brings at a time is this many cutouts at least, as a rule. */
const CHUNK = 16;

/** The threads that run one encoder: some on the CPU, or one that feeds another device. */
export class InferencePool {
  private readonly workers = new Set<WorkerClient<InferenceCalls>>();
  /** Threads on the CPU that have loaded the encoder, or are about to. */
  private onCpu: WorkerClient<InferenceCalls>[] = [];
  private loading: Promise<unknown> = Promise.resolve();
  private accelerated?: Accelerated;
  private encoder?: Encoder;
  private why = '';
  /** While the CPU is measured, nothing else runs. */
  private rest?: Promise<unknown>;
  private readonly underWay = new Set<Promise<unknown>>();

  /**
   * @param file of the worker's bundle
   * @param sessions that it may have on the CPU at most: each holds the whole network
   */
  constructor(
    private readonly file: string,
    private readonly threads: number,
    private readonly events: PoolEvents = { moved: () => undefined, failed: () => undefined },
    private readonly sessions = SESSIONS_MAX,
  ) {}

  /**
   * Loads the encoder several times over, with a thread or a few each: threads of one session wait for one another
   * after each of the graph's nodes, sessions never do. Returns when the first can be used.
   */
  async load(encoder: Encoder): Promise<void> {
    this.encoder = encoder;
    this.onCpu.push(await this.start(ON_CPU));
    this.loadOthers();
  }

  get status(): DeviceStatus {
    return { device: this.accelerated?.device ?? 'cpu', why: this.why };
  }

  /** Says why the encoder stays where it is. */
  stay(why: string): void {
    this.why = why;
    this.events.moved();
  }

  /**
   * Runs the encoder on another device from now on. One session stays on the CPU, for when that fails.
   * @param use is told when it does
   * @throws DeviceError
   */
  async moveTo(
    placement: Placement,
    why: string,
    use = new DeviceUse(
      () => undefined,
      () => undefined,
    ),
  ): Promise<void> {
    const worker = await use.during(() => this.start(placement));
    const { views, input } = this.encoder!.card;
    const most = Math.max(1, Math.floor(placement.batch / views));
    // A copy goes there: what fails is needed again.
    const run = (inputs: Float32Array) => worker.call('embed', { inputs });
    const batches = new GatheredBatches(run, input.channels * input.size ** 2, most);
    this.accelerated = { device: placement.device, worker, batches, use, most };
    this.stay(why);
    await this.loading;
    const unused = this.onCpu.splice(1);
    await Promise.all(unused.map((one) => this.end(one)));
  }

  /**
   * N x channels x size x size to N x dimensions; `inputs` is given away. What fails on another device is done again on the CPU,
   * and everything after it there, too.
   * @throws EncoderError
   */
  async embed(inputs: Float32Array): Promise<Float32Array> {
    while (this.rest) await this.rest;
    return this.followed(this.accelerated ? this.accelerate(this.accelerated, inputs) : this.onLeast(inputs));
  }

  /** Does `work` when no inference is under way, and lets none begin until it is done. */
  async undisturbed<T>(work: () => Promise<T>): Promise<T> {
    while (this.rest) await this.rest;
    const before = [...this.underWay, this.loading];
    const resting = Promise.allSettled(before).then(work);
    this.rest = resting.catch(() => undefined).finally(() => (this.rest = undefined));
    return resting;
  }

  /** Cutouts a second on the CPU, in all sessions at once. */
  async cpuThroughput(): Promise<number> {
    const { encoder } = this;
    if (!encoder) throw new Error('no encoder is loaded');
    const count = Math.max(1, Math.floor(ON_CPU.batch / encoder.card.views));
    const inputs = noise(encoder, count);
    const run = (worker: WorkerClient<InferenceCalls>) => worker.call('embed', { inputs });
    await Promise.all(this.onCpu.map(run));
    const started = performance.now();
    let done = 0;
    await Promise.all(
      this.onCpu.map(async (worker) => {
        do {
          await run(worker);
          done += count;
        } while (performance.now() - started < MEASURE_MS);
      }),
    );
    return (1000 * done) / (performance.now() - started);
  }

  /** Chunks of cutouts that keep it busy. */
  get chunksAtOnce(): number {
    // The device has as much waiting as it works on.
    return this.workers.size + (this.accelerated ? Math.ceil((2 * this.accelerated.most) / CHUNK) : 0);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.stop()));
    this.accelerated?.use.stop();
  }

  /** The one that has least to do. */
  private onLeast(inputs: Float32Array): Promise<Float32Array> {
    const [first, ...others] = this.onCpu;
    if (!first) throw new Error('no encoder is loaded');
    const least = others.reduce((one, other) => (other.load < one.load ? other : one), first);
    return least.call('embed', { inputs }, [inputs.buffer as ArrayBuffer]);
  }

  private async accelerate(used: Accelerated, inputs: Float32Array): Promise<Float32Array> {
    try {
      return await used.use.during(() => used.batches.embed(inputs));
    } catch (error) {
      // What fails on the CPU as well is no fault of the device.
      const representations = await this.onLeast(inputs);
      if (this.accelerated === used) this.fallBack(used, error as Error & { reason?: string });
      return representations;
    }
  }

  private fallBack(
    { device, worker, use }: Accelerated,
    { message, reason = message }: Error & { reason?: string },
  ): void {
    this.accelerated = undefined;
    void this.end(worker).then(() => use.stop());
    this.loadOthers();
    this.stay(`${device} failed: ${reason}`);
    this.events.failed(`The encoder goes on with the CPU: ${device} failed (${reason}). Nothing is lost.`);
  }

  private loadOthers(): void {
    const missing = Math.min(this.sessions, this.threads) - this.onCpu.length;
    // One that cannot be loaded (memory is short) leaves its work to the others.
    this.loading = Promise.allSettled(
      Array.from({ length: missing }, async () => this.onCpu.push(await this.start(ON_CPU))),
    );
  }

  private async start(placement: Placement): Promise<WorkerClient<InferenceCalls>> {
    const count = Math.min(this.sessions, this.threads);
    const threads = Math.max(1, Math.floor(this.threads / count));
    const worker = new WorkerClient<InferenceCalls>(this.file);
    this.workers.add(worker);
    try {
      await worker.call('load', { encoder: this.encoder!, threads, placement });
    } catch (error) {
      await this.end(worker);
      throw error;
    }
    return worker;
  }

  private async end(worker: WorkerClient<InferenceCalls>): Promise<void> {
    await worker.stop();
    this.workers.delete(worker);
  }

  private followed<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    return work.finally(() => this.underWay.delete(work));
  }
}
