import { setImmediate as nextTurn } from 'node:timers/promises';
import { cutoutName, decodeFloat16, type Place, type RepresentationStore, type Row } from '../../collection';
import { rowKey } from '../../projection';
import {
  byStrength,
  type DuplicateDecisions,
  type DuplicatePair,
  duplicatePairs,
  type DuplicateReason,
  EXACT_BELOW,
  type Link,
  MOST_OF_ONE,
} from '../../similarity';
import type { BackgroundIndex } from '../collections/approximate';
import { areFarApart } from './far-apart';
import type { DuplicateCalls, DuplicateColumns } from './duplicates-worker';
import { matrixOf } from '../collections/map-rows';
import { separation } from '../../sky';
import { PixelComparison, type PixelsCompared } from './pixel-comparison';
import type {
  DuplicateCutout,
  DuplicatesParams,
  DuplicatesProgress,
  DuplicatesResult,
  FoundDuplicate,
  MergedDuplicate,
} from '../protocol';
import { Rate } from '../process/rate';
import { WorkerClient } from '../process/worker-calls';
import { bundle, type Workers } from '../process/workers';

/** A call of the worker is so much work: some tenths of a second at the most, after which a cancelled search ends. */
const POSITIONS_A_CALL = 16_384;
const PICTURES_A_CALL = 512;
const ROWS_A_CALL = 4096;
const QUERIES_A_CALL = 256;
const PAIRS_A_CALL = 256;
/** Roundings do not put a pair below the cosine that it has. */
const TOLERANCE = 1e-5;
/** Equal pixels give equal embeddings, but for rounding: another batch, and binary16. */
const SAME_PIXELS = 0.9995;
/** Pairs that a client is told of each kind. */
const MOST_PAIRS = 2000;
const PHOTOGRAPH = /\.(png|jpe?g)$/i;
const ARCSECONDS = 3600;

type Report = (progress: DuplicatesProgress) => void;

/** What was found, before anything is decided. */
interface Search {
  readonly of: string;
  readonly cutouts: readonly Row[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly links: readonly Link[];
}

/** Searches a store for cutouts that are the same; remembers the last search, for what is decided of its pairs. */
export class NearDuplicates {
  private last?: Search;

  constructor(
    private readonly folder: string,
    private readonly store: RepresentationStore,
    private readonly workers: Workers,
    private readonly approximate: BackgroundIndex,
  ) {}

  /**
   * @param contents names what the store holds: with the same contents and criteria as before nothing is searched again.
   * @returns undefined where it has been cancelled.
   */
  async find(
    params: DuplicatesParams,
    decisions: DuplicateDecisions,
    contents: number,
    signal: AbortSignal,
    report: Report,
  ): Promise<DuplicatesResult | undefined> {
    const of = JSON.stringify([contents, params.radius, params.cosine]);
    try {
      if (this.last?.of !== of) this.last = await this.search(params, of, signal, report);
      return this.result(this.last, decisions);
    } catch (error) {
      if (signal.aborted && error === signal.reason) return undefined;
      throw error;
    }
  }

  private async search(params: DuplicatesParams, of: string, signal: AbortSignal, report: Report): Promise<Search> {
    const places = [...this.store.places()].sort((a, b) => compareNames(rowOf(a), rowOf(b)));
    const pixels = new PixelComparison(this.folder, this.workers);
    const run = new Run(this.store, places, pixels, this.approximate, signal, report);
    const cutouts = places.map(rowOf);
    const numbers = new Map(cutouts.map((row, i) => [cutoutName(row), i]));
    return { of, cutouts, numbers, links: await run.links(params) };
  }

  private result({ cutouts, numbers, links }: Search, decisions: DuplicateDecisions): DuplicatesResult {
    const isThere = (name: string) => numbers.has(name);
    const standsFor = new Map<number, number>();
    for (const name of decisions.merged.keys()) {
      const i = numbers.get(name);
      if (i !== undefined) standsFor.set(i, numbers.get(decisions.keeperOf(name, isThere))!);
    }
    const keeper = (i: number) => standsFor.get(i) ?? i;
    const ignored = (a: number, b: number) => decisions.isIgnored(cutoutName(cutouts[a]), cutoutName(cutouts[b]));
    const found = duplicatePairs(cutouts.length, links, { keeper, ignored });
    const tell = (pair: DuplicatePair) => this.pair(pair, cutouts);
    const merged = [...standsFor].filter(([away, keep]) => away !== keep);
    return {
      searched: cutouts.length - merged.length,
      total: found.pairs.length,
      pairs: found.pairs.slice(0, MOST_PAIRS).map(tell),
      ignored: found.ignored.slice(0, MOST_PAIRS).map(tell),
      merged: merged.slice(0, MOST_PAIRS).map(([away, keep]): MergedDuplicate => ({
        ...this.compared(cutouts[keep], cutouts[away]),
        keep: describe(cutouts[keep]),
        away: describe(cutouts[away]),
      })),
    };
  }

