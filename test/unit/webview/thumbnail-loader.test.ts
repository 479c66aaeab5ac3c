import assert from 'node:assert/strict';
import { setImmediate as settled } from 'node:timers/promises';
import type { CutoutRef, Thumbnail } from '../../../src/engine/protocol';
import { ThumbnailLoader } from '../../../webview/components/grid/thumbnail-loader';

const BATCH = 24;
const cutout = (name: string | number): CutoutRef => ({ path: String(name), hdu: 0 });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));
const picture = (width: number): Thumbnail => ({ width, height: 1, bands: [], kind: 'fits' });

/** A loader whose requests wait to be answered by hand. */
function set() {
  const requests: {
    paths: string[];
    answer: (thumbnails?: readonly Thumbnail[]) => Promise<void>;
    fail: (reason: string) => Promise<void>;
  }[] = [];
  let arrivals = 0;
  const loader = new ThumbnailLoader(
    (cutouts) =>
      new Promise((resolve, reject) => {
        const paths = cutouts.map(({ path }) => path);
        requests.push({
          paths,
          answer: async (thumbnails = paths.map((name) => picture(Number(name)))) => {
            resolve(thumbnails);
            await settled();
          },
          fail: async (reason) => {
            reject(new Error(reason));
            await settled();
          },
        });
      }),
    () => arrivals++,
  );
  const draw = async (names: readonly string[]) => {
    const shown = names.map((name) => loader.get(cutout(name)));
    await settled();
    return shown;
  };
  return { loader, requests, draw, arrivals: () => arrivals };
}

describe('the loader of thumbnails', () => {
  it('asks once for what is drawn together, and then has it', async () => {
    const { requests, draw, arrivals } = set();
    assert.deepEqual(await draw(range(1, 6)), Array(5).fill(undefined));
    assert.deepEqual(
      requests.map(({ paths }) => paths),
      [range(1, 6)],
    );
    await requests[0].answer();
    assert.equal(arrivals(), 1);
    assert.deepEqual(
      await draw(range(1, 6)),
      [1, 2, 3, 4, 5].map((n) => picture(n)),
    );
    assert.equal(requests.length, 1);
  });

  it('asks for a screenful in batches, one after the other, the top before the bottom', async () => {
    const { requests, draw } = set();
    await draw(range(0, 60));
    assert.equal(requests.length, 1);
    assert.deepEqual(requests[0].paths, range(0, BATCH));
    await requests[0].answer();
    assert.deepEqual(requests[1].paths, range(BATCH, 2 * BATCH));
    await requests[1].answer();
    assert.deepEqual(requests[2].paths, range(2 * BATCH, 60));
    await requests[2].answer();
    assert.equal(requests.length, 3);
  });

  it('takes what was drawn last before what has scrolled away', async () => {
    const { requests, draw } = set();
    await draw(range(0, 60));
    await draw(range(100, 110));
    await draw(range(200, 210));
    await requests[0].answer();
    assert.deepEqual(requests[1].paths, [...range(200, 210), ...range(100, 110), ...range(24, 28)]);
  });

  it('does not ask again for what is under way', async () => {
    const { requests, draw } = set();
    await draw(['1', '2']);
    await draw(['1', '2', '3']);
    await requests[0].answer();
    assert.deepEqual(requests[1].paths, ['3']);
  });

  it('tells HDUs of one file apart', async () => {
    const { loader, requests } = set();
    loader.get({ path: '1', hdu: 0 });
    loader.get({ path: '1', hdu: 1 });
    await settled();
    await requests[0].answer([picture(10), picture(11)]);
    assert.deepEqual(loader.get({ path: '1', hdu: 1 }), picture(11));
    assert.deepEqual(loader.get({ path: '1', hdu: 0 }), picture(10));
  });

  it('drops an answer that was under way when it was cleared, and asks anew at once', async () => {
    const { loader, requests, draw, arrivals } = set();
    await draw(['1']);
    loader.clear();
    assert.deepEqual(await draw(['1']), [undefined]);
    assert.equal(requests.length, 2, 'the second request does not wait for the first');
    await requests[0].answer([picture(999)]);
    assert.equal(arrivals(), 0);
    assert.deepEqual(await draw(['1']), [undefined]);
    await requests[1].answer();
    assert.deepEqual(await draw(['1']), [picture(1)]);
    assert.equal(requests.length, 2);
  });

  it('shows the reason where a request fails, and goes on with the others', async () => {
    const { requests, draw } = set();
    await draw(range(0, 30));
    await requests[0].fail('the engine has stopped');
    assert.deepEqual(await draw(['0']), [{ error: 'the engine has stopped' }]);
    await requests[1].answer();
    assert.deepEqual(await draw(['29']), [picture(29)]);
  });

  it('forgets what was used longest ago, beyond some thousands', async () => {
    const { loader, requests } = set();
    for (let i = 0; i < 4000; i++) loader.get(cutout(i));
    for (let i = 0; i * BATCH < 4000; i++) {
      await settled();
      await requests[i].answer();
    }
    assert.ok(loader.get(cutout(0)), 'used just now');
    loader.get(cutout(4000));
    await settled();
    await requests.at(-1)!.answer();
    assert.ok(loader.get(cutout(0)));
    assert.equal(loader.get(cutout(1)), undefined);
  });
});
