import path from 'node:path';
import {
  type DiscoveredFile,
  includes,
  isReadOtherwise,
  isLeftOutKind,
  type RepresentationStore,
  shareOf,
  UnreadableFiles,
  type UnreadableNote,
  type UnreadFile,
} from '../../collection';
import type { ModelCard } from '../../encoder';
import type { DecodeCalls } from './decode-worker';
import { looksLikeMistake } from './missing-files';
import type { Failure, IndexProgress, IndexSummary, MissingCutouts, UnreadKind, WhatWasRead } from '../protocol';
import type { FileReader } from './file-reader';
import { countedRemarks } from './counted-remarks';
import { Rate } from '../process/rate';
import type { Workers } from '../process/workers';

export interface IndexRun {
  readonly folder: string;
  readonly include: readonly string[];
  /** Kinds of images that count as galaxies though they are usually left out. */
  readonly also?: readonly string[];
  readonly store: RepresentationStore;
  readonly card: ModelCard;
  readonly measures: boolean;
  readonly workers: Workers;
  /** Relative paths to look at; without it the whole folder is walked. */
  readonly paths?: readonly string[];
  readonly share?: { readonly index: number; readonly count: number };
  readonly segmentRows?: number;
  /** The number of cutouts whose files are gone that may be removed, though they are most of the index. */
  readonly prune?: number;
  /** Read files again that could not be read before, though they have not changed. */
  readonly retry?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IndexProgress) => void;
  /** What costs nothing but time. */
  readonly report: (message: string) => void;
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
  const indexing = new Indexing(run, await UnreadableFiles.open(run.store.folder, run.report));
  return indexing.run();
}

class Indexing {
  private readonly pending = new Queue<DiscoveredFile>();
  /** New files that may be known ones, under another name or back again: told apart when the walk has shown which are gone. */
  private readonly perhapsMoved: DiscoveredFile[] = [];
  private readonly seen = new Set<string>();
  private readonly unreadableFolders: string[] = [];
  private readonly failures: Failure[] = [];
  private failedBefore = 0;
  private readonly unread = new Map<string, { -readonly [key in keyof UnreadKind]: UnreadKind[key] }>();
  private readonly rate = new Rate();
  private bySignature?: Map<string, string[]>;
  private walking = true;
  private wake: (() => void)[] = [];
  private found = 0;
  private done = 0;
  private encoded = 0;
  private unchanged = 0;
  private moved = 0;
  private returned = 0;
  private removed = 0;
  private missing?: MissingCutouts;
  /** Cutouts that the store held before, of files that are still there: in this run's share, and whether there are others. */
  private stillThere = 0;
  private othersThere = false;
  private encoding = 0;
  private lastFlush = performance.now();
  private lastProgress = 0;
  private flushing: Promise<void> = Promise.resolve();
  private isFlushing = false;
  private failure?: Error;

