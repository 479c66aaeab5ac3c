import { setTimeout as sleep } from 'node:timers/promises';

/** What comes at all comes within this, also on a machine that is busy with five times as much. Milliseconds. */
const LONG_ENOUGH = 120_000;

/**
 * Tries `attempt` until it no longer throws, and returns what it gave. An extension's contributions arrive
 * after the workbench is up, so a first use of each is "try, undo, try again".
 */
export async function until<T>(what: string, attempt: () => T | Promise<T>, timeout = LONG_ENOUGH): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end)
        throw new Error(`${what}: not within ${timeout / 1000} s; last: ${(error as Error).message}`, { cause: error });
    }
    await sleep(100);
  }
}
