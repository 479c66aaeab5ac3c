import { Top } from '../collection';
import { Random } from '../random';
import type { Matrix } from '../statistics';
import { type KernelParameters } from '../statistics';
import { BATCH, candidatesAt, expectedImprovement, inOrderOfAsking } from './acquisition';
import { contributions, expectedInterest, FEWEST_TO_FIT, type Interest, learnInterest, noiseOf } from './interest';
import { AXES_ROWS, InterestSpace } from './interest-space';
import { IsolationForest } from './isolation-forest';
import { drawRows } from './draw-rows';
import type { MatrixProducts } from './matrix-products';
import { neighbourDistances, REFERENCES } from './neighbour-distance';
import { Points } from './points';
import { spreadOut } from './spread';

/** Seeds of what belongs to a collection rather than to a ranking: the same for all rankings of it. */
const SPACE_SEED = 0;
/** Galaxies that a forest's trees draw from, and that a spread-out batch is chosen from. */
const FOREST_ROWS = 25_600;
const SPREAD_ROWS = 5000;
/** Galaxies of the greatest expected improvement, out of which a batch is chosen. */
const CANDIDATES = 1000;
/** Rows whose distances from all references are in memory at once. */
const DISTANCE_ROWS = 1024;

/** Scores that are computed for every row. */
export type Scores = 'interest' | 'next' | 'neighbour' | 'forest';
export type UnusualBy = 'neighbour' | 'forest';

export interface RatedRows {
  readonly rows: readonly number[];
  /** 0 to 5 each. */
  readonly ratings: readonly number[];
}

export interface Wanted {
  readonly sort: 'interest' | 'next' | 'unusual';
  readonly unusualBy: UnusualBy;
  /** 1 of the rows that come into question; all where it is not given. */
  readonly accept?: Uint8Array;
  readonly count: number;
  readonly seed: number;
  /** In ratings. */
  readonly tradeOff: number;
}

/** Rows in their order, the best first, with what they are sorted by. */
export interface Ranking {
  readonly rows: number[];
  readonly scores: number[];
  /** The basis of the order: the ratings, or what is used in their place while there are none. */
  readonly basis: 'ratings' | 'unusual' | 'spread';
}

/** Values of a few rows, in their order; NaN where nothing has been learned. */
export interface Details {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly acquisition: Float64Array;
  readonly unusual: Float64Array;
}

/**
 * Rankings of one collection: its galaxies as points of the interest space, what has been learned of the ratings, and the
 * scores of all rows, which are kept until the ratings change. Scores are computed by `prepare` for some rows at a time, so
 * that whoever asks can stop between.
 */
export class Ranker {
  readonly points: Points;
  private readonly scores = new Map<string, { readonly values: Float32Array; done: number }>();
  private rated: RatedRows = { rows: [], ratings: [] };
  private learned?: Interest;
  /** The kernel that was fitted last, and the ratings that it was fitted to. */
  private fit?: { readonly rated: RatedRows; readonly kernel: KernelParameters };
  private explained?: Float32Array;
  private references?: { readonly rows: Uint32Array; readonly points: Matrix; readonly place: Map<number, number> };
  private readonly forests = new Map<number, IsolationForest>();

  /**
   * @param space that `add` takes rows into.
   * @param keys of each row a whole number below 2⁵², as good as random, the same for the same galaxy.
   */
  constructor(
    private readonly space: InterestSpace,
    private readonly keys: Float64Array,
    private readonly products: MatrixProducts,
  ) {
    this.points = new Points(keys.length, space.dimensions);
  }

  /** The rows in whose embeddings the axes of a space are found. */
  static sample(keys: Float64Array): Uint32Array {
    return drawRows(keys, AXES_ROWS, SPACE_SEED);
  }

  /** Makes a ranker of embeddings that are all in memory: rows x columns. */
  static async of(representations: Matrix, keys: Float64Array, products: MatrixProducts): Promise<Ranker> {
    const ranker = new Ranker(new InterestSpace(representations.pick(Ranker.sample(keys))), keys, products);
    await ranker.add(0, Float32Array.from(representations.values), representations.columns);
    return ranker;
  }

  /** Takes embeddings of some rows, C order, from row `first` on. */
  async add(first: number, representations: Float32Array, columns: number): Promise<void> {
    this.points.set(first, await this.products.coordinates(representations, columns, this.space));
  }

  get interest(): Interest | undefined {
    return this.learned;
  }

