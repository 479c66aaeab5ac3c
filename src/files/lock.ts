import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { publishExclusively } from './atomic';
import { hasEnded, isHere, thisProcess } from './process';
import { temporaryName } from './temporary';

/**
 * Locks among processes, also on other machines that share a folder: small files that say who holds them. Whoever changes a
 * file of the person's holds its lock while they read it, change it and write it.
 *
 * A lock outlives no crash. One whose process has ended on this machine is taken over at once, one of another machine when
 * it has not been renewed for `STALE_MS`; a time in the future counts like one as far in the past, since
 * the clocks of machines differ.
 */

/** How long a lock is believed without having been renewed, and how often it is. */
const STALE_MS = 30_000;
const RENEW_MS = 5_000;
/** The same where a process of that id runs on this machine: it may be busy, or another one that has got its id. */
const BUSY_MS = 10 * 60_000;
/** How long is waited for others. */
const PATIENCE_MS = 30_000;
const [LEAST_WAIT_MS, MOST_WAIT_MS] = [2, 30];

/** Others hold a lock and do not give it back. */
export class LockedError extends Error {
  override readonly name = 'LockedError';

  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}

const HolderSchema = v.object({ token: v.string(), pid: v.number(), machine: v.string(), host: v.string() });
type Holder = v.InferOutput<typeof HolderSchema>;

/** The last task of each lock in this process: tasks of one process wait for one another without using the disk. */
const underWay = new Map<string, Promise<unknown>>();

const LOCK = /^\..+\.lock(?:\.taking)?$/;

/** The lock of a file lies beside it, and is hidden. */
export function lockOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.lock`);
}

/**
 * Does `work` while nobody else holds the lock.
 * @param lock its path: `lockOf` a file's real path, since two links to a file must have one lock
 * @param patience how long is waited for others, in milliseconds
 * @throws LockedError where others hold it for longer; what `work` throws; the system's errors where no lock can be made
 */
export async function withLock<T>(lock: string, work: () => Promise<T>, patience = PATIENCE_MS): Promise<T> {
  const before = underWay.get(lock) ?? Promise.resolve();
  const mine = before.then(async () => {
    const release = await acquire(lock, patience);
    try {
      return await work();
    } finally {
      await release();
    }
  });
  // Waiters go on whether this task succeeds or fails; only its caller receives the error.
  const settled = Promise.allSettled([mine]);
  underWay.set(lock, settled);
  try {
    return await mine;
  } finally {
    if (underWay.get(lock) === settled) underWay.delete(lock);
  }
}

function holderNow(): Holder {
  return { token: randomUUID(), ...thisProcess(), host: os.hostname() };
}

/** Takes a lock if nobody holds it. @returns what gives it back; undefined where others hold it */
export async function tryLock(lock: string): Promise<(() => Promise<void>) | undefined> {
  const me = holderNow();
  if (!(await create(lock, me))) {
    if (!(await takenAwayFromTheDead(lock)) || !(await create(lock, me))) return undefined;
  }
  const renewing = setInterval(() => void renew(lock, me), RENEW_MS).unref();
  return async () => {
    clearInterval(renewing);
    // One that has been taken over meanwhile is somebody else's.
    if ((await holderOf(lock))?.token === me.token) await fs.rm(lock, { force: true });
  };
}

/** Deletes a lock of ours whose process has ended; anything else with such a name is somebody else's. @returns whether it did */
export async function dropDeadLock(file: string): Promise<boolean> {
  if (!LOCK.test(path.basename(file)) || !(await holderOf(file))) return false;
  return takenAwayFromTheDead(file);
}

async function acquire(lock: string, patience: number): Promise<() => Promise<void>> {
  const until = performance.now() + patience;
  for (;;) {
    const release = await tryLock(lock);
    if (release) return release;
    if (performance.now() > until) {
      const holder = await holderOf(lock);
      const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
      throw new LockedError(lock, `${who} is changing the file; wait until it has ended, then try again`);
    }
    await delay(LEAST_WAIT_MS + Math.random() * (MOST_WAIT_MS - LEAST_WAIT_MS));
  }
}

/** The lock is whole under its name: one that is read half written would look like nobody's. */
async function create(lock: string, holder: Holder): Promise<boolean> {
  const temporary = path.join(path.dirname(lock), temporaryName());
  try {
    await fs.writeFile(temporary, JSON.stringify(holder), { flag: 'wx' });
    return await publishExclusively(temporary, lock);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

async function holderOf(lock: string): Promise<Holder | undefined> {
  try {
    const read = v.safeParse(HolderSchema, JSON.parse(await fs.readFile(lock, 'utf8')));
    return read.success ? read.output : undefined;
  } catch {
    return undefined; // gone, or not written by us
  }
}

async function renew(lock: string, me: Holder): Promise<void> {
  if ((await holderOf(lock))?.token !== me.token) return;
  const now = new Date();
  await fs.utimes(lock, now, now).catch(() => undefined); // given back meanwhile
}

/**
 * Deletes a lock whose holder is dead. Two who find it dead at once must not delete each other's new one: they do it one
 * after the other, by a lock of the lock, which is held for a moment.
 */
async function takenAwayFromTheDead(lock: string): Promise<boolean> {
  if (!(await isDead(lock))) return false;
  const taking = `${lock}.taking`;
  if (await isDead(taking)) await fs.rm(taking, { force: true });
  const me = holderNow();
  if (!(await create(taking, me))) return false;
  try {
    if (!(await isDead(lock))) return false;
    await fs.rm(lock, { force: true });
    return true;
  } finally {
    await fs.rm(taking, { force: true });
  }
}

async function isDead(lock: string): Promise<boolean> {
  const holder = await holderOf(lock);
  const stat = await fs.lstat(lock).catch(() => undefined); // given back
  if (!stat) return false;
  if (holder && hasEnded(holder)) return true;
  return Math.abs(Date.now() - stat.mtimeMs) > (isHere(holder) ? BUSY_MS : STALE_MS);
}
