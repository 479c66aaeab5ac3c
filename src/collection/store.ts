import path from 'node:path';
import { tryLock } from '../files';
import { Block, type FileRows, mergeBlocks, type Removal } from './block';
import { StoreError } from './errors';
import { encodeFloat16 } from '../onnx/float16';
import { matricesLeft, sweep, temporariesOf } from './leftovers';
import { type FileFollower, LiveRows } from './live-rows';
import { Manifest } from './manifest';
import type { Row } from './rows';
import {
  DamagedSegmentError,
  deleteSegment,
  listSegments,
  readSegment,
  setAside,
  UnreadableSegmentError,
  writeSegment,
} from './segments';
import { encoderFolder, makeOwnFolders, requireOwn, segmentsOf } from './store-folder';
import { Top } from './top';
import { claimsLeft, type Damage, finishMerges, type Missing, missingSegments, settle } from './upkeep';

/** One live row: where it lies in memory. */
export interface Place {
  readonly block: Block;
  readonly row: number;
}

export interface Hit {
  /** Cosine similarity, -1 to 1. */
  readonly similarity: number;
  readonly place: Place;
}

/** Segments below this many rows are merged once there are more than `SMALL_SEGMENTS` of them. */
const SMALL_ROWS = 16_384;
const SMALL_SEGMENTS = 24;
/** A merged segment stays below this many rows and a segment, so that its files are read and written in one piece. */
const MERGED_ROWS = 262_144;
/** The embedding of a file that is gone is kept so long at least, in seconds: a merge after that drops it. */
const REMOVED_KEPT_S = 30 * 24 * 3600;
/** Held by who merges: nothing but time is lost where two do. */
const MERGE_LOCK = '.merging.lock';

/**
 * The embeddings of one encoder in one folder's collection: segments on the disk, all of them in memory, and
 * the rows that wait to become the next segment. A newer segment's rows for a path replace the older ones.
 */
export class RepresentationStore {
  private blocks: Block[] = [];
  private inHand: Block[] = [];
  private readonly live = new LiveRows();
  private known = new Set<number>();
  private missing: Damage = new Map();
  /** Segments that are there but which the system does not let us read. */
  private unreadable: Damage = new Map();

  private constructor(
    /** `<store>/encoders/<encoder id>` */
    readonly folder: string,
    readonly dimensions: number,
    private readonly report: (message: string) => void,
    private readonly untouched: boolean,
  ) {}

  /**
   * Opens the store of an encoder; one that is not there yet is empty. Damaged segments are set aside, and reported, as are those
   * that are missing. What killed processes have left is swept away.
   * @param root the `.morphoscope` folder or its stand-in, itself no link
   * @param untouched leave what is damaged, and what killed processes have left, where it is: the folder is not to be written to
   * for being looked at
   * @throws StoreError where a link is in the store
   */
  static async open(
    root: string,
    encoderId: string,
    dimensions: number,
    report: (message: string) => void,
    { untouched = false }: { readonly untouched?: boolean } = {},
  ): Promise<RepresentationStore> {
    const store = new RepresentationStore(encoderFolder(root, encoderId), dimensions, report, untouched);
    if (untouched) await store.requireOwnFolders();
    else await store.sweep();
    await store.refresh();
    return store;
  }

  /** Number of cutouts that have an embedding. */
  get count(): number {
    return this.live.count;
  }

  /** Another number whenever rows have come, gone, or moved to another block. */
  get version(): number {
    return this.live.version;
  }

  /** Number of rows that are in no segment yet. */
  get waiting(): number {
    return this.inHand.reduce((sum, block) => sum + block.rows.length, 0) + this.live.removals;
  }

  /** Descriptions of what is missing or damaged in the store; the folder should be indexed again where there are any. */
  get damage(): readonly string[] {
    return [...this.missing.values(), ...this.unreadable.values()].map(textOf);
  }

  get segmentsFolder(): string {
    return segmentsOf(this.folder);
  }

  /** Sees that no folder of the store is a link. @throws StoreError */
  async requireOwnFolders(): Promise<void> {
    await requireOwn(this.folder, 'segments', 'damaged');
    await requireOwn(this.folder, 'manifest');
  }

  /**
   * Takes in segments that other processes have written since, and lets go of those that they have merged. Rows that
   * wait here stay the newest. Queries meanwhile see the store as it was.
   */
  async refresh(): Promise<void> {
    await this.requireOwnFolders();
    await this.takeIn();
    await this.lookForMissing();
  }

