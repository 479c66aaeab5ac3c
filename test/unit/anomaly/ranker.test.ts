import assert from 'node:assert/strict';
import { MatrixProducts, Ranker, TRADE_OFF, type Wanted } from '../../../src/anomaly';
import { candidatesAt, expectedImprovement, inOrderOfAsking } from '../../../src/anomaly/acquisition';
import { learnInterest } from '../../../src/anomaly/interest';
import { learningSteps, stillWorth } from '../../../src/anomaly/learning';
import { Random } from '../../../src/random';
import { averagePrecision, Matrix, normalDensity } from '../../../src/statistics';

const ROWS = 600;
const COLUMNS = 60;

/** Galaxies of a common kind, and every twentieth of a kind that is elsewhere, not far. */
function galaxies(order: readonly number[] = [...Array(ROWS).keys()]) {
  const row = (i: number) => {
    const random = new Random(9, i);
    return Array.from(
      { length: COLUMNS },
      (_, d) => random.gaussian() / (1 + d / 8) + (i % 20 === 0 && d < 4 ? 1.6 : 0),
    );
  };
  const keys = Float64Array.from(order, (i) => Math.floor(new Random(5, i).uniform() * 2 ** 52));
  return { matrix: Matrix.fromRows(order.map(row)), keys, wanted: order.map((i) => i % 20 === 0) };
}

const products = new MatrixProducts(1);
const BASIC = { unusualBy: 'neighbour', seed: 1, tradeOff: TRADE_OFF } as const;

async function sorted(ranker: Ranker, wanted: Partial<Wanted> & Pick<Wanted, 'sort' | 'count'>) {
  const all: Wanted = { ...BASIC, ...wanted };
  const needed = ranker.needs(all);
  if (needed) while ((await ranker.prepare(needed, all.seed, 250)) < ranker.points.rows);
  return ranker.top(all);
}

