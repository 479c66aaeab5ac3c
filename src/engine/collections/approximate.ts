import { EXACT_BELOW, type ApproximateIndex } from '../../similarity';
import type { Candidate, RepresentationStore } from '../../collection';
import type { IndexCalls } from './index-worker';
import { WorkerClient } from '../process/worker-calls';
import { bundle } from '../process/workers';

/** Rows added in one call: a query waits for at most one. */
const ROWS_PER_CALL = 1024;

/**
 * Keeps a store's approximate index, in its worker: opened or built in the background once the store is large, saved,
 * and extended after each index run. While it is being built queries are answered by comparing all rows.
 */
export class BackgroundIndex {
  private ready?: ApproximateIndex;
  /** Segments whose rows are in: the SHA-256 of each one's matrix, by its number. */
  private covered: ReadonlyMap<number, string> = new Map();
  private building?: Promise<void>;
  /** Holds one index: each store has a thread of its own, from when it is large enough. */
  private worker?: WorkerClient<IndexCalls>;
  private stopped = false;
  /** There can be no index on this machine; said once. */
  private impossible = false;

  constructor(
    private readonly store: RepresentationStore,
    private readonly threads: number,
    private readonly report: (message: string) => void,
    /** Rows from which on there is an index, and the bundle of its thread. */
    private readonly from: { readonly rows: number; readonly file: string } = {
      rows: EXACT_BELOW,
      file: bundle('index-worker'),
    },
  ) {}

  /** The index, where it can answer now. */
  get current(): ApproximateIndex | undefined {
    return this.building ? undefined : this.ready;
  }

  /** Opens, builds or extends the index where the store is large enough; failures are reported, and cost speed alone. */
  update(signal: AbortSignal): Promise<void> {
    if (this.store.count < this.from.rows || this.stopped || this.impossible) return Promise.resolve();
    this.building ??= this.build(signal)
      .catch((error: unknown) => {
        this.ready = undefined;
        this.report(`the approximate index cannot be used: ${(error as Error).message}; all rows are compared instead`);
      })
      .finally(() => (this.building = undefined));
    return this.building;
  }

  /** About the `count` nearest rows of each query, rows x dimensions; to be scored exactly. Only while there is a `current`. */
  searchMany(queries: Float32Array, count: number): Promise<Candidate[][]> {
    const { index, threads } = this;
    return index.call('searchMany', { queries, count, threads });
  }

  /** Ends its thread. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.building;
    await this.worker?.stop();
  }

  private get index(): WorkerClient<IndexCalls> {
    return (this.worker ??= new WorkerClient<IndexCalls>(this.from.file));
  }

  private async build(signal: AbortSignal): Promise<void> {
    const { folder, dimensions } = this.store;
    const { index, threads } = this;
    const present = new Map(this.store.segmentBlocks().map(({ segment, sha256 }) => [segment!, sha256!]));
    if (!this.ready) {
      const opened = await index.call('open', { folder, dimensions, fresh: false });
      if ('obstacle' in opened) {
        this.refuse(opened.obstacle);
        return;
      }
      if (opened.doubt) this.report(opened.doubt);
      this.covered = opened.covered;
    }
    if ([...this.covered].some(([segment, sha256]) => present.get(segment) !== sha256)) {
      // Segments have been merged or set aside, or are others than they were: their keys mean nothing any more.
      this.ready = undefined;
      await index.call('open', { folder, dimensions, fresh: true });
      this.covered = new Map();
    }
    const done = new Map(this.covered);
    let added = 0;
    for (const block of this.store.segmentBlocks()) {
      if (done.has(block.segment!)) continue;
      for (let first = 0; first < block.rows.length; first += ROWS_PER_CALL) {
        if (signal.aborted || this.stopped) return;
        const end = Math.min(block.rows.length, first + ROWS_PER_CALL);
        const matrix = block.matrix.slice(first * dimensions, end * dimensions);
        // What is removed keeps its representation: as zeros it is left out, and takes no place among those proposed.
        for (let row = first; row < end; row++) {
          if (block.rows[row].removed) matrix.fill(0, (row - first) * dimensions, (row - first + 1) * dimensions);
        }
        const whole = end === block.rows.length ? block.sha256 : undefined;
        await index.call('add', { segment: block.segment!, firstRow: first, matrix, threads, whole }, [matrix.buffer]);
      }
      done.set(block.segment!, block.sha256!);
      added += block.rows.length;
    }
    if (added > 0) await index.call('save', { folder });
    this.covered = done;
    this.ready = { covered: new Set(done.keys()), search: (query, count) => this.search(query, count) };
  }

  private refuse(obstacle: string): void {
    this.impossible = true;
    this.report(
      `all rows are compared, which finds the same and is slower where there are millions: no approximate index (${obstacle})`,
    );
  }

  private search(query: Float32Array, count: number): Promise<Candidate[]> {
    return this.index.call('search', { query, count });
  }
}