  private async takeIn(): Promise<void> {
    this.unreadable = new Map();
    const loaded = new Map<number, Block>();
    let gone: Set<number>;
    for (let settled = false; !settled;) {
      settled = true;
      const known = [...this.known];
      const present = new Set(await listSegments(this.folder));
      gone = new Set(known.filter((number) => !present.has(number)));
      for (const number of loaded.keys()) if (!present.has(number)) loaded.delete(number);
      for (const number of present) {
        if (this.known.has(number) || loaded.has(number)) continue;
        const block = await this.load(number);
        if (block) loaded.set(number, block);
        // Deleted since it was listed: its rows are in a segment that was not there yet.
        else if (block === null) settled = false;
      }
    }
    if (loaded.size === 0 && gone!.size === 0) return;
    const kept = this.blocks.filter(({ segment }) => !gone.has(segment!) && !loaded.has(segment!));
    this.blocks = [...kept, ...loaded.values()].sort((a, b) => a.segment! - b.segment!);
    this.known = new Set(this.blocks.map(({ segment }) => segment!));
    this.live.recount(this.allBlocks());
  }

  private async lookForMissing(): Promise<void> {
    const before = this.missing;
    try {
      const missing = await missingSegments(this.folder, this.known);
      this.missing = new Map([...missing].map(([number, one]) => [number, before.get(number) ?? one]));
    } catch (error) {
      this.report(`${StoreError.from(this.folder, error).message}; whether segments are missing is not known`);
    }
    for (const [number, one] of this.missing) if (!before.has(number)) this.report(textOf(one));
  }

  /** The live rows of a file, in the order of its HDUs; empty where it has none. */
  rowsOf(file: string): Row[] {
    return slice(this.live.of(file));
  }

  place(file: string, hdu: number): Place | undefined {
    const rows = this.live.of(file);
    if (!rows) return undefined;
    for (let row = rows.first; row < rows.first + rows.count; row++) {
      if (rows.block.rows[row].hdu === hdu) return { block: rows.block, row };
    }
    return undefined;
  }

  /** Paths of all files with embeddings. */
  paths(): IterableIterator<string> {
    return this.live.paths;
  }

  /** Files that have been removed and whose embeddings are still there: `takeOver` brings them back. */
  *removedFiles(): Generator<string> {
    for (const file of this.live.pathsGone) if (this.removedRowsOf(file).length > 0) yield file;
  }

  /** The last rows of a file that has been removed; empty where their embeddings are not kept. */
  removedRowsOf(file: string): Row[] {
    const gone = this.live.ofGone(file);
    return gone && isKept(gone) ? slice(gone) : [];
  }

  /** Tells a follower of all files that have embeddings, and from then on of changes. */
  follow(follower: FileFollower): void {
    this.live.follow(follower);
  }

  /** All live rows, in no particular order. */
  *places(): Generator<Place> {
    for (const block of this.allBlocks()) {
      for (let row = 0; row < block.rows.length; row++) if (block.live[row]) yield { block, row };
    }
  }

  /** Live rows that an index does not cover: of segments outside `covered`, and those not written yet. */
  uncovered(covered: ReadonlySet<number>): Block[] {
    return this.allBlocks().filter(({ segment }) => segment === undefined || !covered.has(segment));
  }

  segmentBlocks(): readonly Block[] {
    return this.blocks.filter(({ segment }) => segment !== undefined);
  }

  /**
   * Replaces what the store holds of some files; searchable at once, on the disk after `flush`.
   * @param rows all rows of each file, file by file.
   * @param representations rows.length x dimensions.
   */
  put(rows: readonly Row[], representations: Float32Array): void {
    if (rows.length > 0) this.hold(new Block(rows, encodeFloat16(representations), this.dimensions));
  }

  /** Takes a file out. Its embedding is kept for some time: docs/store.md. */
  remove(file: string): void {
    this.live.remove(file, Date.now() / 1000);
  }

  /**
   * Gives a file the embeddings of another one with the same bytes, or of one that was removed.
   * @param from a file that has some, or one of `removedFiles`
   * @returns the number of cutouts; 0 where nothing is kept of `from`
   */
  takeOver(from: string, as: Pick<Row, 'path' | 'size' | 'mtime'>): number {
    const gone = this.live.ofGone(from);
    const source = this.live.of(from) ?? (gone && isKept(gone) ? gone : undefined);
    if (!source) return 0;
    const { block, first, count } = source;
    const { path: file, size, mtime } = as;
    const rows = slice(source).map((row): Row => ({ ...row, path: file, size, mtime, removed: false }));
    for (const row of rows) delete row.removedAt;
    const matrix = block.matrix.slice(first * this.dimensions, (first + count) * this.dimensions);
    this.hold(new Block(rows, matrix, this.dimensions));
    return count;
  }

  private hold(block: Block): void {
    this.inHand.push(block);
    this.live.register(block);
  }

