import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { LockedError, lockOf, sweepTemporaries, tryLock, withLock } from '../../../src/files';
import { temporaryFolder } from '../../galaxies';

const [WRITERS, TIMES] = [4, 50];

describe('locks beside files', () => {
  let folder: string;
  let file: string;
  let remove: () => void;

  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    file = path.join(folder, 'labels.csv');
    fs.writeFileSync(file, '0');
  });

  afterEach(() => remove());

  const processWith = (times: string): ChildProcess =>
    fork(path.join(__dirname, 'add-under-lock.ts'), [file, times], { execArgv: ['--import', 'tsx'] });

  it('let no change of several processes get lost', async () => {
    const writers = Array.from({ length: WRITERS }, () => processWith(String(TIMES)));
    const ends = await Promise.all(writers.map((writer) => once(writer, 'exit')));
    assert.deepEqual(
      ends.map(([code]: unknown[]) => code),
      ends.map(() => 0),
    );
    assert.equal(fs.readFileSync(file, 'utf8'), String(WRITERS * TIMES));
    assert.deepEqual(fs.readdirSync(folder), ['labels.csv'], 'no lock is left');
  });

  it('let no change within a process get lost', async () => {
    const add = () =>
      withLock(lockOf(file), async () => {
        const number = Number(fs.readFileSync(file, 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 1));
        fs.writeFileSync(file, String(number + 1));
      });
    await Promise.all(Array.from({ length: 20 }, add));
    assert.equal(fs.readFileSync(file, 'utf8'), '20');
  });

  it('outlive no process that was killed', async () => {
    const holder = processWith('hold');
    await once(holder, 'message');
    await assert.rejects(
      withLock(lockOf(file), () => Promise.resolve(), 50),
      LockedError,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    assert.ok(fs.existsSync(lockOf(file)), 'the lock is still there');
    assert.equal(await withLock(lockOf(file), () => Promise.resolve('mine'), 50), 'mine');
    assert.deepEqual(fs.readdirSync(folder), ['labels.csv']);
  });

  for (const [when, shift] of [
    ['old', -3_600_000],
    ['of the future', 3_600_000],
  ] as const) {
    it(`are taken from another machine where they are ${when}, and only then`, async () => {
      const holder = { token: 'theirs', pid: 1, machine: 'elsewhere', host: 'elsewhere' };
      fs.writeFileSync(lockOf(file), JSON.stringify(holder));
      assert.equal(await tryLock(lockOf(file)), undefined, 'one that is fresh is believed');
      const time = new Date(Date.now() + shift);
      fs.utimesSync(lockOf(file), time, time);
      const release = await tryLock(lockOf(file));
      assert.ok(release);
      assert.equal(await tryLock(lockOf(file)), undefined, 'one at a time');
      await release();
      assert.deepEqual(fs.readdirSync(folder), ['labels.csv']);
    });
  }

  it('of processes that have ended are swept away, and no other files of such names', async () => {
    const holder = processWith('hold');
    await once(holder, 'message');
    assert.deepEqual(await sweepTemporaries(folder), [], 'it is held');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    fs.writeFileSync(path.join(folder, '.yarn.lock'), '');
    fs.utimesSync(path.join(folder, '.yarn.lock'), 0, 0);
    assert.deepEqual(await sweepTemporaries(folder), ['.labels.csv.lock']);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['.yarn.lock', 'labels.csv']);
  });

  it('that hold nothing readable are taken when they are old', async () => {
    fs.writeFileSync(lockOf(file), '');
    assert.equal(await tryLock(lockOf(file)), undefined);
    fs.utimesSync(lockOf(file), 0, 0);
    const release = await tryLock(lockOf(file));
    assert.ok(release);
    await release();
  });

  it('say who holds them', async () => {
    fs.writeFileSync(lockOf(file), JSON.stringify({ token: 'theirs', pid: 7, machine: 'm', host: 'andromeda' }));
    await assert.rejects(
      withLock(lockOf(file), () => Promise.resolve(), 50),
      /process 7 on andromeda is changing/,
    );
  });
});
