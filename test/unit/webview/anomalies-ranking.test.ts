import assert from 'node:assert/strict';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { Choice, RankedCutout, RankResult } from '../../../src/contracts/anomalies';
import { DEFAULT_CHOICE } from '../../../src/contracts/anomalies';
import { Ranking } from '../../../webview/anomalies/ranking';

const galaxy = (i: number, rated?: number): RankedCutout => ({
  path: `g${i}.fits`,
  hdu: 0,
  score: 100 - i,
  unusual: i,
  ...(rated === undefined ? {} : { rated }),
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => galaxy(from + i));
const answer = (cutouts: readonly RankedCutout[], rated: readonly RankedCutout[] = []): RankResult => ({
  cutouts,
  ranked: 100,
  basis: rated.length > 0 ? 'ratings' : 'spread',
  learned: { rated: rated.length, missing: 0, contradictory: 0 },
  rated,
});
const names = (some: readonly RankedCutout[]) => some.map(({ path }) => Number(path.slice(1, -5)));

describe('the ranking of the anomalies panel', () => {
  let asked: { count: number; quick: boolean; choice: Choice }[] = [];
  let next: (() => RankResult | null | Promise<RankResult | null>)[] = [];
  let choice: Choice = DEFAULT_CHOICE;
  const skipped = new Set<string>();
  const host = {
    onNotification: () => undefined,
    sendRequest: async (_: unknown, params: (typeof asked)[number]) => {
      asked.push(params);
      return next.shift()!();
    },
  } as unknown as MessageConnection;
  let ranking: Ranking;
  const timers: (() => void)[] = [];

  before(() => {
    (globalThis as { window?: unknown }).window = {
      setTimeout: (run: () => void) => timers.push(run),
      clearTimeout: () => (timers.length = 0),
    };
  });
  after(() => {
    delete (globalThis as { window?: unknown }).window;
  });
  beforeEach(() => {
    asked = [];
    next = [];
    choice = DEFAULT_CHOICE;
    skipped.clear();
    timers.length = 0;
    const element = { requestUpdate: () => undefined } as never;
    ranking = new Ranking(element, host, () => choice, () => skipped, () => undefined); // prettier-ignore
  });

  it('keeps a batch while it is rated, with what is known of it now, and has the next one ready', async () => {
    next.push(() => answer(range(0, 20)));
    await ranking.rank('choice');
    assert.deepEqual(names(ranking.shown), names(range(0, 10)));
    // After a rating the engine proposes others, and no rated one.
    next.push(() => answer([...range(30, 40), ...range(3, 10)], [galaxy(0, 5)]));
    await ranking.rank('rating');
    assert.deepEqual(names(ranking.shown), names(range(0, 10)));
    assert.equal(ranking.shown[0].rated, 5);
    assert.equal(ranking.open.length, 9);
    next.push(() => answer(range(50, 70), [galaxy(0, 5)]));
    await ranking.nextBatch();
    assert.deepEqual(names(ranking.shown), names(range(30, 40)));
  });

  it('forgets a rating that was taken back', async () => {
    next.push(() => answer(range(0, 20)), () => answer(range(1, 20), [galaxy(0, 5)]), () => answer(range(0, 20))); // prettier-ignore
    await ranking.rank('choice');
    await ranking.rank('rating');
    assert.equal(ranking.open.length, 9);
    await ranking.rank('rating');
    assert.equal(ranking.open.length, 10);
  });

  it('asks about no galaxy that was skipped', async () => {
    for (const i of [0, 3, 4]) skipped.add(`g${i}.fits[0]`);
    next.push(() => answer(range(0, 23)));
    await ranking.rank('choice');
    assert.equal(asked[0].count, 23);
    assert.deepEqual(names(ranking.shown), [1, 2, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('fits the kernel anew once nobody has rated for a moment', async () => {
    choice = { ...DEFAULT_CHOICE, sort: 'interest' };
    next.push(() => answer(range(0, 5)));
    await ranking.rank('rating');
    assert.equal(asked[0].quick, true);
    assert.equal(timers.length, 1);
    next.push(() => answer(range(2, 5)));
    timers[0]();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked[1].quick, false);
    assert.deepEqual(names(ranking.shown), [2, 3, 4]);
  });

  it('shows the answer to the last question, whichever comes last', async () => {
    choice = { ...DEFAULT_CHOICE, sort: 'interest' };
    let late!: (result: RankResult) => void;
    next.push(() => new Promise((resolve) => (late = resolve)), () => answer(range(7, 9))); // prettier-ignore
    const first = ranking.rank('data');
    await ranking.rank('data');
    late(answer(range(0, 2)));
    await first;
    assert.deepEqual(names(ranking.shown), [7, 8]);
    assert.equal(ranking.busy, false);
  });

  it('keeps what is shown where a ranking fails, and says why', async () => {
    choice = { ...DEFAULT_CHOICE, sort: 'interest' };
    next.push(() => answer(range(0, 3)), () => { throw new Error('no such column'); }); // prettier-ignore
    await ranking.rank('data');
    await ranking.rank('data');
    assert.equal(ranking.error, 'no such column');
    assert.equal(ranking.shown.length, 3);
  });
});
