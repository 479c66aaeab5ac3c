import type { Encoder } from '../card';
import { trialRun } from '../trial';
import { syntheticCentre } from './synthetic-centre';

/** Options of a trial. */
export interface TryOutOptions {
  readonly threads: number;
  /** Whether the mean over the synthetic sky, too. */
  readonly centre: boolean;
  readonly signal?: AbortSignal;
}

/** Result of a trial. */
export interface Tried {
  /** Dimensions of its embedding. */
  readonly dimensions: number;
  /** The centre of the embeddings, with as many values. */
  readonly centre?: readonly number[];
}

/** Runs an encoder that nobody has run before. @throws EncoderError; AbortError */
export type TryOut = (encoder: Encoder, options: TryOutOptions) => Promise<Tried>;

/**
 * Tries an encoder in this thread, which a graph that does not end would keep for good.
 * @param running is told that it goes on
 */
export async function tryOut(
  { card, ...files }: Encoder,
  { threads, centre, signal }: TryOutOptions,
  running: () => void = () => undefined,
): Promise<Tried> {
  const { dimensions } = await trialRun({ card, ...files }, threads, running);
  if (!centre) return { dimensions };
  signal?.throwIfAborted();
  return {
    dimensions,
    centre: await syntheticCentre({ card: { ...card, dimensions }, ...files }, threads, running, signal),
  };
}
