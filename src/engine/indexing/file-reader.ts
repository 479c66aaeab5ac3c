import { CutoutError } from '../../collection';
import type { DecodeCalls } from './decode-worker';
import { GivenUpError, WatchedWorker, type Budget } from '../process/watched-worker';

/** Seconds that a file may be read without a sign of life, instead of those of the program: for slow disks, and tests. */
export const SECONDS_VARIABLE = 'MORPHOSCOPE_FILE_SECONDS';
/** For files that nobody waits for, and for those that somebody does. */
const [BULK_SECONDS, INTERACTIVE_SECONDS] = [60, 30];
const HEAP_MIB = 2048;

/** What a file may take. */
export function fileBudget(usual: number = BULK_SECONDS, env: NodeJS.ProcessEnv = process.env): Budget {
  const said = Number(env[SECONDS_VARIABLE]);
  return { silence: said > 0 ? said : usual, heap: HEAP_MIB };
}

/** The limit where a person waits. */
export const interactiveBudget = () => fileBudget(INTERACTIVE_SECONDS);

type Reads = { [M in keyof DecodeCalls]: (params: DecodeCalls[M]['params']) => Promise<DecodeCalls[M]['result']> };

/**
 * A thread that reads files. One that takes too long or too much memory is a file that cannot be read, like any other: it is
 * said why, and the others of the same call are read all the same.
 */
export class FileReader {
  private readonly worker: WatchedWorker<DecodeCalls>;

  /** @param file of the thread's bundle */
  constructor(file: string, budget: Budget) {
    this.worker = new WatchedWorker<DecodeCalls>(file, budget);
  }

  /** @throws what the call throws; CutoutError of a region that was given up */
  call<M extends keyof DecodeCalls>(method: M, params: DecodeCalls[M]['params']): Promise<DecodeCalls[M]['result']> {
    return this.reads[method](params);
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }

  private readonly reads: Reads = {
    // The walk lives in the thread, and a folder of a slow disk is no file that hangs.
    walk: (params) => this.worker.call('walk', params, false),
    next: (params) => this.worker.call('next', params, false),
    grains: (params) => this.worker.call('grains', params),

    decode: async (params) => {
      const ask = (files: typeof params.files) => this.worker.call('decode', { ...params, files });
      const { result, lost } = await withoutLost(params.files, ask);
      const failures = [...lost].map(([{ path }, reason]) => ({ path, reason }));
      return { ...result, failures: [...result.failures, ...failures] };
    },

    pixels: async (params) => {
      const ask = (cutouts: typeof params.cutouts) => this.worker.call('pixels', { ...params, cutouts });
      const { result, lost } = await withoutLost(params.cutouts, ask);
      return spread(params.cutouts, result, lost, () => undefined);
    },

    thumbnails: async (params) => {
      const ask = (cutouts: typeof params.cutouts) => this.worker.call('thumbnails', { ...params, cutouts });
      const { result, lost } = await withoutLost(params.cutouts, ask);
      return spread(params.cutouts, result, lost, (error) => ({ error }));
    },

    region: async (params) => {
      try {
        return await this.worker.call('region', params);
      } catch (error) {
        if (!(error instanceof GivenUpError)) throw error;
        throw new CutoutError(params.path, params.hdu ?? null, error.reason, { cause: error });
      }
    },

    hash: async (params) => {
      try {
        return await this.worker.call('hash', params);
      } catch (error) {
        if (error instanceof GivenUpError) return undefined; // it cannot be read
        throw error;
      }
    },
  };
}

/** Asks for all items, and again without each one that is given up. @returns why those were, too */
async function withoutLost<T, R>(
  items: readonly T[],
  ask: (some: readonly T[]) => Promise<R>,
): Promise<{ result: R; lost: ReadonlyMap<T, string> }> {
  const lost = new Map<T, string>();
  for (let some = items; ;) {
    try {
      return { result: await ask(some), lost };
    } catch (error) {
      if (!(error instanceof GivenUpError) || error.piece >= some.length) throw error;
      lost.set(some[error.piece], error.reason);
      some = items.filter((item) => !lost.has(item));
    }
  }
}

/** The answers for all items, of which some were lost. */
function spread<T, R>(
  items: readonly T[],
  found: readonly R[],
  lost: ReadonlyMap<T, string>,
  instead: (reason: string) => R,
): R[] {
  let next = 0;
  return items.map((item) => {
    const reason = lost.get(item);
    return reason === undefined ? found[next++] : instead(reason);
  });
}
