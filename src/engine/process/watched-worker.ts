import { readSign, type Sign } from './signs-of-life';
import { type Calls, WorkerClient } from './worker-calls';

/** What a call may take. */
export interface Budget {
  /** Seconds without a sign of life. */
  readonly silence: number;
  /** MiB of JavaScript objects: the last net, since pixels lie outside of them and are bounded by whoever makes them. */
  readonly heap: number;
}

/** Seconds that a call may take in all: so many silences, and a little for each sign of life. */
const SILENCES = 10;
const SECONDS_A_BEAT = 0.1;
/** The watch counts its own steps, not the clock: a machine that slept has not worked on a file all night. */
const STEP_MS = 1000;
/** Calls that the thread has at once: the next one waits in the thread, and the thread not for it. */
const AT_ONCE = 2;

/** A call that was given up; the thread that worked on it was ended, or ended itself. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError';

  constructor(
    /** Words for whoever is told what was not done. */
    readonly reason: string,
    /** Which piece of the call it was. */
    readonly piece: number,
  ) {
    super(reason);
  }
}

interface Asked {
  readonly watched: boolean;
  readonly send: (client: WorkerClient<Calls>) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A thread, and the calls that it has, by the numbers that it counts them by. */
interface Thread {
  readonly client: WorkerClient<Calls>;
  readonly given: Map<number, Asked>;
  sent: number;
}

/**
 * A worker thread that is ended when a call takes too long or too much memory, and started again. Only that call fails;
 * those behind it are answered by the next thread. For threads that run no inference, and for calls that can be made twice
 * and give nothing away.
 */
export class WatchedWorker<C extends Calls> {
  private thread?: Thread;
  private readonly queue: Asked[] = [];
  /** Calls that have not been answered. */
  private open = 0;
  private idle: (() => void)[] = [];
  private watch?: NodeJS.Timeout;
  /** What the watch saw last, and how many of its steps ago the call and its last sign of life began. */
  private last: Sign = { call: 0, piece: 0, beats: 0 };
  private beatsBefore = 0;
  private steps = 0;
  private silence = 0;

  constructor(
    private readonly file: string,
    private readonly budget: Budget,
  ) {}

  /**
   * @param watched whether it may be given up
   * @throws GivenUpError where it was; what the call throws
   */
  call<M extends keyof C & string>(method: M, params: C[M]['params'], watched = true): Promise<C[M]['result']> {
    this.open++;
    return new Promise<C[M]['result']>((resolve, reject) => {
      this.queue.push({ watched, send: (client) => client.call(method, params), resolve, reject });
      this.feed();
    }).finally(() => {
      if (--this.open === 0) this.rest();
    });
  }

  /** Lets the calls under way finish, or be given up, then ends the thread. */
  async stop(): Promise<void> {
    if (this.open > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    await this.thread?.client.stop();
  }

  private feed(): void {
    while (this.queue.length > 0) {
      const thread = (this.thread ??= this.start());
      if (thread.given.size >= AT_ONCE) return;
      const asked = this.queue.shift()!;
      const number = ++thread.sent;
      thread.given.set(number, asked);
      void this.settle(thread, number, asked);
    }
  }

  private start(): Thread {
    this.begin({ call: 0, piece: 0, beats: 0 });
    this.watch ??= setInterval(() => this.checkProgress(), STEP_MS).unref();
    const client = new WorkerClient<Calls>(this.file, { maxOldGenerationSizeMb: this.budget.heap });
    return { client, given: new Map(), sent: 0 };
  }

  private rest(): void {
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private async settle(thread: Thread, number: number, asked: Asked): Promise<void> {
    const { client, given } = thread;
    try {
      asked.resolve(await asked.send(client));
    } catch (error) {
      const { ended } = client;
      const { call, piece } = readSign(client.signs);
      if (ended && this.thread === thread) this.thread = undefined;
      if (!ended || call === 0) asked.reject(error as Error);
      else if (number === call) asked.reject(new GivenUpError(reasonOf(ended), piece));
      // The next thread answers it, before those that have not been sent.
      else this.queue.unshift(asked);
    }
    given.delete(number);
    this.feed();
  }

  private checkProgress(): void {
    if (!this.thread || this.open === 0) return;
    const { client, given } = this.thread;
    const sign = readSign(client.signs);
    if (sign.call !== this.last.call || !given.get(sign.call)?.watched) return this.begin(sign);
    this.steps++;
    this.silence = sign.beats === this.last.beats ? this.silence + 1 : 0;
    this.last = sign;
    const { silence } = this.budget;
    const most = SILENCES * silence + SECONDS_A_BEAT * (sign.beats - this.beatsBefore);
    if (this.silence >= silence) client.terminate(new GivenUpError(tooLong(silence), sign.piece));
    else if (this.steps >= most) client.terminate(new GivenUpError(tooLong(Math.round(most)), sign.piece));
  }

  private begin(sign: Sign): void {
    [this.last, this.beatsBefore, this.steps, this.silence] = [sign, sign.beats, 0, 0];
  }
}

const tooLong = (seconds: number) =>
  `it took longer than ${seconds} seconds and was given up; it may be damaged, or its disk too slow`;

function reasonOf(ended: Error): string {
  if (ended instanceof GivenUpError) return ended.reason;
  if ((ended as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'it takes more memory than one file may';
  return `it ended the thread that worked on it (${ended.message})`;
}