  /**
   * Learns from ratings, one a row; undefined where they say nothing. `quick` keeps the kernel that was fitted last where
   * fewer than a batch of ratings have changed since: a fit to some hundred ratings takes a second.
   */
  learn(rated: RatedRows, quick = false): Interest | undefined {
    const same = textOf(rated) === textOf(this.rated);
    const kept = quick && this.fit && changes(this.fit.rated, rated) < BATCH ? this.fit.kernel : undefined;
    if (same && (kept ? this.learned : !this.learned || this.learned.fitted || rated.rows.length < FEWEST_TO_FIT)) {
      return this.learned;
    }
    this.rated = rated;
    this.learned = learnInterest(this.points.pick(rated.rows), rated.ratings, kept);
    if (this.learned?.fitted) this.fit = { rated, kernel: this.learned.process.kernel };
    this.scores.delete('interest');
    this.scores.delete('next');
    return this.learned;
  }

  /** The scores that a ranking needs of all rows; undefined where it needs none. */
  needs({ sort, unusualBy }: Pick<Wanted, 'sort' | 'unusualBy'>): Scores | undefined {
    if (sort === 'unusual') return unusualBy;
    if (this.learned) return sort;
    return sort === 'next' ? undefined : unusualBy;
  }

  /** Rows whose scores have been computed; it is all of them where `prepare` has come to the end. */
  prepared(scores: Scores, seed: number): number {
    return this.scores.get(nameOf(scores, seed))?.done ?? 0;
  }

  /** Computes scores of the next rows, `count` at the most. */
  async prepare(scores: Scores, seed: number, count: number): Promise<number> {
    const name = nameOf(scores, seed);
    const { rows } = this.points;
    const known = this.scores.get(name) ?? { values: new Float32Array(rows), done: 0 };
    this.scores.set(name, known);
    const to = Math.min(rows, known.done + count);
    await this.compute(scores, seed, known.values, known.done, to);
    known.done = to;
    return to;
  }

  /** The first `count` rows of a ranking whose scores have been prepared. */
  top(wanted: Wanted): Ranking {
    const { sort, count, accept, seed } = wanted;
    const needed = this.needs(wanted);
    if (needed === undefined) return this.spread(count, seed, accept);
    const { values } = this.scores.get(nameOf(needed, seed))!;
    if (needed === 'next') return this.next(values, wanted);
    const top = new Top<number>(count);
    for (let row = 0; row < values.length; row++) if (!accept || accept[row]) top.offer(values[row], row);
    const sorted = this.inOrder(top);
    const rows = sorted.map(({ item }) => item);
    return {
      rows,
      scores: sorted.map(({ score }) => score),
      basis: sort === 'interest' && this.learned ? 'ratings' : 'unusual',
    };
  }

  /** What is known of some rows, in double precision but for what is unusual. */
  async details(
    rows: readonly number[],
    { unusualBy, seed, tradeOff }: Omit<Wanted, 'sort' | 'count'>,
  ): Promise<Details> {
    const unusual = rows.length > 0 ? Float64Array.from(await this.unusual(rows, unusualBy, seed)) : new Float64Array();
    const { mean, deviation } = this.expected(rows);
    if (!this.learned) return { mean, deviation, acquisition: mean, unusual };
    const best = this.best();
    const noise = noiseOf(this.learned);
    const acquisition = mean.map((m, i) =>
      expectedImprovement(m, Math.sqrt(deviation[i] ** 2 + noise), best, tradeOff),
    );
    return { mean, deviation, acquisition, unusual };
  }

  /** Mean and deviation of some rows, in ratings; NaN where nothing has been learned. */
  expected(rows: readonly number[]): Pick<Details, 'mean' | 'deviation'> {
    if (this.learned) return expectedInterest(this.learned, this.points.pick(rows));
    const nothing = new Float64Array(rows.length).fill(NaN);
    return { mean: nothing, deviation: nothing };
  }

  /** The contribution of each rated row to the predicted mean at a row, in the order in which they were learned. */
  explain(row: number): { similarity: number; contribution: number }[] {
    if (!this.learned) return [];
    return contributions(
      this.learned,
      this.rated.rows.map((rated) => this.points.squaredDistance(row, rated)),
    );
  }

  private best(): number {
    return this.rated.ratings.reduce((a, b) => Math.max(a, b));
  }

  private next(values: Float32Array, { accept, count, tradeOff }: Wanted): Ranking {
    const rated = new Set(this.rated.rows);
    const { process } = this.learned!;
    const best = this.best();
    const top = new Top<number>(Math.max(CANDIDATES, count));
    for (let row = 0; row < values.length; row++) {
      if ((accept && !accept[row]) || rated.has(row)) continue;
      const mean = values[row] * process.deviation + process.mean;
      const deviation = process.deviation * Math.sqrt(Math.max(0, 1 - this.explained![row]) + process.kernel.noise);
      top.offer(expectedImprovement(mean, deviation, best, tradeOff), row);
    }
    const candidates = this.inOrder(top).map(({ item }) => item);
    const { order, acquisition } = inOrderOfAsking(
      this.learned!,
      candidatesAt(this.learned!, this.points.pick(candidates)),
      best,
      tradeOff,
      Math.min(BATCH, count),
    );
    const first = order.slice(0, count);
    return { rows: first.map((i) => candidates[i]), scores: first.map((i) => acquisition[i]), basis: 'ratings' };
  }

