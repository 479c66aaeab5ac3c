import { parentPort, Worker, workerData, type ResourceLimits, type Transferable } from 'node:worker_threads';
import { sharedSigns, type SharedSigns, SignsOfLife } from './signs-of-life';

/**
 * Typed calls into a worker thread: `serve` in the worker, `WorkerClient` outside. Buffers named in `transfer` change
 * hands without a copy. A call is never interrupted; workers end by themselves when asked to (ending one in the
 * middle of an inference aborts the whole process). `WatchedWorker` ends those that run none and hang.
 */
export type Calls = Record<string, { params: unknown; result: unknown }>;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  /** The error's name and message, and what it says of a file. */
  readonly error?: { name: string; message: string; file?: string; reason?: string };
}

export type Handlers<C extends Calls> = {
  [M in keyof C]: (
    params: C[M]['params'],
    signs: SignsOfLife,
  ) =>
    | Promise<{ result: C[M]['result']; transfer?: Transferable[] }>
    | { result: C[M]['result']; transfer?: Transferable[] };
};

/** Answers calls in a worker, one after the other in the order they came. */
export function serve<C extends Calls>(handlers: Handlers<C>): void {
  const port = parentPort;
  if (!port) throw new Error('this file runs in a worker');
  const signs = new SignsOfLife((workerData as { signs: SharedSigns }).signs);
  let last: Promise<void> = Promise.resolve();
  const answer = async ({ id, method, params }: Call) => {
    try {
      signs.beginCall();
      const { result, transfer } = await handlers[method](params, signs);
      port.postMessage({ id, result } satisfies Answer, transfer ?? []);
    } catch (error) {
      const { name, message, file, reason } = error as Error & { file?: string; reason?: string };
      port.postMessage({ id, error: { name, message, file, reason } } satisfies Answer);
    }
  };
  port.on('message', (call: Call | 'stop') => {
    if (call === 'stop') void last.then(() => port.close());
    else last = last.then(() => answer(call));
  });
}

/** A worker thread and the calls under way in it. */
export class WorkerClient<C extends Calls> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  private next = 0;
  private dead?: Error;

  /** What the worker tells of the call in its hand. */
  readonly signs = sharedSigns();

  constructor(file: string, resourceLimits?: ResourceLimits) {
    this.worker = new Worker(file, { workerData: { signs: this.signs }, resourceLimits });
    this.worker.on('message', ({ id, result, error }: Answer) => {
      const call = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) call?.reject(Object.assign(new Error(error.message), error));
      else call?.resolve(result);
    });
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`a worker thread ended with code ${code}`)));
  }

  /** Number of calls not answered yet. */
  get load(): number {
    return this.waiting.size;
  }

  call<M extends keyof C & string>(
    method: M,
    params: C[M]['params'],
    transfer: Transferable[] = [],
  ): Promise<C[M]['result']> {
    if (this.dead) return Promise.reject(this.dead);
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve, reject });
      this.worker.postMessage({ id, method, params } satisfies Call, transfer);
    });
  }

  /** Lets the calls under way finish, then ends the thread. */
  async stop(): Promise<void> {
    if (this.dead) return;
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.worker.postMessage('stop');
    await ended;
  }

  /** Why the thread answers no more; undefined as long as it does. */
  get ended(): Error | undefined {
    return this.dead;
  }

  /**
   * Ends the thread where it stands, which must not be in an inference: that would end the process. The calls under way
   * fail with `reason` at once, also where the thread hangs in the system, which it then leaves when it can.
   */
  terminate(reason: Error): void {
    this.fail(reason);
    void this.worker.terminate();
  }

  private fail(error: Error): void {
    this.dead ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
