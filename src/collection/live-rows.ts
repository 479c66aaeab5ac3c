import type { Block, FileRows } from './block';

/** Learns which files have embeddings, each change as it comes. */
export interface FileFollower {
  added(file: string): void;
  removed(file: string): void;
  /** None has any more; those that have are added again. */
  cleared(): void;
}

/** Which rows of which block count: for each file the newest. Of files that are gone it knows where their last rows are. */
export class LiveRows {
  private readonly files = new Map<string, FileRows>();
  private readonly gone = new Map<string, FileRows>();
  /** Files that are gone and of which no segment says so yet, with the time: seconds since 1970. */
  private readonly unsaid = new Map<string, number>();
  private readonly followers: FileFollower[] = [];
  private liveCount = 0;
  private changes = 0;

  /** Number of rows that count. */
  get count(): number {
    return this.liveCount;
  }

  /** Another number whenever rows have come, gone, or moved to another block. */
  get version(): number {
    return this.changes;
  }

  /** Number of files that are gone and of which no segment says so yet. */
  get removals(): number {
    return this.unsaid.size;
  }

  /** Files with rows that count. */
  get paths(): IterableIterator<string> {
    return this.files.keys();
  }

  get pathsGone(): IterableIterator<string> {
    return this.gone.keys();
  }

  of(file: string): FileRows | undefined {
    return this.files.get(file);
  }

  /** The last rows of a file that is gone. */
  ofGone(file: string): FileRows | undefined {
    return this.gone.get(file);
  }

  /** When a file that is gone was removed, in seconds since 1970; undefined where that was not written down. */
  goneSince(file: string): number | undefined {
    const rows = this.gone.get(file);
    return this.unsaid.get(file) ?? rows?.block.rows[rows.first].removedAt;
  }

  /** Tells a follower of all files that have rows, and from then on of changes. */
  follow(follower: FileFollower): void {
    for (const file of this.files.keys()) follower.added(file);
    this.followers.push(follower);
  }

  /** Makes a block's rows the ones that count for their files. */
  register(block: Block): void {
    this.changes++;
    for (const [file, rows] of runsOf(block)) {
      this.unregister(file);
      this.unsaid.delete(file);
      if (block.rows[rows.first].removed) {
        this.gone.set(file, rows);
        continue;
      }
      this.gone.delete(file);
      this.files.set(file, rows);
      for (const follower of this.followers) follower.added(file);
      this.liveCount += rows.count;
    }
  }

  /** Takes a file out. @param at seconds since 1970 */
  remove(file: string, at: number): void {
    const rows = this.files.get(file);
    if (!rows) return;
    this.unregister(file);
    this.gone.set(file, rows);
    this.unsaid.set(file, at);
  }

  /** Finds out anew which rows count: those of the blocks in their order, then what has been removed and is not written yet. */
  recount(blocks: Iterable<Block>): void {
    this.changes++;
    const unsaid = [...this.unsaid].map(([file, at]) => ({ file, at, rows: this.gone.get(file)! }));
    this.files.clear();
    this.gone.clear();
    this.unsaid.clear();
    this.liveCount = 0;
    for (const follower of this.followers) follower.cleared();
    for (const block of blocks) {
      block.revive();
      this.register(block);
    }
    for (const { file, at, rows } of unsaid) {
      if (this.files.has(file)) this.remove(file, at);
      else if (!this.gone.has(file)) {
        this.gone.set(file, rows);
        this.unsaid.set(file, at);
      }
    }
  }

  /**
   * Removals that no segment has yet, of `most` rows or a file more; from now on they count as said. `takeBack` them where they
   * could not be written.
   */
  takeRemovals(most: number): ReadonlyMap<string, number> {
    const taken = new Map<string, number>();
    let rows = 0;
    for (const [file, at] of this.unsaid) {
      if (rows >= most) break;
      taken.set(file, at);
      this.unsaid.delete(file);
      rows += this.gone.get(file)!.count;
    }
    return taken;
  }

  takeBack(removals: ReadonlyMap<string, number>): void {
    for (const [file, at] of removals) if (this.gone.has(file) && !this.unsaid.has(file)) this.unsaid.set(file, at);
  }

  /** Points the files of some blocks at the one that holds the same rows now, unless newer rows have come since. */
  rehome(from: Iterable<Block>, to: Block): void {
    this.changes++;
    const old = new Set(from);
    for (const [file, rows] of runsOf(to)) {
      const { removed } = to.rows[rows.first];
      const known = removed ? this.gone : this.files;
      const current = known.get(file)?.block;
      if (current && old.has(current)) known.set(file, rows);
      else if (!removed) to.live.fill(0, rows.first, rows.first + rows.count);
    }
  }

  private unregister(file: string): void {
    const rows = this.files.get(file);
    if (!rows) return;
    this.changes++;
    rows.block.live.fill(0, rows.first, rows.first + rows.count);
    this.liveCount -= rows.count;
    this.files.delete(file);
    for (const follower of this.followers) follower.removed(file);
  }
}

/** The rows of each file in a block. */
function* runsOf(block: Block): Generator<[file: string, rows: FileRows]> {
  const { rows } = block;
  for (let first = 0; first < rows.length;) {
    let end = first + 1;
    while (end < rows.length && rows[end].path === rows[first].path) end++;
    yield [rows[first].path, { block, first, count: end - first }];
    first = end;
  }
}
