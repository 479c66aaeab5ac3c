import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageConnection } from 'vscode-jsonrpc';
import type { CollectionState, MapProgress } from '../../../src/engine/protocol';
import { CancelMap, LoadMap, type MapPoints, MapProgressed } from '../../../src/contracts/map';
import { MapLoader } from '../../../webview/map/map-loader';
import { progressText } from '../../../webview/map/progress-text';

const STATE: CollectionState = {
  cutouts: 4,
  failed: 0,
  indexing: false,
  complete: true,
  encoder: 'one',
  device: 'cpu',
  deviceWhy: '',
  damage: [],
};
const PLANE: MapPoints = { method: 'principal', positions: Float32Array.of(0, 0, 2, 2), revision: 'a' };
const UMAP: MapPoints = { method: 'umap', positions: Float32Array.of(5, 5, 9, 9), revision: 'a' };

/** The host's end: what it is asked waits until it is answered. */
class Host {
  readonly asked: {
    want: string;
    revision?: string;
    answer: (points: MapPoints | null) => void;
    fail: (error: Error) => void;
  }[] = [];
  cancelled = 0;
  progress: (progress: MapProgress) => void = () => undefined;

  get connection(): MessageConnection {
    return {
      onNotification: (type: { method: string }, handler: (progress: MapProgress) => void) => {
        if (type.method === MapProgressed.method) this.progress = handler;
      },
      sendRequest: (type: { method: string }, params: { want: string; revision?: string }) => {
        if (type.method === CancelMap.method) {
          this.cancelled++;
          return Promise.resolve();
        }
        assert.equal(type.method, LoadMap.method);
        return new Promise((answer, fail) => this.asked.push({ ...params, answer, fail }));
      },
    } as unknown as MessageConnection;
  }
}

describe('loading a map', () => {
  let host: Host;
  let loader: MapLoader;
  const settle = () => sleep(0);
  beforeEach(() => {
    host = new Host();
    loader = new MapLoader(host.connection, () => undefined);
  });
  const answer = async (points: MapPoints | null) => {
    host.asked.at(-1)!.answer(points);
    await settle();
  };

  it('shows what is there at once, then the layout of the same points', async () => {
    loader.follow(STATE);
    assert.equal(host.asked[0].want, 'at once');
    await answer(PLANE);
    assert.deepEqual(loader.points?.positions, Float32Array.of(-1, -1, 1, 1), 'within -1 and 1');
    assert.deepEqual([host.asked[1].want, host.asked[1].revision], ['laid out', 'a']);
    host.progress({ stage: 'layout', done: 3, total: 10 });
    assert.equal(loader.progress?.done, 3);
    await answer(UMAP);
    assert.deepEqual([loader.points?.method, loader.samePoints, loader.progress, loader.loading], ['umap', true, undefined, undefined]); // prettier-ignore
  });

  it('asks nothing where nothing is indexed, and nothing twice', async () => {
    loader.follow({ ...STATE, cutouts: 0 });
    assert.equal(host.asked.length, 0);
    loader.follow(STATE);
    await answer(PLANE);
    await answer(UMAP);
    loader.follow({ ...STATE });
    assert.equal(host.asked.length, 2);
  });

  it('asks again when another encoder answers for as many cutouts', async () => {
    loader.follow(STATE);
    await answer(PLANE);
    await answer(UMAP);
    loader.follow({ ...STATE, encoder: 'another' });
    assert.equal(host.asked[2].want, 'laid out');
  });

  it('keeps what it shows when the layout is stopped, and lays out when that is wanted after all', async () => {
    loader.follow(STATE);
    await answer(PLANE);
    loader.stop();
    assert.equal(host.cancelled, 1);
    await answer(null);
    assert.deepEqual([loader.points?.method, loader.loading, loader.stopped], ['principal', undefined, true]);
    loader.follow({ ...STATE, cutouts: 5 });
    await answer({ ...PLANE, revision: 'b' });
    assert.equal(host.asked.length, 3, 'no layout is asked for');
    loader.resume();
    assert.equal(host.asked[3].want, 'laid out');
    await answer({ ...UMAP, revision: 'b' });
    assert.equal(loader.points?.method, 'umap');
  });

  it('follows the collection while it grows, and lays it out in the end', async () => {
    loader.follow({ ...STATE, indexing: true, cutouts: 2 });
    await answer(PLANE);
    assert.equal(host.asked.length, 1, 'no layout while it is being indexed');
    loader.follow({ ...STATE, indexing: true, cutouts: 3 });
    assert.equal(host.asked.length, 1, 'not so soon');
    loader.follow(STATE);
    assert.equal(host.asked[1].want, 'laid out');
    loader.follow({ ...STATE, cutouts: 9 });
    assert.equal(host.asked.length, 2, 'one after the other');
    await answer({ ...UMAP, revision: 'b' });
    assert.equal(loader.samePoints, false);
    assert.equal(host.asked.length, 3, 'what has come meanwhile');
    await answer({ ...UMAP, revision: 'c' });
    assert.equal(loader.points?.revision, 'c');
  });

  it('has no points any more when all cutouts are gone, and those that come then', async () => {
    loader.follow(STATE);
    await answer(PLANE);
    await answer(UMAP);
    loader.follow({ ...STATE, cutouts: 0 });
    assert.equal(loader.points, undefined);
    loader.follow(STATE);
    assert.deepEqual([host.asked[2].want, host.asked[2].revision], ['at once', undefined]);
    await answer(PLANE);
    assert.equal(loader.samePoints, false);
  });

  it('says what went wrong, and tries again', async () => {
    loader.follow(STATE);
    host.asked[0].fail(new Error('the engine stopped'));
    await settle();
    assert.equal(loader.error, 'the engine stopped');
    loader.resume();
    assert.equal(loader.error, undefined);
    await answer(PLANE);
    await answer(UMAP);
    assert.equal(loader.error, undefined);
  });
});

describe('the text of a map’s progress', () => {
  it('has the rate and the time that is left', () => {
    const progress: MapProgress = { stage: 'placing', done: 12_000, total: 95_000, rate: 3210.4, secondsLeft: 25.9 };
    assert.equal(progressText(progress), 'Placing 12,000 of 95,000 · 3,210 a second · 26 s left');
    assert.equal(progressText({ stage: 'layout', done: 0, total: 200 }), 'Laying out, round 0 of 200');
    assert.equal(
      progressText({ stage: 'layout', done: 20, total: 200, rate: 9, secondsLeft: 100 }),
      'Laying out, round 20 of 200 · 2 min left',
    );
  });
});