  private pair({ a, b, reasons, group, groupSize }: DuplicatePair, cutouts: readonly Row[]): FoundDuplicate {
    // The one with more to see comes first: it is the one that a person would keep.
    const [first, second] = [cutouts[a], cutouts[b]].sort((one, other) => areaOf(other) - areaOf(one));
    return {
      first: describe(first),
      second: describe(second),
      reasons,
      group,
      groupSize,
      ...this.compared(first, second),
    };
  }

  private compared(one: Row, other: Row): { separation?: number; similarity?: number } {
    const apart = ARCSECONDS * separation(one.ra, one.dec, other.ra, other.dec);
    const [a, b] = [this.store.place(one.path, one.hdu), this.store.place(other.path, other.hdu)];
    return {
      ...(Number.isFinite(apart) ? { separation: apart } : {}),
      ...(a && b ? { similarity: cosineOf(a, b) } : {}),
    };
  }
}

/** One search under way, step by step, with a look between the steps whether it is still wanted. */
class Run {
  private readonly rows: readonly Row[];

  constructor(
    private readonly store: RepresentationStore,
    private readonly places: readonly Place[],
    private readonly pixels: PixelComparison,
    private readonly approximate: BackgroundIndex,
    private readonly signal: AbortSignal,
    private readonly report: Report,
  ) {
    this.rows = places.map(rowOf);
  }

  /** All links, the strongest first. */
  async links({ radius, cosine }: DuplicatesParams): Promise<Link[]> {
    const worker = new WorkerClient<DuplicateCalls>(bundle('duplicates-worker'));
    try {
      const copies = await worker.call('open', { columns: this.columns(), radius });
      await this.steps('positions', this.rows.length, () => worker.call('positions', { count: POSITIONS_A_CALL }));
      // What has the same pixels is looked for among pictures that are as good as equal, whatever counts as alike.
      const least = Math.min(cosine, SAME_PIXELS);
      const proposed = this.rows.length < EXACT_BELOW ? undefined : await this.byIndex(least);
      if (!proposed) await this.byComparison(worker, least);
      const { positions, pictures } = await worker.call('links', undefined);
      const count = this.rows.length;
      const pairs = new Set<number>();
      for (const links of [copies, positions, pictures, proposed ?? []]) {
        for (let i = 0; i < links.length; i += 2) {
          pairs.add(Math.min(links[i], links[i + 1]) * count + Math.max(links[i], links[i + 1]));
        }
      }
      const all = Array.from(pairs, (pair): [number, number] => [Math.floor(pair / count), pair % count]);
      return await this.judged(all, radius, cosine);
    } finally {
      await worker.stop();
    }
  }

  /** Compares all pictures, in the worker. */
  private async byComparison(worker: WorkerClient<DuplicateCalls>, cosine: number): Promise<void> {
    const { dimensions } = this.store;
    for (let from = 0; from < this.places.length; from += ROWS_A_CALL) {
      this.signal.throwIfAborted();
      const some = numbersFrom(from, Math.min(this.places.length, from + ROWS_A_CALL));
      const matrix = matrixOf(this.places, some, dimensions);
      await worker.call('representations', { matrix, dimensions }, [matrix.buffer]);
    }
    if (this.places.length === 0) return;
    await worker.call('prepare', { cosine });
    await this.steps('pictures', this.places.length, () => worker.call('pictures', { count: PICTURES_A_CALL }));
  }

  /** Asks the approximate index for the neighbours of each; undefined where there is none. */
  private async byIndex(cosine: number): Promise<number[] | undefined> {
    await this.approximate.update(this.signal);
    if (!this.approximate.current) return undefined;
    const numbers = new Map<object, Map<number, number>>();
    this.places.forEach(({ block, row }, i) => {
      const ofBlock = numbers.get(block) ?? new Map<number, number>();
      numbers.set(block, ofBlock.set(row, i));
    });
    const blocks = new Map(this.store.segmentBlocks().map((block) => [block.segment, block]));
    const links: number[] = [];
    let done = 0;
    await this.steps('pictures', this.places.length, async () => {
      const some = numbersFrom(done, Math.min(this.places.length, done + QUERIES_A_CALL));
      const queries = decodeFloat16(matrixOf(this.places, some, this.store.dimensions));
      const found = await this.approximate.searchMany(queries, MOST_OF_ONE + 1);
      found.forEach((candidates, at) => {
        for (const { segment, row } of candidates) {
          const block = blocks.get(segment);
          const other = block && numbers.get(block)?.get(row);
          if (other === undefined || other === some[at]) continue;
          if (cosineOf(this.places[some[at]], this.places[other]) >= cosine) links.push(some[at], other);
        }
      });
      return (done += some.length);
    });
    return links;
  }

