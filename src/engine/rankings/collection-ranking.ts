import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LearnedStep, RatingError, type RatedRows, stillWorth, TRADE_OFF, type Wanted } from '../../anomaly';
import { bitsOf, type Block, cutoutOfName, flagsOf, type Place, type RepresentationStore } from '../../collection';
import type { AnomalyCalls, LearnedState } from './anomaly-worker';
import { cutoutInfo } from '../collections/cutout-info';
import { listRows, matrixOf } from '../collections/map-rows';
import type {
  ExplainParams,
  Learned,
  LearningParams,
  LearningResult,
  RankedCutout,
  RankExplanation,
  RankParams,
  RankProgress,
  RankResult,
  Ratings,
} from '../protocol';
import { checkRating } from '../tables/ratings';
import type { Tables } from '../tables/tables';
import { WorkerClient } from '../process/worker-calls';
import { bundle } from '../process/workers';

/** A call of the worker is so much work: some tenths of a second at the most, after which a cancelled ranking ends. */
const ROWS_ADDED = 8192;
const ROWS_SCORED = 131_072;
const ROWS_UNUSUAL = 16_384;
/** Rows that a filter looks at before others have their turn. */
const ROWS_FILTERED = 8192;
const SEED = 1;

type Report = (progress: RankProgress) => void;

/** What has been cancelled says so by this alone, up to the request. */
class Cancelled extends Error {}

/** The rows that the worker knows, by its numbers for them. */
interface KnownRows {
  /** The store's revision when the places were listed. */
  readonly version: number;
  readonly places: readonly Place[];
  readonly numbers: ReadonlyMap<Block, Int32Array>;
}

/** Ratings of rows that the worker knows, one a row. */
interface Resolved extends RatedRows {
  readonly missing: number;
  readonly contradictory: number;
}

/**
 * Rankings of a collection by interest, in a thread of their own that keeps the collection's points and scores: a rating
 * later only what depends on it is computed. Requests follow one another.
 */
