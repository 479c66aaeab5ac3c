import path from 'node:path';
import { shareOf, type DiscoveredFile, type RepresentationStore } from '../collection';
import type { ModelCard } from '../encoder';
import type { DecodeCalls } from './decode-worker';
import type { Failure, IndexProgress, IndexSummary } from './protocol';
import { Rate } from './rate';
import type { WorkerClient } from './worker-calls';
import type { Workers } from './workers';

export interface IndexRun {
  readonly folder: string;
  readonly include: readonly string[];
  readonly store: RepresentationStore;
  readonly card: ModelCard;
  readonly measures: boolean;
  readonly workers: Workers;
  /** Relative paths to look at; without it the whole folder is walked. */
  readonly paths?: readonly string[];
  readonly share?: { readonly index: number; readonly count: number };
  readonly segmentRows?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IndexProgress) => void;
}

/** Files found by one call to the walker, and decoded by one call to a decoder. */
const WALK_CHUNK = 2048;
const DECODE_CHUNK = 16;
/** Chunks under way beyond one a worker: enough to keep the encoders busy, few enough to keep memory flat. */
const CHUNKS_AHEAD = 2;
/** A segment is written after this many cutouts or seconds: the most that a killed process loses. */
const SEGMENT_ROWS = 4096;
const SEGMENT_SECONDS = 10;
const PROGRESS_MS = 100;

/**
 * Brings a store up to date with its folder: walks, decodes, encodes and writes side by side, each only as far ahead
 * of the next as its queue allows.
 */
export async function indexFolder(run: IndexRun): Promise<IndexSummary> {
  const indexing = new Indexing(run);
  return indexing.run();
}

class Indexing {
  private readonly pending = new Queue<DiscoveredFile>();
  /** New files that may be known ones under another name: told apart when the walk has shown which are gone. */
  private readonly perhapsMoved: DiscoveredFile[] = [];
  private readonly seen = new Set<string>();
  private readonly unreadableFolders: string[] = [];
  private readonly failures: Failure[] = [];
  private readonly rate = new Rate();
  private bySignature?: Map<string, string[]>;
  private walking = true;
  private wake: (() => void)[] = [];
  private found = 0;
  private done = 0;
  private encoded = 0;
  private unchanged = 0;
  private moved = 0;
  private removed = 0;
  private encoding = 0;
  private lastFlush = performance.now();
  private lastProgress = 0;
  private flushing: Promise<void> = Promise.resolve();
  private failure?: Error;

  constructor(private readonly options: IndexRun) {}

  async run(): Promise<IndexSummary> {
    const started = performance.now();
    const { store, signal, workers } = this.options;
    await store.refresh();
    this.progress(true);
    const results = await Promise.allSettled([
      this.guard(this.walk()),
      ...workers.decoders.map((decoder) => this.guard(this.decodeLoop(decoder))),
    ]);
    await this.flushing;
    // What is encoded is kept, also when the run ends early.
    await store.flush();
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason as Error;
    if (!signal.aborted && !this.options.share && !this.options.paths) await store.tidy();
    this.progress(true);
    const seconds = (performance.now() - started) / 1000;
    return {
      cutouts: store.count,
      new: this.encoded,
      skipped: this.unchanged,
      failed: this.failures.length,
      moved: this.moved,
      removed: this.removed,
      seconds,
      cutoutsPerSecond: this.encoded / seconds,
      device: workers.device.device,
      cancelled: signal.aborted,
      failures: this.failures,
    };
  }

  private get stopped(): boolean {
    return this.options.signal.aborted || this.failure !== undefined;
  }

  /** The first failure of any part stops the others. */
  private async guard(part: Promise<void>): Promise<void> {
    try {
      await part;
    } catch (error) {
      this.failure ??= error as Error;
      throw error;
    } finally {
      this.notify();
    }
  }

  private async walk(): Promise<void> {
    const { workers, folder, include, paths, share } = this.options;
    await workers.walker.call('walk', { folder, include, paths });
    while (!this.stopped) {
      const found = await workers.walker.call('next', { limit: WALK_CHUNK });
      if (found.length === 0) break;
      for (const entry of found) {
        if ('failure' in entry) {
          this.fail(entry.failure);
          continue;
        }
        // Files of other shares are there too: they have not moved here.
        this.seen.add(entry.file.path);
        if (!share || shareOf(entry.file.path, share.count) === share.index) this.take(entry.file);
      }
      this.notify();
      this.progress();
    }
    if (!this.stopped) {
      await this.relocate();
      this.removeMissing();
    }
    this.walking = false;
  }

  private fail(failure: Failure): void {
    this.failures.push(failure);
    this.unreadableFolders.push(failure.path);
  }

  private take(file: DiscoveredFile): void {
    this.found++;
    const rows = this.options.store.rowsOf(file.path);
    if (rows.length > 0 && rows[0].size === file.size && rows[0].mtime === file.mtime) {
      this.unchanged += rows.length;
      this.done++;
      return;
    }
    if (rows.length === 0 && this.known(file).length > 0) this.perhapsMoved.push(file);
    else this.pending.push(file);
  }

  /** Stored files of the same size and time: moving a file changes neither. */
  private known(file: DiscoveredFile): readonly string[] {
    const { store } = this.options;
    if (!this.bySignature) {
      this.bySignature = new Map();
      for (const stored of store.paths()) {
        const key = signature(store.rowsOf(stored)[0]);
        const others = this.bySignature.get(key);
        if (others) others.push(stored);
        else this.bySignature.set(key, [stored]);
      }
    }
    return this.bySignature.get(signature(file)) ?? [];
  }