  constructor(
    private readonly options: IndexRun,
    private readonly unreadable: UnreadableFiles,
  ) {}

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
    await this.unreadable.save();
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason as Error;
    if (!signal.aborted && !this.options.share && !this.options.paths) {
      // What could not be looked at may be what a damaged segment held.
      if (this.unreadableFolders.length === 0 && !this.missing) await store.settle();
      await store.tidy();
    }
    this.progress(true);
    const seconds = (performance.now() - started) / 1000;
    return {
      cutouts: store.count,
      new: this.encoded,
      skipped: this.unchanged,
      failed: this.failures.length,
      failedBefore: this.failedBefore,
      moved: this.moved,
      returned: this.returned,
      removed: this.removed,
      missing: this.missing,
      seconds,
      cutoutsPerSecond: this.encoded / seconds,
      device: workers.device.device,
      cancelled: signal.aborted,
      failures: this.failures,
      read: this.options.paths || this.options.share || signal.aborted ? undefined : this.whatWasRead(),
    };
  }

  private whatWasRead(): WhatWasRead {
    const { store } = this.options;
    return {
      files: [...store.paths()].length,
      cutouts: store.count,
      remarks: countedRemarks(this.unreadable.all()),
      unread: [...this.unread.values()].sort((a, b) => b.files - a.files),
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
    const { workers, folder, include, paths } = this.options;
    await workers.walker.call('walk', { folder, include, paths });
    while (!this.stopped) {
      const found = await workers.walker.call('next', { limit: WALK_CHUNK });
      if (found.length === 0) break;
      for (const entry of found) {
        if ('failure' in entry) {
          this.fail(entry.failure);
          continue;
        }
        if ('unread' in entry) {
          this.countUnread(entry.unread);
          continue;
        }
        // Files of other shares are there too: they have not moved here.
        this.seen.add(entry.file.path);
        if (this.isOurs(entry.file.path)) this.take(entry.file);
        else this.othersThere ||= this.options.store.rowsOf(entry.file.path).length > 0;
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

  private countUnread({ path: file, kind }: UnreadFile): void {
    const known = this.unread.get(kind);
    if (known) known.files++;
    else this.unread.set(kind, { kind, files: 1, first: file });
  }

  private isOurs(file: string): boolean {
    const { share } = this.options;
    return !share || shareOf(file, share.count) === share.index;
  }

  private fail(failure: Failure): void {
    this.failures.push(failure);
    this.unreadableFolders.push(failure.path);
  }

  private take(file: DiscoveredFile): void {
    this.found++;
    const { store, retry } = this.options;
    const rows = store.rowsOf(file.path);
    this.stillThere += rows.length;
    const note = this.unreadable.of(file);
    const asBefore = rows.length > 0 && rows[0].size === file.size && rows[0].mtime === file.mtime;
    if ((asBefore && isReadOtherwise(file.path, rows)) || (note && this.isLeftOutOtherwise(note))) {
      this.pending.push(file);
      return;
    }
    // Cutouts that could be read may have been lost since, with a segment.
    if (note ? !retry && (asBefore || note.cutouts === 0) : asBefore) {
      if (note) this.listAgain(note.failures, file.path);
      if (asBefore) this.unchanged += rows.length;
      else store.remove(file.path); // rows of what it held before
      this.done++;
      return;
    }
    if (rows.length === 0 && this.known(file).length > 0) this.perhapsMoved.push(file);
    else this.pending.push(file);
  }

  /** Tells whether other images of a file count as galaxies than when it was read. */
  private isLeftOutOtherwise({ remarks = [] }: UnreadableNote): boolean {
    const { also = [] } = this.options;
    return remarks.some(({ kind, leftOut }) => isLeftOutKind(kind) && leftOut === also.includes(kind));
  }

  /** Files of the same size and time that the store holds, or has held: moving a file changes neither. */
  private known(file: DiscoveredFile): readonly string[] {
    const { store } = this.options;
    if (!this.bySignature) {
      this.bySignature = new Map();
      for (const stored of store.paths()) this.note(stored, store.rowsOf(stored)[0]);
      for (const removed of store.removedFiles()) this.note(removed, store.removedRowsOf(removed)[0]);
    }
    return this.bySignature.get(signature(file)) ?? [];
  }

  private note(file: string, of: { size: number; mtime: number }): void {
    const key = signature(of);
    const others = this.bySignature!.get(key);
    if (others) others.push(file);
    else this.bySignature!.set(key, [file]);
  }

  /**
   * Gives files that have moved, or that are there again after they had been removed, the representations that they had, once
   * their bytes are seen to be the same.
   */
  private async relocate(): Promise<void> {
    const { store, workers, folder, paths } = this.options;
    const gone = this.goneBySignature();
    for (const file of this.perhapsMoved) {
      if (this.stopped) return;
      const candidates = gone.get(signature(file));
      const sha256 = candidates && (await workers.walker.call('hash', { file: path.join(folder, file.path) }));
      const same = sha256 === undefined ? undefined : candidates?.get(sha256);
      const from = same?.missing.pop();
      const isMoved = from !== undefined && store.rowsOf(from).length > 0 && !(paths && (await this.exists(from)));
      const taken = isMoved ? store.takeOver(from, file) : same?.removed ? store.takeOver(same.removed, file) : 0;
      if (taken === 0) {
        this.pending.push(file);
        continue;
      }
      if (isMoved) {
        this.carryNote(from, file);
        store.remove(from);
        this.moved += taken;
      } else this.returned += taken;
      this.done++;
      this.flushIfDue();
    }
    this.notify();
  }

  /** What could not be read of a file cannot be read of it where it is now. */
  private carryNote(from: string, file: DiscoveredFile): void {
    const note = this.unreadable.of({ ...file, path: from });
    if (!note) return;
    this.unreadable.note({ ...note, path: file.path });
    this.listAgain(note.failures, file.path);
  }

  private listAgain(failures: readonly { hdu?: number; reason: string }[], file: string): void {
    for (const failure of failures) this.failures.push({ path: file, ...failure });
    this.failedBefore += failures.length;
  }

  /**
   * What new files may be, by size and time, then by the bytes' SHA-256: stored files that the walk has not seen, and one that
   * had been removed.
   */
  private goneBySignature(): Map<string, Map<string, { missing: string[]; removed?: string }>> {
    const { store } = this.options;
    const gone = new Map<string, Map<string, { missing: string[]; removed?: string }>>();
    for (const file of this.perhapsMoved) {
      const key = signature(file);
      if (gone.has(key)) continue;
      const bySha256 = new Map<string, { missing: string[]; removed?: string }>();
      for (const from of this.known(file)) {
        const [stored] = store.rowsOf(from);
        const [row] = stored ? [stored] : store.removedRowsOf(from);
        if (!row || (stored && this.seen.has(from))) continue;
        const same = bySha256.get(row.sha256) ?? { missing: [] };
        if (stored) same.missing.push(from);
        else same.removed = from;
        bySha256.set(row.sha256, same);
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
    const { store, paths, include, prune = 0 } = this.options;
    // A folder that cannot be listed just now hides its files; it does not delete them.
    const hidden = (file: string) =>
      this.unreadableFolders.some((folder) => folder === '.' || file === folder || file.startsWith(`${folder}/`));
    const missingFiles: string[] = [];
    let [missing, there] = [0, this.stillThere + this.moved];
    for (const file of paths ?? store.paths()) {
      const { length } = store.rowsOf(file);
      if (length === 0 || this.seen.has(file) || !this.isOurs(file)) continue;
      if (hidden(file)) {
        there += length;
        continue;
      }
      missingFiles.push(file);
      missing += length;
    }
    // Some files alone have been looked at: all others count as there.
    const cutouts = paths ? store.count : there + missing;
    const found = {
      missingFiles: missingFiles.length,
      missing,
      cutouts,
      anyThere: cutouts > missing || this.othersThere,
    };
    if (missing > prune && looksLikeMistake(found)) {
      const isIncluded = includes(include);
      const leftOut = missingFiles.filter((file) => !isIncluded(file));
      this.missing = { cutouts: missing, of: cutouts, leftOut: this.cutoutsOf(leftOut) };
      return;
    }
    this.removed += missing;
    for (const file of missingFiles) store.remove(file);
    for (const file of paths ?? this.unreadable.paths()) {
      if (!this.seen.has(file) && this.isOurs(file) && !hidden(file)) this.unreadable.forget(file);
    }
  }

  private cutoutsOf(files: readonly string[]): number {
    return files.reduce((sum, file) => sum + this.options.store.rowsOf(file).length, 0);
  }

  private async decodeLoop(decoder: FileReader): Promise<void> {
    const { workers, folder, card, measures, also } = this.options;
    const encoded = new Set<Promise<void>>();
    while (!this.stopped) {
      if (this.pending.length === 0) {
        // What is under way may give files back.
        if (!this.walking && this.encoding === 0) break;
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
        .call('decode', { folder, files, card, measures, also })
        .then(async (decoded) => {
          const { rows, inputs, left } = decoded;
          for (const file of left) this.pending.push(file);
          const representations = rows.length === 0 ? inputs : await workers.embed(inputs);
          this.store(files.slice(0, files.length - left.length), decoded, representations);
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
    { rows, failures, remarks, passing }: DecodeCalls['decode']['result'],
    representations: Float32Array,
  ): void {
    const { store } = this.options;
    const cutouts = new Map<string, number>();
    for (const { path: of } of rows) cutouts.set(of, (cutouts.get(of) ?? 0) + 1);
    for (const file of files) {
      const readable = cutouts.get(file.path) ?? 0;
      // What the system does not let us read just now may have the galaxy that it had.
      if (passing.includes(file.path)) continue;
      // A file that has changed into something unreadable no longer has it.
      if (readable === 0) store.remove(file.path);
      const failed = failures.filter(({ path: of }) => of === file.path).map(({ hdu, reason }) => ({ hdu, reason }));
      const said = remarks
        .filter(({ path: of }) => of === file.path)
        .map(({ hdu, kind, by, leftOut }) => ({ hdu, kind, by, leftOut }));
      // A file without an image has nothing that failed, and need not be read again either.
      if (failed.length + said.length > 0 || readable === 0)
        this.unreadable.note({ ...file, cutouts: readable, failures: failed, remarks: said });
      else this.unreadable.forget(file.path);
    }
    store.put(rows, representations);
    this.failures.push(...failures);
    this.encoded += rows.length;
    this.done += files.length;
    this.rate.mark(this.encoded);
    this.flushIfDue();
    this.progress();
  }

  private flushIfDue(): void {
    const { store, segmentRows = SEGMENT_ROWS } = this.options;
    const isDue = store.waiting >= segmentRows || performance.now() - this.lastFlush > SEGMENT_SECONDS * 1000;
    // What comes while a segment is being written waits for the next, else there would be many small ones.
    if (!isDue || this.isFlushing) return;
    this.lastFlush = performance.now();
    this.isFlushing = true;
    this.flushing = store
      .flush()
      .catch((error: unknown) => {
        this.failure ??= error as Error;
        this.notify();
      })
      .finally(() => (this.isFlushing = false));
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