  private spread(count: number, seed: number, accept?: Uint8Array): Ranking {
    const { rows: taken } = this.rated;
    const free = accept?.slice() ?? new Uint8Array(this.points.rows).fill(1);
    for (const row of taken) free[row] = 0;
    const sample = drawRows(this.keys, Math.max(SPREAD_ROWS, count), seed, free);
    const rows = spreadOut(this.points, sample, count, new Random(seed), taken);
    // There is no measure of it but the order.
    return { rows, scores: rows.map((_, i) => rows.length - i), basis: 'spread' };
  }

  private async compute(scores: Scores, seed: number, values: Float32Array, from: number, to: number): Promise<void> {
    const { points, products, learned } = this;
    switch (scores) {
      case 'interest': {
        const { mean } = await products.posterior(learned!.process, points, from, to, 'mean');
        const { deviation, mean: base } = learned!.process;
        for (let i = 0; i < mean.length; i++) values[from + i] = mean[i] * deviation + base;
        return;
      }
      case 'next': {
        // The expected improvement depends on the trade-off, which may change at no cost: mean and variance are kept.
        const { mean, explained } = await products.posterior(learned!.process, points, from, to, 'mean and explained');
        values.set(mean, from);
        if (this.explained?.length !== points.rows) this.explained = new Float32Array(points.rows);
        this.explained.set(explained!, from);
        return;
      }
      case 'forest':
      case 'neighbour': {
        for (let at = from; at < to; at += DISTANCE_ROWS) {
          const rows = Uint32Array.from({ length: Math.min(to - at, DISTANCE_ROWS) }, (_, i) => at + i);
          values.set(await this.unusual(rows, scores, seed), at);
        }
        return;
      }
    }
  }

  private async unusual(rows: ArrayLike<number>, by: UnusualBy, seed: number): Promise<Float32Array> {
    const { points, products } = this;
    // Ratings change nothing of it: what a ranking has computed for all rows is there.
    const known = this.scores.get(nameOf(by, seed));
    if (known?.done === points.rows) return Float32Array.from(rows, (row) => known.values[row]);
    if (by === 'forest') {
      const forest = this.forest(seed);
      return Float32Array.from(rows, (row) => forest.score(row));
    }
    const references = (this.references ??= this.findReferences());
    const chosen = new Points(rows.length, points.dimensions);
    for (let i = 0; i < rows.length; i++) {
      chosen.values.set(
        points.values.subarray(rows[i] * points.stride, (rows[i] + 1) * points.stride),
        i * points.stride,
      );
    }
    const self = Int32Array.from(rows, (row) => references.place.get(row) ?? -1);
    const squared = await products.squaredDistances(chosen, 0, rows.length, references.points);
    return neighbourDistances(squared, references.points, self);
  }

  private findReferences() {
    const rows = drawRows(this.keys, REFERENCES, SPACE_SEED);
    return { rows, points: this.points.pick(rows), place: new Map([...rows].map((row, i) => [row, i])) };
  }

  private forest(seed: number): IsolationForest {
    let forest = this.forests.get(seed);
    if (!forest) {
      forest = new IsolationForest(this.points, drawRows(this.keys, FOREST_ROWS, SPACE_SEED), seed);
      this.forests.set(seed, forest);
    }
    return forest;
  }

  /** The highest first, of equal ones that of the lesser key: the same in whatever order the rows came. */
  private inOrder(top: Top<number>) {
    return top.sorted().sort((a, b) => b.score - a.score || this.keys[a.item] - this.keys[b.item]);
  }
}

/** The forest's scores alone depend on the seed. */
function nameOf(scores: Scores, seed: number): string {
  return scores === 'forest' ? `forest ${seed}` : scores;
}

function textOf({ rows, ratings }: RatedRows): string {
  return `${rows.join()} ${ratings.join()}`;
}

/** Ratings that are new, gone, or another. */
function changes(before: RatedRows, now: RatedRows): number {
  const known = new Map(before.rows.map((row, i) => [row, before.ratings[i]]));
  const same = now.rows.filter((row, i) => known.get(row) === now.ratings[i]).length;
  return Math.max(before.rows.length, now.rows.length) - same;
}