  /**
   * Writes the waiting rows as a segment, whole or not at all; several where very many files are gone.
   * @throws StoreError (disk full, folder read-only); the rows stay searchable and wait for the next flush.
   */
  async flush(): Promise<void> {
    if (this.waiting > 0) await this.writeWaiting();
    while (this.live.removals > 0) await this.writeWaiting();
  }

  private async writeWaiting(): Promise<void> {
    const hand = this.inHand;
    const removals = this.live.takeRemovals(MERGED_ROWS);
    const gone = [...removals].map(([file, at]): Removal => ({ rows: this.live.ofGone(file)!, at }));
    const merged = mergeBlocks(hand, gone, this.dimensions);
    // From here on new rows go to a hand of their own.
    this.inHand = [merged];
    this.live.rehome([...hand, ...gone.map(({ rows }) => rows.block)], merged);
    try {
      await this.requireOwnFolders();
      await makeOwnFolders(this.folder, 'segments', 'manifest');
      const written = await writeSegment(this.folder, merged.rows, merged.matrix, this.dimensions);
      this.written(merged, written!);
      this.inHand = this.inHand.filter((block) => block !== merged);
      this.blocks.push(merged);
    } catch (error) {
      this.live.takeBack(removals);
      throw error;
    }
  }

  /**
   * The `k` live rows of highest cosine similarity, by comparing every row: exact.
   * @param query dimensions long, of length one.
   */
  exactSearch(query: Float32Array, k: number, accept?: (place: Place) => boolean, blocks = this.allBlocks()): Hit[] {
    const top = new Top<Place>(k);
    for (const block of blocks) {
      for (let row = 0; row < block.rows.length; row++) {
        if (!block.live[row] || block.inverseNorms[row] === 0) continue;
        const similarity = block.cosine(row, query);
        if (similarity > top.threshold) {
          const place = { block, row };
          if (!accept || accept(place)) top.offer(similarity, place);
        }
      }
    }
    return top.sorted().map(({ score, item }) => ({ similarity: score, place: item }));
  }

  private written(block: Block, { number, sha256 }: { number: number; sha256: string }): void {
    block.segment = number;
    block.sha256 = sha256;
    this.known.add(number);
  }

  /**
   * The whole folder has been indexed, and all that is there has been looked at: what was missing is there again. A store that
   * cannot be written to is as good as before: the reason is reported.
   */
  async settle(): Promise<void> {
    try {
      await this.requireOwnFolders();
      if (this.blocks.length === 0 && this.missing.size === 0) return;
      await makeOwnFolders(this.folder, 'segments', 'manifest');
      await settle(this.folder, this.blocks, this.missing.keys());
      this.missing = new Map();
    } catch (error) {
      this.report(`${StoreError.from(this.folder, error).message}; which segments there must be is not written down`);
    }
  }

  /**
   * Merges small segments into large ones where there are many, and writes those anew of which most does not count any more. A
   * store that cannot be tidied (the disk is full) is as good as before: the reason is reported.
   */
  async tidy(): Promise<void> {
    try {
      await this.requireOwnFolders();
      if (this.smallSegments().length <= SMALL_SEGMENTS && this.wastefulSegments().length === 0) return;
      const unlock = await tryLock(path.join(this.segmentsFolder, MERGE_LOCK));
      if (!unlock) return;
      try {
        await makeOwnFolders(this.folder, 'manifest');
        // Other processes may have written newer rows meanwhile, which must not be overwritten.
        await this.refresh();
        // What a merge says that it has replaced is known no more when it is merged away itself.
        await finishMerges(this.folder, this.known);
        await this.refresh();
        for (let small = this.smallSegments(); small.length > SMALL_SEGMENTS; small = this.smallSegments()) {
          if (!(await this.merge(leading(small, MERGED_ROWS)))) return;
        }
        for (const block of this.wastefulSegments()) if (!(await this.merge([block]))) return;
      } finally {
        await unlock();
      }
    } catch (error) {
      this.report(`${StoreError.from(this.folder, error).message}; small segments stay as they are`);
    }
  }

  private smallSegments(): Block[] {
    return this.blocks.filter(({ rows }) => rows.length < SMALL_ROWS);
  }

  /** Large segments of whose rows fewer than half count, or are kept for files that may come back. */
  private wastefulSegments(): Block[] {
    const kept = new Map<Block, number>();
    for (const file of this.live.pathsGone) {
      const { block, count } = this.live.ofGone(file)!;
      kept.set(block, (kept.get(block) ?? 0) + count);
    }
    return this.blocks.filter((block) => {
      const { length } = block.rows;
      if (length < SMALL_ROWS) return false;
      return block.live.reduce((sum, live) => sum + live, kept.get(block) ?? 0) < length / 2;
    });
  }