describe('a ranking by interest', () => {
  it('learns what is wanted from batches of ten, and asks for none twice', async () => {
    const { matrix, keys, wanted } = galaxies();
    const ranker = await Ranker.of(matrix, keys, products);
    const rows: number[] = [];
    const ratings: number[] = [];
    const bases: string[] = [];
    for (let batch = 0; batch < 8; batch++) {
      ranker.learn({ rows: [...rows], ratings: [...ratings] });
      const next = await sorted(ranker, { sort: 'next', count: 10 });
      bases.push(next.basis);
      assert.equal(new Set(next.rows).size, 10);
      rows.push(...next.rows);
      ratings.push(...next.rows.map((row) => (wanted[row] ? 5 : 0)));
    }
    assert.equal(new Set(rows).size, 80);
    assert.equal(bases[0], 'spread');
    assert.equal(bases.at(-1), 'ratings');
    const interest = ranker.learn({ rows, ratings })!;
    assert.ok(interest.fitted && interest.holdOut.error < interest.holdOut.blind);
    const { rows: order, scores } = await sorted(ranker, { sort: 'interest', count: ROWS });
    const found = averagePrecision(scores, order.map((row) => wanted[row])); // prettier-ignore
    assert.ok(found > 0.8, `average precision ${found}`);
    // What it says of each is the posterior mean, and the contributions add up to it.
    const [first] = order;
    const { mean, deviation, acquisition } = await ranker.details([first], BASIC);
    assert.ok(Math.abs(mean[0] - scores[0]) < 1e-3 && deviation[0] > 0 && acquisition[0] >= 0);
    const sum = ranker.explain(first).reduce((total, { contribution }) => total + contribution, interest.process.mean);
    assert.ok(Math.abs(sum - mean[0]) < 1e-9);
  });

  it('is the same from the same ratings, in whatever order the galaxies were indexed', async () => {
    const order = new Random(2).shuffle([...Array(ROWS).keys()]);
    const [a, b] = [galaxies(), galaxies(order)];
    const rated = Array.from({ length: 40 }, (_, i) => 7 * i);
    const ratings = rated.map((i) => (a.wanted[i] ? 5 : i % 3));
    const [first, second] = await Promise.all([Ranker.of(a.matrix, a.keys, products), Ranker.of(b.matrix, b.keys, products)]); // prettier-ignore
    for (const sort of ['next', 'unusual'] as const) {
      const [one, other] = [await sorted(first, { sort, count: 30 }), await sorted(second, { sort, count: 30 })];
      assert.deepEqual(other.rows.map((row) => order[row]), one.rows); // prettier-ignore
    }
    first.learn({ rows: rated, ratings });
    second.learn({ rows: rated.map((i) => order.indexOf(i)), ratings });
    // Products of matrices round as rows lie: near ties may change places.
    const [one, other] = [await sorted(first, { sort: 'interest', count: ROWS }), await sorted(second, { sort: 'interest', count: ROWS })]; // prettier-ignore
    const scoreOf = new Map(other.rows.map((row, i) => [order[row], other.scores[i]]));
    const apart = one.rows
      .map((row, i) => Math.abs(scoreOf.get(row)! - one.scores[i]))
      .reduce((x, y) => Math.max(x, y));
    assert.ok(apart < 2e-3, `${apart}`);
    const [next, otherNext] = [await sorted(first, { sort: 'next', count: 10 }), await sorted(second, { sort: 'next', count: 10 })]; // prettier-ignore
    assert.deepEqual(otherNext.rows.map((row) => order[row]), next.rows); // prettier-ignore
    const before = await sorted(first, { sort: 'interest', count: ROWS });
    first.learn({ rows: rated.slice(1), ratings: ratings.slice(1) });
    first.learn({ rows: rated, ratings });
    assert.deepEqual(await sorted(first, { sort: 'interest', count: ROWS }), before);
  });

  it('keeps its kernel for a few ratings where it is to be quick', async () => {
    const { matrix, keys, wanted } = galaxies();
    const ranker = await Ranker.of(matrix, keys, products);
    const learn = (count: number, quick: boolean) => {
      const rows = Array.from({ length: count }, (_, i) => 11 * i);
      return ranker.learn({ rows, ratings: rows.map((row) => (wanted[row] ? 5 : 1)) }, quick)!;
    };
    const { kernel } = learn(30, true).process;
    const quick = learn(31, true);
    assert.deepEqual([quick.process.kernel, quick.fitted], [kernel, false]);
    assert.ok(learn(31, false).fitted);
    assert.notDeepEqual(learn(31, true).process.kernel, kernel);
    assert.ok(learn(45, true).fitted, 'fifteen more ratings');
    assert.equal(learn(9, false).fitted, false);
  });

  it('has nothing to go by where no ratings differ, and leaves out what is not accepted', async () => {
    const { matrix, keys } = galaxies();
    const ranker = await Ranker.of(matrix, keys, products);
    assert.equal(ranker.learn({ rows: [3, 4, 5], ratings: [2, 2, 2] }), undefined);
    assert.equal((await sorted(ranker, { sort: 'interest', count: 5 })).basis, 'unusual');
    const accept = Uint8Array.from({ length: ROWS }, (_, i) => Number(i < 12));
    const { rows, basis } = await sorted(ranker, { sort: 'next', count: 50, accept });
    assert.equal(basis, 'spread');
    assert.deepEqual(rows.sort((a, b) => a - b), [0, 1, 2, 6, 7, 8, 9, 10, 11]); // prettier-ignore
    assert.ok(Number.isNaN((await ranker.details([1], BASIC)).mean[0]));
  });

  it('ranks one galaxy, and copies of one', async () => {
    for (const rows of [1, 5]) {
      const matrix = Matrix.fromRows(Array.from({ length: rows }, () => Array.from({ length: 8 }, (_, d) => d)));
      const ranker = await Ranker.of(
        matrix,
        Float64Array.from({ length: rows }, (_, i) => i),
        products,
      );
      assert.equal((await sorted(ranker, { sort: 'unusual', count: 9 })).rows.length, rows);
      assert.equal((await sorted(ranker, { sort: 'next', count: 9 })).rows.length, rows);
      if (rows > 1) {
        ranker.learn({ rows: [0, 1], ratings: [0, 5] });
        const { scores } = await sorted(ranker, { sort: 'interest', count: 9 });
        assert.ok(scores.every((score) => Math.abs(score - 2.5) < 0.1));
      }
    }
  });
});