  /** What each pair has in common; those that have nothing that counts are left out. */
  private async judged(pairs: readonly [number, number][], radius: number, cosine: number): Promise<Link[]> {
    const alike = pairs.map(([a, b]) => cosineOf(this.places[a], this.places[b]));
    const same = await this.samePixels(pairs, (i) => this.isToBeCompared(pairs[i], alike[i], cosine));
    const links: Link[] = [];
    for (const [i, [a, b]] of pairs.entries()) {
      if (i % POSITIONS_A_CALL === 0) await nextTurn();
      const [one, other] = [this.rows[a], this.rows[b]];
      const bytes = isSameFile(one, other);
      const reasons: DuplicateReason[] = [];
      if (bytes) reasons.push('bytes');
      else if (same.get(i)?.values) reasons.push('pixels');
      // Bands of one object lie in one file: there only the same pixels count.
      if (one.path !== other.path) {
        const apart = ARCSECONDS * separation(one.ra, one.dec, other.ra, other.dec);
        // Compared as the grid compares: rounding of the last digit does not put a position outside.
        if (radius > 0 && apart <= radius * (1 + 1e-6)) reasons.push('object');
        const isPicture = bytes || same.get(i)?.values || (same.get(i)?.grain && !areFarApart(one, other));
        if (alike[i] >= cosine - TOLERANCE && isPicture) reasons.push('picture');
      }
      if (reasons.length > 0) links.push({ a, b, cosine: alike[i], reasons });
    }
    return links.sort(byStrength);
  }

  /** Tells whether the pixels of two cutouts have to be read to see what they have in common. */
  private isToBeCompared([a, b]: readonly [number, number], alike: number, cosine: number): boolean {
    const [one, other] = [this.rows[a], this.rows[b]];
    if (isSameFile(one, other)) return false;
    if (one.path !== other.path && alike >= cosine - TOLERANCE) return true;
    const sameShape = one.width === other.width && one.height === other.height && one.bands === other.bands;
    // FITS and photographs are prepared in other ways: of the same pixels the representations may differ.
    return sameShape && (alike >= SAME_PIXELS || PHOTOGRAPH.test(one.path) !== PHOTOGRAPH.test(other.path));
  }

  /** By the numbers of those pairs that are to be compared. */
  private async samePixels(
    pairs: readonly [number, number][],
    isWanted: (i: number) => boolean,
  ): Promise<Map<number, PixelsCompared>> {
    const wanted = [...pairs.keys()].filter(isWanted);
    const same = new Map<number, PixelsCompared>();
    const pace = new Rate();
    for (let done = 0; done < wanted.length; done += PAIRS_A_CALL) {
      this.signal.throwIfAborted();
      this.tell('pixels', done, wanted.length, pace);
      const some = wanted.slice(done, done + PAIRS_A_CALL);
      const rows = some.map((i): [Row, Row] => [this.rows[pairs[i][0]], this.rows[pairs[i][1]]]);
      (await this.pixels.compare(rows, this.signal)).forEach((found, k) => same.set(some[k], found));
    }
    this.signal.throwIfAborted();
    return same;
  }

  private columns(): DuplicateColumns {
    const files = new Map<string, number>();
    const numberOf = (path: string) => {
      if (!files.has(path)) files.set(path, files.size);
      return files.get(path)!;
    };
    return {
      keys: Float64Array.from(this.rows, ({ sha256, hdu }) => rowKey(sha256, hdu)),
      files: Int32Array.from(this.rows, ({ path }) => numberOf(path)),
      ra: Float64Array.from(this.rows, ({ ra }) => ra),
      dec: Float64Array.from(this.rows, ({ dec }) => dec),
    };
  }

  private async steps(stage: DuplicatesProgress['stage'], total: number, step: () => Promise<number>): Promise<void> {
    const pace = new Rate();
    for (let done = 0; done < total;) {
      this.signal.throwIfAborted();
      this.tell(stage, done, total, pace);
      done = await step();
    }
    this.signal.throwIfAborted();
  }

  private tell(stage: DuplicatesProgress['stage'], done: number, total: number, pace: Rate): void {
    pace.mark(done);
    const rate = pace.perSecond;
    this.report({ stage, done, total, ...(rate ? { rate, secondsLeft: (total - done) / rate } : {}) });
  }
}

function rowOf({ block, row }: Place): Row {
  return block.rows[row];
}

function isSameFile(one: Row, other: Row): boolean {
  return one.sha256 === other.sha256 && one.hdu === other.hdu;
}

function compareNames(a: Row, b: Row): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.hdu - b.hdu;
}

function areaOf({ width, height, bands }: Row): number {
  return width * height * bands;
}

function describe({ path, hdu, width, height, bands, ra, dec }: Row): DuplicateCutout {
  const position = Number.isFinite(ra) && Number.isFinite(dec) ? { ra, dec } : {};
  return { path, hdu, width, height, bands, ...position };
}

/** 0 where one of them has no direction. */
function cosineOf(a: Place, b: Place): number {
  const vector = b.block.representation(b.row);
  return Math.max(-1, Math.min(1, a.block.cosine(a.row, vector) * b.block.inverseNorms[b.row]));
}

function numbersFrom(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, i) => from + i);
}
