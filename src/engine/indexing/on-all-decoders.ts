import type { Workers } from '../process/workers';

/**
 * Hands parts of some work to the threads that read files, each the next one as soon as it is free, until all is done.
 * @param atOnce pieces of a part
 * @throws what the signal was aborted with, before the next part
 */
export async function onAllDecoders<T>(
  workers: Workers,
  work: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  part: (decoder: Workers['decoders'][number], some: readonly T[]) => Promise<void>,
): Promise<void> {
  if (work.length === 0) return;
  let next = 0;
  await Promise.all(
    workers.decoders.map(async (decoder) => {
      while (next < work.length) {
        signal.throwIfAborted();
        await part(decoder, work.slice(next, (next += atOnce)));
      }
    }),
  );
}
