import assert from 'node:assert/strict';
import path from 'node:path';
import { FitsError } from '../../../src/fits';
import { SECONDS_VARIABLE } from '../../../src/engine/indexing/file-reader';
import { ViewingThread } from '../../../src/engine/viewing/viewing-thread';
import { GivenUpError, WatchedWorker } from '../../../src/engine/process/watched-worker';

type SlowCalls = {
  echo: { params: number; result: number };
  hang: { params: { piece: number }; result: never };
  fill: { params: undefined; result: never };
  busy: { params: { ms: number }; result: string };
  fail: { params: undefined; result: never };
  exit: { params: undefined; result: never };
};

const FILE = path.join(__dirname, 'slow-worker.cjs');

describe('a thread that is watched', function () {
  this.timeout(60_000);
  let worker: WatchedWorker<SlowCalls>;
  const watched = (silence: number, heap = 256) => (worker = new WatchedWorker<SlowCalls>(FILE, { silence, heap }));
  afterEach(() => worker.stop());

  it('is ended where a call hangs, and the calls behind it are answered', async () => {
    watched(2);
    const [hangs, ...others] = await Promise.allSettled([
      worker.call('hang', { piece: 5 }),
      ...[1, 2, 3, 4].map((n) => worker.call('echo', n)),
    ]);
    assert.ok(hangs.status === 'rejected' && hangs.reason instanceof GivenUpError);
    assert.equal(hangs.reason.piece, 5);
    assert.match(hangs.reason.reason, /longer than 2 seconds/);
    assert.deepEqual(others.map((one) => one.status === 'fulfilled' && one.value), [1, 2, 3, 4]); // prettier-ignore
    assert.equal(await worker.call('echo', 9), 9);
  });

  it('is started again where a call takes too much memory, or ends it', async () => {
    watched(30, 64);
    await assert.rejects(worker.call('fill', undefined), (error) => {
      assert.ok(error instanceof GivenUpError);
      assert.deepEqual([error.piece, error.reason], [3, 'it takes more memory than one file may']);
      return true;
    });
    await assert.rejects(worker.call('exit', undefined), /ended the thread that worked on it \(.*code 7/);
    assert.equal(await worker.call('echo', 1), 1);
  });

  it('goes on as long as it gives signs of life, but not without end', async () => {
    watched(1);
    assert.equal(await worker.call('busy', { ms: 4000 }), 'done');
    await assert.rejects(worker.call('busy', { ms: 600_000 }), GivenUpError);
  });

  it('is left alone in calls that are not watched, and hands on what they throw', async () => {
    watched(1);
    assert.equal(await worker.call('busy', { ms: 2500 }, false), 'done');
    await assert.rejects(worker.call('fail', undefined), { name: 'TypeError', message: 'no' });
  });

  it('that hangs does not keep whoever stops it', async () => {
    watched(1);
    const hangs = assert.rejects(worker.call('hang', { piece: 0 }), GivenUpError);
    await worker.stop();
    await hangs;
  });

  it('that cannot be started says so', async () => {
    worker = new WatchedWorker<SlowCalls>(path.join(__dirname, 'no-such-worker.cjs'), { silence: 1, heap: 64 });
    await assert.rejects(worker.call('echo', 1), /Cannot find module/);
  });

  it('for viewers answers the others after a file that hangs', async () => {
    watched(1);
    process.env[SECONDS_VARIABLE] = '1';
    const thread = new ViewingThread(FILE);
    delete process.env[SECONDS_VARIABLE];
    const call = (file: string) => thread.view({ file, method: 'list', params: undefined });
    const [hangs, other] = await Promise.allSettled([call('hangs'), call('other')]);
    await thread.stop();
    assert.ok(hangs.status === 'rejected' && hangs.reason instanceof FitsError);
    assert.deepEqual([hangs.reason.file, other.status], ['hangs', 'fulfilled']);
  });
});
