import assert from 'node:assert/strict';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { type RankedCutout, Rate } from '../../../src/contracts/anomalies';
import { Inspected } from '../../../webview/anomalies/inspected';
import { Rater } from '../../../webview/anomalies/rater';

const galaxy = (name: string): RankedCutout => ({ path: name, hdu: 0, score: 1, unusual: 1 });

describe('rating galaxies of a list', () => {
  let shown: RankedCutout[];
  let written: string[];
  let done: number;
  let fails: boolean;
  let rater: Rater;
  let looking: Inspected;
  const host = {
    sendRequest: (type: unknown, params: { galaxy: string; rating: number | null }) => {
      if (type !== Rate) return Promise.resolve({ changed: true });
      if (fails) return Promise.reject(new Error('the disk is full'));
      written.push(`${params.galaxy} ${params.rating}`);
      return Promise.resolve(true);
    },
  } as unknown as MessageConnection;
  const settled = () => new Promise<void>((resolve) => rater.enqueue(() => Promise.resolve(resolve())));

  beforeEach(() => {
    shown = ['a', 'b', 'c'].map(galaxy);
    written = [];
    done = 0;
    fails = false;
    looking = new Inspected({ get shown() { return shown; }, result: undefined }); // prettier-ignore
    looking.moveTo(shown[0]);
    rater = new Rater({ requestUpdate: () => undefined } as never, host, {
      shown: () => shown,
      inBatches: () => true,
      moveTo: (cutout) => looking.moveTo(cutout),
      lookAt: (cutout) => looking.lookAt(cutout),
      onRated: () => {
        shown = shown.map((one) => (written.some((line) => line.startsWith(one.path)) ? { ...one, rated: 1 } : one));
        return Promise.resolve();
      },
      onDone: () => Promise.resolve(void done++),
      say: () => undefined,
    });
  });

  it('writes in the order of the keys, and goes on to what is not rated', async () => {
    rater.rate(shown[0], 5, false);
    assert.equal(looking.current, 'b[0]');
    rater.skip(shown[1]);
    assert.equal(looking.current, 'c[0]');
    await settled();
    assert.deepEqual([written, done, rater.isTurning], [['a 5'], 0, false]);
  });

  it('takes no key between the last of a batch and the next batch', async () => {
    rater.rate(shown[0], 5, false);
    rater.skip(shown[1]);
    await settled();
    rater.rate(shown[2], 2, false);
    assert.ok(rater.isTurning);
    await settled();
    assert.deepEqual([done, rater.isTurning], [1, false]);
  });

  it('comes back to what could not be written', async () => {
    fails = true;
    rater.rate(shown[0], 5, false);
    await settled();
    assert.deepEqual([looking.current, done, rater.isTurning], ['a[0]', 0, false]);
  });

  it('looks at a galaxy that is not in the list, and knows the way back', () => {
    looking.lookAt(galaxy('visitor'));
    assert.deepEqual([looking.cutout?.path, looking.inList?.path], ['visitor', 'a']);
    looking.lookAt(shown[1]);
    assert.deepEqual([looking.visitor, looking.current], [undefined, 'b[0]']);
  });
});
