import { type Ranker, TRADE_OFF } from '../../../src/anomaly';
import { Random } from '../../../src/random';
import { averagePrecision } from '../../../src/statistics';
import { Astronomaly } from './astronomaly';

const BATCH = 10;
const RATINGS = 200;
const [LEAST, MOST] = [0, 5];
const TOPS = [50, 100, 200];

/** How far 200 ratings have brought a search: by what is measured. */
export type Search = Readonly<Record<string, number>>;

/** Rows in the order in which they are rated, and at the end a score of each. */
export interface Searcher {
  /** The next ten, none of them rated. */
  next(rated: readonly number[], ratings: readonly number[]): Promise<number[]>;
  scores(rated: readonly number[], ratings: readonly number[]): Promise<ArrayLike<number>>;
}

/**
 * A researcher who rates galaxies 5 or 0 as a hidden truth has it, ten at a time, up to two hundred. Accuracy is the share
 * of what is looked for among the first 50, 100 and 200: over all galaxies, the rated at their known place, as Walmsley et
 * al. (2022) count; and over those alone that are not rated.
 */
export async function search(searcher: Searcher, truth: readonly boolean[]): Promise<Search> {
  const rated: number[] = [];
  const ratings: number[] = [];
  while (rated.length < Math.min(RATINGS, truth.length)) {
    const next = await searcher.next(rated, ratings);
    rated.push(...next);
    ratings.push(...next.map((row) => (truth[row] ? MOST : LEAST)));
  }
  return judge(await searcher.scores(rated, ratings), truth, rated);
}

/** Morphoscope's own method, by the code that the engine runs. */
export function byInterest(ranker: Ranker, seed: number): Searcher {
  const wanted = { unusualBy: 'neighbour' as const, seed, tradeOff: TRADE_OFF };
  const prepare = async (sort: 'interest' | 'next') => {
    const needed = ranker.needs({ sort, unusualBy: 'neighbour' });
    if (needed) while ((await ranker.prepare(needed, seed, Infinity)) < ranker.points.rows);
  };
  return {
    async next(rows, ratings) {
      ranker.learn({ rows: [...rows], ratings: [...ratings] });
      await prepare('next');
      return ranker.top({ ...wanted, sort: 'next', count: BATCH }).rows;
    },
    async scores(rows, ratings) {
      ranker.learn({ rows: [...rows], ratings: [...ratings] });
      await prepare('interest');
      const { rows: order, scores } = ranker.top({ ...wanted, sort: 'interest', count: ranker.points.rows });
      const out = new Float64Array(ranker.points.rows);
      order.forEach((row, i) => (out[row] = scores[i]));
      return out;
    },
  };
}

/** Astronomaly's own loop: the highest scores are rated next, to begin with those of the isolation forest. */
export function byAstronomaly(ranker: Ranker, seed: number): Searcher {
  const method = new Astronomaly(ranker.points, seed);
  return {
    next(rows, ratings) {
      const scores = method.scores(rows, ratings);
      const rated = new Set(rows);
      return Promise.resolve(descending(scores).filter((row) => !rated.has(row)).slice(0, BATCH)); // prettier-ignore
    },
    scores: (rows, ratings) => Promise.resolve(method.scores(rows, ratings)),
  };
}

/** By lot, and nothing learned. */
export function atRandom(rows: number, seed: number): Searcher {
  const order = new Random(seed).shuffle(Array.from({ length: rows }, (_, i) => i));
  const scores = new Float64Array(rows);
  order.forEach((row, i) => (scores[row] = rows - i));
  return {
    next: (rated) => Promise.resolve(order.slice(rated.length, rated.length + BATCH)),
    scores: () => Promise.resolve(scores),
  };
}

function judge(scores: ArrayLike<number>, truth: readonly boolean[], rated: readonly number[]): Search {
  const known = new Set(rated);
  const rows = [...truth.keys()];
  const placed = rows.map((row) => (known.has(row) ? (truth[row] ? Infinity : -Infinity) : scores[row]));
  const unrated = rows.filter((row) => !known.has(row));
  const of = (values: readonly number[], among: readonly number[], suffix: string) => {
    const order = descending(values).map((i) => truth[among[i]]);
    const entries = TOPS.map((top) => [`accuracy at ${top}, ${suffix}`, order.slice(0, top).filter(Boolean).length / Math.min(top, order.length)]); // prettier-ignore
    const here = among.map((row) => truth[row]);
    // Where all have been found there is nothing left to rank.
    const precision = here.some(Boolean) ? averagePrecision(values, here) : NaN;
    return Object.fromEntries([...entries, [`average precision, ${suffix}`, precision]]) as Search;
  };
  return {
    'found among the rated': rated.filter((row) => truth[row]).length,
    ...of(placed, rows, 'all'),
    ...of(
      unrated.map((row) => scores[row]),
      unrated,
      'unrated',
    ),
  };
}

function descending(scores: ArrayLike<number>): number[] {
  return Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a] || a - b);
}