  /** @returns whether it could be done: others may be writing what it would have to know */
  private async merge(small: readonly Block[]): Promise<boolean> {
    const others = this.blocks.filter((block) => !small.includes(block));
    const elsewhere = new Set(others.flatMap(({ rows }) => rows.map((row) => row.path)));
    const merged = mergeBlocks(small, this.removalsOf(small, elsewhere), this.dimensions);
    const replaces = small.map(({ segment }) => segment!);
    const manifest = new Manifest(this.folder);
    if (merged.rows.length > 0) {
      const known = new Set(this.known);
      const written = await writeSegment(this.folder, merged.rows, merged.matrix, this.dimensions, { replaces, known });
      if (!written) return false;
      this.written(merged, written);
      this.live.rehome(small, merged);
    } else {
      for (const number of replaces) await manifest.retire(number);
    }
    this.blocks = [...this.blocks.filter((block) => !small.includes(block)), ...(merged.segment ? [merged] : [])];
    for (const number of replaces) {
      await deleteSegment(this.folder, number);
      this.known.delete(number);
      if (merged.segment) await manifest.remove(number);
    }
    return true;
  }

  /**
   * Removals in some blocks that a merge has to keep: those of files that a segment elsewhere holds, whose rows would count
   * again; and those that are young, since their files may come back.
   */
  private removalsOf(blocks: readonly Block[], elsewhere: ReadonlySet<string>): Removal[] {
    const kept: Removal[] = [];
    const merged = new Set(blocks);
    for (const file of this.live.pathsGone) {
      const rows = this.live.ofGone(file)!;
      if (!merged.has(rows.block)) continue;
      const at = this.live.goneSince(file);
      const young = at !== undefined && Math.abs(Date.now() / 1000 - at) < REMOVED_KEPT_S;
      if (young || elsewhere.has(file)) kept.push({ rows, at });
    }
    return kept;
  }

  private allBlocks(): Block[] {
    return [...this.blocks, ...this.inHand];
  }

  /** Where the store cannot be written to, what is left stays. */
  private async sweep(): Promise<void> {
    await this.requireOwnFolders();
    try {
      await sweep(await temporariesOf(path.join(this.folder, '..', '..')));
      await sweep(await matricesLeft(this.folder, this.dimensions));
      await sweep(await claimsLeft(this.folder));
    } catch (error) {
      this.report(
        `${StoreError.from(this.folder, error).message}; what a process that was killed has left stays there`,
      );
    }
  }

  /**
   * A segment's block; undefined where it cannot be used, which is reported, and null where it is gone.
   * @throws StoreError where a link has its name
   */
  private async load(number: number): Promise<Block | undefined | null> {
    try {
      const segment = await readSegment(this.folder, number, this.dimensions);
      return segment ? new Block(segment.rows, segment.matrix, this.dimensions, number, segment.sha256) : null;
    } catch (error) {
      const damaged = error instanceof DamagedSegmentError;
      if (!damaged && !(error instanceof UnreadableSegmentError)) throw error;
      const putsAside = damaged && !this.untouched;
      const { file } = error;
      const one = {
        file,
        reason: `${error.reason}; ${putsAside ? 'it is set aside and ' : ''}its cutouts are indexed again`,
      };
      this.report(textOf(one));
      if (putsAside) await this.putAside(number, one);
      else this.unreadable = new Map([...this.unreadable, [number, one]]);
      return undefined;
    }
  }

  private async putAside(number: number, one: Missing): Promise<void> {
    this.missing = new Map([...this.missing, [number, one]]);
    try {
      await setAside(this.folder, number);
      await makeOwnFolders(this.folder, 'manifest');
      await new Manifest(this.folder).noteLost(number);
    } catch (error) {
      this.report(StoreError.from(this.segmentsFolder, error).message);
    }
  }
}

/** The first blocks that have `rows` rows together, and two at the least. */
function leading(blocks: readonly Block[], rows: number): Block[] {
  let end = 0;
  for (let sum = 0; end < blocks.length && (end < 2 || sum < rows); end++) sum += blocks[end].rows.length;
  return blocks.slice(0, end);
}

const textOf = ({ file, reason }: Missing) => `${file}: ${reason}`;

function slice(rows: FileRows | undefined): Row[] {
  return rows ? rows.block.rows.slice(rows.first, rows.first + rows.count) : [];
}

/** Whether the embeddings of a file that is gone are there: removals of older stores have none. */
function isKept({ block, first }: FileRows): boolean {
  const { removed, removedAt } = block.rows[first];
  return !removed || removedAt !== undefined;
}
