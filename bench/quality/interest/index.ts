import { MatrixProducts, Ranker } from '../../../src/anomaly';
import { Random } from '../../../src/random';
import { type Estimate, Matrix, spread } from '../../../src/statistics';
import type { Representations } from '../evaluate';
import type { Method } from '../methods';
import type { Column } from '../table';
import { atRandom, byAstronomaly, byInterest, type Search, search, type Searcher } from './search';
import { calledOdd, type Truth, truths } from './truths';

const SEEDS = 10;
const THREADS = 1;

/**
 * Searches for what interests a made-up researcher, on one method's representations: by a Gaussian process, as Astronomaly
 * does it, and at random; means of ten seeds, and between which 95 % of them lie.
 */
export async function interest(method: Method, representations: Required<Representations>): Promise<Column[]> {
  const columns = new Map<string, Record<string, Estimate | number>>();
  for (const truth of await truths(method, representations)) {
    const ranker = await rankerOf(truth);
    const ways: [name: string, of: (seed: number) => Searcher][] = [
      [`${method.name}: interest`, (seed) => byInterest(ranker, seed)],
      [`${method.name}: Astronomaly`, (seed) => byAstronomaly(ranker, seed)],
      ['random order', (seed) => atRandom(truth.rows.length, seed)],
    ];
    for (const [name, of] of ways) {
      columns.set(name, { ...columns.get(name), ...summary(truth, await searchesOf(truth, of)) });
    }
    console.error(`searched ${truth.name} by ${method.name}`);
  }
  return [...columns].map(([name, values]) => ({ name, values }));
}

function summary({ name, interesting }: Truth, searches: readonly Search[]) {
  const count = interesting.filter(Boolean).length;
  const title = `${name} (${count} of ${interesting.length})`;
  return Object.fromEntries(
    Object.keys(searches[0]).map((measure) => {
      // Searches that have found all leave nothing to rank.
      const values = searches.map((one) => one[measure]).filter((value) => !Number.isNaN(value));
      return [`${title}: ${measure}`, values.length > 0 ? spread(values) : NaN];
    }),
  );
}

/** Searches by the product's own method for what is `interesting` among galaxies; means of ten seeds. */
export async function searchesByInterest(truth: Truth): Promise<Record<string, Estimate | number>> {
  return summary(truth, await interestSearches(truth));
}

/** What of the search for what is odd stands beside the other measures of a representation. */
export async function searchForOdd(gz2: readonly ArrayLike<number>[]): Promise<Record<string, Estimate>> {
  const searches = await interestSearches(calledOdd(gz2));
  const of = (measure: string) => spread(searches.map((one) => one[measure]));
  return {
    'gz2 odd search, unrated at 100': of('accuracy at 100, unrated'),
    'gz2 odd search, all at 100': of('accuracy at 100, all'),
    'gz2 odd search, AP': of('average precision, all'),
  };
}

async function interestSearches(truth: Truth): Promise<Search[]> {
  const ranker = await rankerOf(truth);
  return searchesOf(truth, (seed) => byInterest(ranker, seed));
}

async function searchesOf({ interesting }: Truth, of: (seed: number) => Searcher): Promise<Search[]> {
  const searches: Search[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) searches.push(await search(of(seed), interesting));
  return searches;
}

/** The galaxies are known by numbers drawn by lot, as by their files' hashes. */
async function rankerOf({ rows }: Truth): Promise<Ranker> {
  const random = new Random(rows.length);
  const keys = Float64Array.from(rows, () => Math.floor(random.uniform() * 2 ** 26) * 2 ** 26 + Math.floor(random.uniform() * 2 ** 26)); // prettier-ignore
  return Ranker.of(Matrix.fromRows(rows), keys, new MatrixProducts(THREADS));
}