  /** Gives files that have moved the representations that they had, once their bytes are seen to be the same. */
  private async relocate(): Promise<void> {
    const { store, workers, folder, paths } = this.options;
    const gone = this.goneBySignature();
    for (const file of this.perhapsMoved) {
      if (this.stopped) return;
      const candidates = gone.get(signature(file));
      const sha256 = candidates && (await workers.walker.call('hash', { file: path.join(folder, file.path) }));
      const from = sha256 === undefined ? undefined : candidates?.get(sha256)?.pop();
      const rows = from === undefined ? [] : store.rowsOf(from);
      if (from === undefined || rows.length === 0 || (paths && (await this.exists(from)))) {
        this.pending.push(file);
        continue;
      }
      const representations = rows.map(({ hdu }) => {
        const { block, row } = store.place(from, hdu)!;
        return block.representation(row);
      });
      store.put(
        rows.map((row) => ({ ...row, ...file })),
        concatenate(representations),
      );
      store.remove(from);
      this.moved += rows.length;
      this.done++;
    }
    this.notify();
  }

  /** Stored files that the walk has not seen and new files may be: by size and time, then by their bytes' SHA-256. */
  private goneBySignature(): Map<string, Map<string, string[]>> {
    const { store } = this.options;
    const gone = new Map<string, Map<string, string[]>>();
    for (const file of this.perhapsMoved) {
      const key = signature(file);
      if (gone.has(key)) continue;
      const bySha256 = new Map<string, string[]>();
      for (const from of this.known(file)) {
        if (this.seen.has(from)) continue;
        const { sha256 } = store.rowsOf(from)[0];
        bySha256.set(sha256, [...(bySha256.get(sha256) ?? []), from]);
      }
      if (bySha256.size > 0) gone.set(key, bySha256);
    }
    return gone;
  }

  private async exists(relative: string): Promise<boolean> {
    const { workers, folder, include } = this.options;
    await workers.walker.call('walk', { folder, include, paths: [relative] });
    return (await workers.walker.call('next', { limit: 1 })).length > 0;
  }

  private removeMissing(): void {
    const { store, paths, share } = this.options;
    // A folder that cannot be listed just now hides its files; it does not delete them.
    const hidden = (file: string) =>
      this.unreadableFolders.some((folder) => folder === '.' || file === folder || file.startsWith(`${folder}/`));
    for (const file of paths ?? [...store.paths()]) {
      if (this.seen.has(file) || hidden(file)) continue;
      if (share && shareOf(file, share.count) !== share.index) continue;
      this.removed += store.rowsOf(file).length;
      store.remove(file);
    }
  }

  private async decodeLoop(decoder: WorkerClient<DecodeCalls>): Promise<void> {
    const { workers, folder, card, measures } = this.options;
    const encoded = new Set<Promise<void>>();
    while (!this.stopped) {
      if (this.pending.length === 0) {
        if (!this.walking) break;
        await this.changed();
        continue;
      }
      if (this.encoding >= workers.chunksAtOnce + CHUNKS_AHEAD) {
        await this.changed();
        continue;
      }
      const files = this.pending.take(DECODE_CHUNK);
      this.encoding++;
      const chunk = decoder
        .call('decode', { folder, files, card, measures })
        .then(async ({ rows, inputs, failures }) => {
          const representations = rows.length === 0 ? inputs : await workers.embed(inputs);
          this.store(files, rows, representations, failures);
        })
        .finally(() => {
          this.encoding--;
          encoded.delete(chunk);
          this.notify();
        });
      encoded.add(chunk);
      chunk.catch((error: unknown) => (this.failure ??= error as Error));
    }
    await Promise.all(encoded);
    if (this.failure) throw this.failure;
  }

  private store(
    files: readonly DiscoveredFile[],
    rows: DecodeCalls['decode']['result']['rows'],
    representations: Float32Array,
    failures: readonly Failure[],
  ): void {
    const { store } = this.options;
    const readable = new Set(rows.map((row) => row.path));
    // A file that has changed into something unreadable no longer has the galaxy it had.
    for (const file of files) if (!readable.has(file.path)) store.remove(file.path);
    store.put(rows, representations);
    this.failures.push(...failures);
    this.encoded += rows.length;
    this.done += files.length;
    this.rate.mark(this.encoded);
    if (
      store.waiting >= (this.options.segmentRows ?? SEGMENT_ROWS) ||
      performance.now() - this.lastFlush > SEGMENT_SECONDS * 1000
    ) {
      this.lastFlush = performance.now();
      this.flushing = this.flushing
        .then(() => store.flush())
        .catch((error: unknown) => {
          this.failure ??= error as Error;
          this.notify();
        });
    }
    this.progress();
  }

  private progress(now = false): void {
    const time = performance.now();
    if (!now && time - this.lastProgress < PROGRESS_MS) return;
    this.lastProgress = time;
    const rate = this.rate.perSecond;
    const left = this.found - this.done;
    this.options.onProgress({
      done: this.done,
      total: this.found,
      walking: this.walking,
      cutouts: this.options.store.count,
      failed: this.failures.length,
      rate,
      secondsLeft: rate && !this.walking ? left / rate : undefined,
    });
  }

  private changed(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private notify(): void {
    const wake = this.wake;
    this.wake = [];
    for (const resolve of wake) resolve();
  }
}

/** First in, first out; taking is cheap however long it is. */
class Queue<T> {
  private items: T[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  take(count: number): T[] {
    const taken = this.items.slice(this.head, this.head + count);
    this.head += taken.length;
    if (this.head > 65_536 && this.head > this.items.length / 2) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return taken;
  }
}

function signature({ size, mtime }: { size: number; mtime: number }): string {
  return `${size}:${mtime}`;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