describe('what to ask next', () => {
  it('is expected to improve on the best by the integral that defines it', () => {
    for (const [mean, deviation, best, tradeOff] of [
      [3, 1, 4, 0.5],
      [4.5, 0.3, 4, 0],
      [0, 0.5, 5, 0.5],
    ]) {
      // prettier-ignore
      let integral = 0;
      for (let z = -8; z < 12; z += 1e-3) {
        integral += Math.max(0, mean + z * deviation - best - tradeOff) * normalDensity(z) * 1e-3;
      }
      assert.ok(Math.abs(expectedImprovement(mean, deviation, best, tradeOff) - integral) < 1e-4);
    }
    for (const z of [-5.99, -6.01, -20]) assert.ok(expectedImprovement(z, 1, 0, 0) > expectedImprovement(z - 0.01, 1, 0, 0)); // prettier-ignore
    assert.equal(expectedImprovement(4, 0, 3, 0.5), 0.5);
    assert.equal(expectedImprovement(2, 0, 3, 0.5), 0);
  });

  it('differs within a batch: of copies one is asked', () => {
    const random = new Random(3);
    const points = new Matrix(40, 4);
    // Ten copies of one place, near the best rated, and others around the worst.
    for (let i = 0; i < 40; i++) for (let d = 0; d < 4; d++) points.row(i)[d] = i < 10 ? 0.8 : random.gaussian() - 1;
    const rated = points.pick([20, 21, 22, 23]);
    rated.row(0).fill(1);
    const interest = learnInterest(rated, [5, 1, 0, 2], { lengthScale: 2, alpha: 1, noise: 0.05 })!;
    const candidates = candidatesAt(interest, points.pick([...Array(20).keys(), ...Array.from({ length: 16 }, (_, i) => 24 + i)])); // prettier-ignore
    const { order, acquisition } = inOrderOfAsking(interest, candidates, 5, 0.5, 5);
    const plain = [...acquisition.keys()].sort((a, b) => acquisition[b] - acquisition[a]).slice(0, 5);
    assert.deepEqual(
      plain.filter((i) => i >= 10),
      [],
      `${plain.map((i) => acquisition[i]).join(', ')}, copies ${acquisition[0]}`,
    );
    assert.ok(order.slice(0, 5).filter((i) => i < 10).length < 5);
    assert.deepEqual([...order].sort((a, b) => a - b), [...Array(36).keys()]); // prettier-ignore
  });
});

describe('the progress of learning', () => {
  it('is told batch by batch, and settles', () => {
    const { matrix, wanted } = galaxies();
    const points = matrix.standardised();
    const rows = Array.from({ length: 65 }, (_, i) => (13 * i) % ROWS);
    const steps = [...learningSteps(points, points.pick(rows), rows.map((row) => (wanted[row] ? 5 : 0)))]; // prettier-ignore
    assert.deepEqual(steps.map(({ rated }) => rated), [10, 20, 30, 40, 50, 60, 65]); // prettier-ignore
    assert.equal(steps[0].change, undefined);
    assert.ok(steps.slice(1).every(({ change }) => change! >= 0 && change! <= 1));
    assert.ok(steps.at(-1)!.holdOut!.error > 0);
  });

  it('foretells how many ratings are still worth making, or says that it cannot', () => {
    const steps = (changes: readonly number[]) => changes.map((change, i) => ({ rated: 10 * (i + 2), change }));
    assert.equal(stillWorth(steps([0.5, 0.3])), undefined);
    assert.equal(stillWorth(steps([0.5, 0.2, 0.04, 0.03])), 0);
    assert.equal(stillWorth(steps([0.2, 0.3, 0.4, 0.5])), undefined);
    // A change of 8 / n is 0.05 at 160 ratings.
    assert.equal(stillWorth(steps([20, 30, 40, 50, 60].map((n) => 8 / n))), 100);
  });
});
