import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import {
  type EngineClient,
  EngineError,
  ExplainRank,
  IndexCollection,
  MeasureLearning,
  OpenTable,
  RankAnomalies,
  type RankedCutout,
  type RankParams,
  type RankProgress,
} from '../../../src/engine';
import { ensureBuilt } from '../../built';
import { galaxyFits, temporaryFolder, writeGalaxies } from '../../galaxies';
import { collectionOf, engineClient } from './harness';

const COUNT = 80;
const name = (i: number) => `g${String(i).padStart(3, '0')}.fits`;

describe('rankings by interest in the engine', function () {
  this.timeout(60_000);
  let folder: string;
  let remove: () => void;
  let engine: EngineClient;

  before(async () => {
    ensureBuilt();
    ({ folder, remove } = temporaryFolder());
    writeGalaxies(folder, COUNT, 16);
    engine = engineClient();
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
  });
  after(async () => {
    await engine.stop();
    remove();
  });

  const rank = async (params: Partial<RankParams> = {}) =>
    (await engine.request(RankAnomalies, { folder, sort: 'interest', count: 10, ...params }))!;
  const pathsOf = (cutouts: readonly RankedCutout[]) => cutouts.map(({ path: file }) => file);
  const table = async (file: string, text: string) => {
    const absolute = path.join(folder, file);
    await engine.request(OpenTable, { folder, file: absolute, text });
    return absolute;
  };
  const given = (count: number) => ({ given: Array.from({ length: count }, (_, i) => ({ path: name(i), rating: (i * i) % 6 })) }); // prettier-ignore
  const told = (reason: RegExp) => (error: unknown) => error instanceof EngineError && reason.test(error.message);

  it('say by what they are sorted where nothing is rated', async () => {
    const seen: RankProgress[] = [];
    const unusual = (await engine.request(
      RankAnomalies,
      { folder, sort: 'interest', count: 10 },
      { onProgress: (at) => seen.push(at) },
    ))!;
    assert.equal(unusual.basis, 'unusual');
    assert.deepEqual(unusual.learned, { rated: 0, missing: 0, contradictory: 0, nothing: 'no ratings' });
    assert.deepEqual([unusual.ranked, unusual.cutouts.length], [COUNT, 10]);
    assert.deepEqual([...new Set(seen.map(({ stage }) => stage))], ['space', 'unusual']);
    const [first] = unusual.cutouts;
    assert.equal(first.score, Math.fround(first.unusual));
    assert.ok(first.mean === undefined && first.acquisition === undefined && first.ra! >= 10);
    const next = await rank({ sort: 'next' });
    assert.equal(next.basis, 'spread');
    assert.equal(new Set(pathsOf(next.cutouts)).size, 10);
    assert.deepEqual(await rank({ sort: 'next' }), next);
    assert.notDeepEqual(pathsOf((await rank({ sort: 'next', seed: 2 })).cutouts), pathsOf(next.cutouts));
    const forest = await rank({ sort: 'unusual', unusualBy: 'forest' });
    assert.ok(forest.cutouts.every(({ unusual: score }) => score > 0 && score < 1));
  });

  it('learn from ratings, page by page, and explain themselves', async () => {
    const ratings = given(30);
    const all = await rank({ ratings, count: COUNT });
    assert.equal(all.basis, 'ratings');
    assert.equal(all.learned.rated, 30);
    assert.ok(all.learned.kernel!.fitted && all.learned.holdOut!.error > 0);
    assert.equal(all.rated.length, 30);
    assert.deepEqual(all.rated.map(({ rated }) => rated), [...all.rated.map(({ rated }) => rated!)].sort((a, b) => b - a)); // prettier-ignore
    assert.ok(all.cutouts.every(({ mean, score }) => Math.abs(mean! - score) < 1e-3));
    assert.ok(all.cutouts.every(({ score }, i) => i === 0 || score <= all.cutouts[i - 1].score));
    const page = await rank({ ratings, offset: 20, count: 5 });
    assert.deepEqual(pathsOf(page.cutouts), pathsOf(all.cutouts).slice(20, 25));
    const unrated = await rank({ ratings, unratedOnly: true, count: COUNT });
    assert.deepEqual([unrated.ranked, unrated.cutouts.some(({ rated }) => rated !== undefined)], [COUNT - 30, false]);
    const next = await rank({ ratings, sort: 'next' });
    assert.ok(next.cutouts.every(({ rated, acquisition }) => rated === undefined && acquisition! > 0));

    const { mean, base, rated } = (await engine.request(ExplainRank, {
      folder,
      ratings,
      cutout: { path: name(50) },
      count: 99,
    }))!;
    assert.equal(rated.length, 30);
    const sum = rated.reduce((total, { contribution }) => total + contribution, base!);
    assert.ok(Math.abs(sum - mean!) < 1e-9);
    assert.ok(
      rated.every(({ contribution }, i) => i === 0 || Math.abs(contribution) <= Math.abs(rated[i - 1].contribution)),
    );
    const told50 = all.cutouts.find(({ path: file }) => file === name(50))!;
    assert.ok(Math.abs(told50.mean! - mean!) < 1e-9);
    await assert.rejects(engine.request(ExplainRank, { folder, ratings, cutout: { path: 'no.fits' }, count: 1 }), told(/no\.fits: it is not in the index/)); // prettier-ignore

    const { steps, stillWorth } = (await engine.request(MeasureLearning, { folder, ratings: given(45) }))!;
    assert.deepEqual(steps.map((step) => step.rated), [10, 20, 30, 40, 45]); // prettier-ignore
    assert.ok(stillWorth === undefined || stillWorth >= 0);
    assert.deepEqual(await engine.request(MeasureLearning, { folder, ratings: {} }), { steps: [] });
  });

  it('take ratings of several raters, and count what is missing, contradictory or without a worth', async () => {
    const file = await table(
      'ratings.csv',
      ['file,rating,rating_2,kind', `${name(0)},5,5,ring`, `${name(1)},0,4,disc`, `${name(2)},3,,`, `${name(3)},,2.5,odd`, `${name(4)},1,,disc`, `${name(4)},4,,disc`, 'gone.fits,5,5,ring'].join('\n'), // prettier-ignore
    );
    const both = await rank({
      ratings: {
        columns: [
          { file, column: 'rating' },
          { file, column: 'rating_2' },
        ],
      },
    });
    assert.deepEqual({ ...both.learned, kernel: 0, holdOut: 0 }, { rated: 5, missing: 2, contradictory: 2, kernel: 0, holdOut: 0 }); // prettier-ignore
    assert.equal(both.learned.kernel!.fitted, false);
    const ratingOf = new Map(both.rated.map(({ path: of, rated }) => [of, rated]));
    assert.deepEqual([0, 1, 2, 3, 4].map((i) => ratingOf.get(name(i))), [5, 2, 3, 2.5, 2.5]); // prettier-ignore
    const kinds = await rank({ ratings: { columns: [{ file, column: 'kind', interest: { ring: 5, disc: 1 } }] } });
    assert.deepEqual([kinds.learned.rated, kinds.learned.missing], [3, 1]);
    const others = await rank({ ratings: { columns: [{ file, column: 'kind', interest: { ring: 5, '*': 0 } }] } });
    assert.equal(others.learned.rated, 4);
    const equal = await rank({ ratings: { columns: [{ file, column: 'kind', interest: { '*': 2 } }] } });
    assert.deepEqual([equal.learned.nothing, equal.basis], ['all ratings are equal', 'unusual']);
  });

  it('refuse what is no rating, with the column and the reason', async () => {
    const file = await table('other.csv', ['file,z,class,done,tags', `${name(0)},0.31,disc,1,a;b`, `${name(1)},1,ring,0,b`, `${name(2)},,disc,1,`].join('\n')); // prettier-ignore
    const by = (column: string, interest?: Record<string, number>) => rank({ ratings: { columns: [{ file, column, interest }] } }); // prettier-ignore
    await assert.rejects(
      by('z'),
      told(/other\.csv: column "z" holds no ratings: row 1 is 0\.31, no whole or half step/),
    );
    await assert.rejects(by('class'), told(/column "class" holds classes, no ratings: say what its values are worth/));
    await assert.rejects(by('tags'), told(/column "tags" holds tags/));
    await assert.rejects(by('rating'), told(/there is no column "rating"; it has file, z/));
    await assert.rejects(
      by('class', { ring: 7 }),
      told(/"ring" of class is worth is 7; ratings are numbers from 0 to 5/),
    );
    await assert.rejects(rank({ ratings: { given: [{ path: name(0), rating: NaN }] } }), told(/its rating is NaN/));
    assert.deepEqual((await by('done')).rated.map(({ rated }) => rated), [5, 5, 0]); // prettier-ignore
    assert.deepEqual((await by('tags', { a: 5, b: 1 })).rated.map(({ rated }) => rated), [5, 1]); // prettier-ignore
    await assert.rejects(
      rank({ ratings: { columns: [{ file: '/no.csv', column: 'a' }] } }),
      told(/has not been opened/),
    );
  });

  it('keep to a filter, and can be cancelled', async () => {
    const some = await rank({ filter: { where: 'ra < 20' }, count: COUNT });
    assert.deepEqual([some.ranked, pathsOf(some.cutouts).sort()], [10, Array.from({ length: 10 }, (_, i) => name(i))]);
    await assert.rejects(rank({ filter: { where: 'size <' } }), told(/size/));
    const source = new CancellationTokenSource();
    source.cancel();
    assert.equal(
      await engine.request(RankAnomalies, { folder, sort: 'unusual', count: 5 }, { token: source.token }),
      undefined,
    );
    assert.equal(
      await engine.request(MeasureLearning, { folder, ratings: given(30) }, { token: source.token }),
      undefined,
    );
    assert.equal((await rank()).cutouts.length, 10);
  });

  it('know what has come and gone since', async () => {
    const ratings = { given: [...given(12).given, { path: 'new.fits', rating: 4 }] };
    assert.equal((await rank({ ratings })).learned.missing, 1);
    fs.writeFileSync(path.join(folder, 'new.fits'), galaxyFits(999, 16));
    await engine.request(IndexCollection, { folder, paths: ['new.fits'] });
    const came = await rank({ ratings });
    assert.deepEqual([came.ranked, came.learned.rated, came.learned.missing], [COUNT + 1, 13, 0]);
    fs.rmSync(path.join(folder, 'new.fits'));
    await engine.request(IndexCollection, { folder, paths: ['new.fits'] });
    assert.deepEqual([(await rank({ ratings })).ranked, (await rank({ ratings })).learned.missing], [COUNT, 1]);
    const empty = path.join(folder, 'empty');
    fs.mkdirSync(empty);
    await engine.open(collectionOf(empty));
    const nothing = (await engine.request(RankAnomalies, { folder: empty, ratings, sort: 'next', count: 5 }))!;
    assert.deepEqual([nothing.cutouts, nothing.ranked, nothing.basis, nothing.learned.missing], [[], 0, 'spread', 13]);
  });
});