export class CollectionRanking {
  private worker?: WorkerClient<AnomalyCalls>;
  private known?: KnownRows;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: RepresentationStore,
    private readonly tables: Tables,
    private readonly threads: number,
    /** Names of the cutouts that count as duplicates of others: their ratings count, they are not ranked. */
    private readonly hiddenDuplicates: () => Promise<ReadonlySet<string>>,
  ) {}

  /** Ends the thread, after the call in hand. */
  async stop(): Promise<void> {
    await this.worker?.stop();
  }

  /** @returns undefined where it has been cancelled. @throws RatingError, LabelError, FilterError */
  rank(params: RankParams, signal: AbortSignal, report: Report): Promise<RankResult | undefined> {
    return this.inTurn(signal, () => this.ranked(params, signal, report));
  }

  /** Which of the rated weigh most where a cutout is. @throws RatingError where it is not in the index */
  explain(params: ExplainParams, signal: AbortSignal): Promise<RankExplanation | undefined> {
    return this.inTurn(signal, () => this.explained(params, signal));
  }

  /** How far each batch of ratings has brought the ranking; undefined where it has been cancelled. */
  async learning({ ratings }: LearningParams, signal: AbortSignal): Promise<LearningResult | undefined> {
    const begun = await this.inTurn(signal, async () => {
      await this.list(signal, () => undefined);
      const rated = await this.resolve(ratings);
      return rated.rows.length === 0 ? -1 : this.calls.call('beginLearning', { rated: plain(rated), seed: SEED });
    });
    if (begun === undefined) return undefined;
    const steps: LearnedStep[] = [];
    if (begun < 0) return { steps };
    // Rankings have their turn between the steps.
    try {
      for (;;) {
        if (signal.aborted) return undefined;
        const step = await this.calls.call('learnStep', { learning: begun });
        if (!step) return { steps, stillWorth: stillWorth(steps) };
        steps.push(step);
      }
    } finally {
      await this.calls.call('endLearning', { learning: begun });
    }
  }

  private inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    const next = this.last.then(async () => {
      try {
        throwIfCancelled(signal);
        return await work();
      } catch (error) {
        if (error instanceof Cancelled) return undefined;
        throw error;
      }
    });
    this.last = next.catch(() => undefined);
    return next;
  }

  private get calls(): WorkerClient<AnomalyCalls> {
    return (this.worker ??= new WorkerClient<AnomalyCalls>(bundle('anomaly-worker')));
  }

  private async ranked(params: RankParams, signal: AbortSignal, report: Report): Promise<RankResult> {
    const { sort, count, offset = 0, seed = SEED, unusualBy = 'neighbour' } = params;
    const { places } = await this.list(signal, report);
    const rated = await this.resolve(params.ratings ?? {});
    const learned = places.length > 0 ? await this.calls.call('learn', { rated: plain(rated), quick: params.quick ?? false }) : undefined; // prettier-ignore
    const nothing = { cutouts: [], ranked: 0, learned: learnedResult(rated, learned), rated: [] };
    if (places.length === 0) return { ...nothing, basis: sort === 'next' ? 'spread' : 'unusual' };
    const tradeOff = params.tradeOff ?? TRADE_OFF;
    const { accept, ranked } = await this.accepting(params, rated, signal);
    const wanted: Wanted = { sort, unusualBy, accept, count, seed, tradeOff };
    await this.prepare(wanted, signal, report);
    const { ranking, details, rated: ofRated } = await this.calls.call('rank', { wanted, offset });
    const cutout = (row: number, score: number, at: typeof details, i: number): RankedCutout => {
      const place = places[row];
      const { flags } = place.block.rows[place.row];
      const rating = ratingOf.get(row);
      return {
        ...cutoutInfo(place),
        score,
        ...(learned ? { mean: at.mean[i], deviation: at.deviation[i], acquisition: at.acquisition[i] } : {}),
        unusual: at.unusual[i],
        ...(rating === undefined ? {} : { rated: rating }),
        ...(flags === undefined ? {} : { flags: flagsOf(flags) }),
      };
    };
    const ratingOf = new Map(rated.rows.map((row, i) => [row, rated.ratings[i]]));
    const scoreOf = (i: number) =>
      sort === 'next' && learned ? ofRated.acquisition[i] : sort === 'interest' && learned ? ofRated.mean[i] : ofRated.unusual[i]; // prettier-ignore
    return {
      cutouts: ranking.rows.map((row, i) => cutout(row, ranking.scores[i], details, i)),
      ranked,
      basis: ranking.basis,
      learned: nothing.learned,
      rated: rated.rows
        .map((row, i) => cutout(row, scoreOf(i), ofRated, i))
        .sort((a, b) => b.rated! - a.rated! || (a.path < b.path ? -1 : 1)),
    };
  }

  private async explained({ ratings, cutout, count }: ExplainParams, signal: AbortSignal): Promise<RankExplanation> {
    const { places } = await this.list(signal, () => undefined);
    const row = this.rowOf(cutout.path, cutout.hdu);
    if (row === undefined) throw new RatingError(cutout.path, 'it is not in the index');
    const rated = await this.resolve(ratings);
    const learned = await this.calls.call('learn', { rated: plain(rated), quick: true });
    if (!learned) return { cutout: cutoutInfo(places[row]), rated: [] };
    const { mean, deviation, rated: weights } = await this.calls.call('explain', { row });
    return {
      cutout: cutoutInfo(places[row]),
      mean,
      deviation,
      base: learned.base,
      rated: weights
        .map((weight, i) => ({ cutout: cutoutInfo(places[rated.rows[i]]), rating: rated.ratings[i], ...weight }))
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
        .slice(0, count),
    };
  }

  /** The rows of the store as it is now, known to the worker. */
  private async list(signal: AbortSignal, report: Report): Promise<KnownRows> {
    const { version, dimensions } = this.store;
    if (this.known?.version === version) return this.known;
    this.known = undefined;
    const { places, keys } = await listRows(this.store);
    const total = places.length;
    const known: KnownRows = { version, places, numbers: numbersOf(places) };
    if (total > 0) {
      const sample = await this.calls.call('begin', { keys, threads: this.threads });
      throwIfCancelled(signal);
      const matrix = matrixOf(places, sample, dimensions);
      await this.calls.call('space', { matrix, dimensions }, [matrix.buffer]);
    }
    for (let first = 0; first < total; first += ROWS_ADDED) {
      throwIfCancelled(signal);
      report({ stage: 'space', done: first, total });
      const rows = Uint32Array.from({ length: Math.min(ROWS_ADDED, total - first) }, (_, i) => first + i);
      const some = matrixOf(places, rows, dimensions);
      await this.calls.call('add', { first, matrix: some }, [some.buffer]);
    }
    return (this.known = known);
  }

  private async prepare({ sort, unusualBy, seed }: Wanted, signal: AbortSignal, report: Report): Promise<void> {
    const needed = await this.calls.call('needs', { sort, unusualBy, seed });
    if (!needed) return;
    const { scores } = needed;
    const total = this.known!.places.length;
    const unusual = scores === 'forest' || scores === 'neighbour';
    const count = unusual ? ROWS_UNUSUAL : ROWS_SCORED;
    for (let { done } = needed; done < total;) {
      throwIfCancelled(signal);
      report({ stage: unusual ? 'unusual' : 'interest', done, total });
      done = await this.calls.call('prepare', { scores, seed, count });
    }
    throwIfCancelled(signal);
  }

  /** 1 of the rows that come into question, and how many there are. */
  private async accepting(
    { filter, hide = [], seek = [], unratedOnly, sort }: RankParams,
    rated: RatedRows,
    signal: AbortSignal,
  ): Promise<{ accept?: Uint8Array; ranked: number }> {
    const { places } = this.known!;
    const accepted = this.tables.accepting(filter);
    const [hidden, sought] = [bitsOf(hide), bitsOf(seek)];
    const leftOut = unratedOnly || sort === 'next' ? rated.rows : [];
    const away = [...(await this.hiddenDuplicates())].map((name) => {
      const { path, hdu } = cutoutOfName(name);
      return this.rowOf(path, hdu);
    });
    const unlisted = [...leftOut, ...away.filter((row) => row !== undefined)];
    if (!accepted && !hidden && !sought && unlisted.length === 0) return { ranked: places.length };
    const accept = new Uint8Array(places.length).fill(1);
    for (const row of unlisted) accept[row] = 0;
    for (let row = 0; row < places.length; row++) {
      if (row % ROWS_FILTERED === 0) {
        await nextTurn();
        throwIfCancelled(signal);
      }
      const { flags = 0 } = places[row].block.rows[places[row].row];
      if ((flags & hidden) !== 0 || (sought !== 0 && (flags & sought) === 0)) accept[row] = 0;
      else if (accept[row] && accepted && !accepted(places[row])) accept[row] = 0;
    }
    return { accept, ranked: accept.reduce((sum, one) => sum + one, 0) };
  }

  /** Ratings as rows of the worker, in the order in which they first come. */
  private async resolve({ columns = [], given = [] }: Ratings): Promise<Resolved> {
    const ratings = new Map<number, number[]>();
    let missing = 0;
    const add = (row: number | undefined, some: readonly number[]) => {
      if (row === undefined) missing += some.length;
      else ratings.set(row, [...(ratings.get(row) ?? []), ...some]);
    };
    for (const column of columns) {
      const { byGalaxy, missing: without } = await this.tables.ratings(column);
      missing += without;
      for (const [{ path, hdu }, some] of byGalaxy) add(this.rowOf(path, hdu), some);
    }
    for (const { path, hdu, rating } of given) {
      checkRating(rating, path, 'its rating');
      add(this.rowOf(path, hdu), [rating]);
    }
    const all = [...ratings.values()];
    return {
      rows: [...ratings.keys()],
      ratings: all.map((some) => some.reduce((sum, rating) => sum + rating, 0) / some.length),
      missing,
      contradictory: all.filter((some) => some.some((rating) => rating !== some[0])).length,
    };
  }

  /** The worker's number for a cutout, without an HDU for the first of a file; undefined where it is not ranked. */
  private rowOf(path: string, hdu?: number): number | undefined {
    const place = this.store.place(path, hdu ?? this.store.rowsOf(path)[0]?.hdu ?? 0);
    const row = place && this.known!.numbers.get(place.block)?.[place.row];
    return row === undefined || row < 0 ? undefined : row;
  }
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new Cancelled();
}

/** Without what a worker is not told. */
function plain({ rows, ratings }: RatedRows): RatedRows {
  return { rows, ratings };
}

function learnedResult({ rows, missing, contradictory }: Resolved, learned: LearnedState | undefined): Learned {
  const counts = { rated: rows.length, missing, contradictory };
  if (!learned) return { ...counts, nothing: rows.length === 0 ? 'no ratings' : 'all ratings are equal' };
  const { kernel, fitted, holdOut } = learned;
  return { ...counts, kernel: { ...kernel, fitted }, holdOut };
}

function numbersOf(places: readonly Place[]): Map<Block, Int32Array> {
  const numbers = new Map<Block, Int32Array>();
  let last: Block | undefined;
  let of: Int32Array = new Int32Array();
  // Places come block by block.
  for (let i = 0; i < places.length; i++) {
    const { block, row } = places[i];
    if (block !== last) {
      of = numbers.get(block) ?? new Int32Array(block.rows.length).fill(-1);
      numbers.set((last = block), of);
    }
    of[row] = i;
  }
  return numbers;
}
