import { Random } from '../random';

/** Numbers for the inputs of a training graph, by name: row-major, the batch size follows from the length. */
export type Batch = Readonly<Record<string, Float32Array>>;

/** The composition of a batch, and its place in the training. */
export interface BatchPlan {
  readonly epoch: number;
  /** Number of batches before it, over all epochs. */
  readonly step: number;
  readonly samples: Uint32Array;
  /** Random numbers for this batch alone (augmentation): the same whenever the batch is made, so a run can be resumed. */
  readonly random: Random;
}

export interface BatchesOptions {
  readonly samples: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Goes on here: batches before it are not made. */
  readonly fromStep?: number;
  /** Stops before this step; by default it never ends. */
  readonly steps?: number;
}

/** Batches of the samples in an order drawn anew each epoch from the seed; what does not fill a batch is left to chance elsewhere. */
export function* planBatches({
  samples,
  batchSize,
  seed,
  fromStep = 0,
  steps = Infinity,
}: BatchesOptions): Generator<BatchPlan> {
  const perEpoch = Math.floor(samples / batchSize);
  if (perEpoch < 1) throw new RangeError(`${samples} samples do not fill a batch of ${batchSize}`);
  let order = new Uint32Array();
  let drawn = -1;
  for (let step = fromStep; step < steps; step++) {
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== drawn) {
      order = new Random(seed, 1, epoch).shuffle(Uint32Array.from({ length: samples }, (_, i) => i));
      drawn = epoch;
    }
    const start = (step % perEpoch) * batchSize;
    yield { epoch, step, samples: order.slice(start, start + batchSize), random: new Random(seed, 2, step) };
  }
}

/**
 * Makes batches ahead of their use: while the consumer awaits a training step, whose `run` leaves this thread's event loop free
 * only where `make` works elsewhere (a worker thread, the disk), the next one is on its way.
 */
export async function* batches(
  options: BatchesOptions,
  make: (plan: BatchPlan) => Batch | Promise<Batch>,
): AsyncGenerator<{ plan: BatchPlan; batch: Batch }> {
  let ahead: Promise<{ plan: BatchPlan; batch: Batch }> | undefined;
  const start = async (plan: BatchPlan) => ({ plan, batch: await make(plan) });
  try {
    for (const plan of planBatches(options)) {
      const current = ahead;
      ahead = start(plan);
      // It is awaited in the next turn, and its failure thrown there; until then nobody listens.
      ahead.catch(() => undefined);
      if (current) yield await current;
    }
    if (ahead) yield await ahead;
  } finally {
    // A consumer that stops early must not leave a rejection that nobody hears of.
    await Promise.allSettled([ahead]);
  }
}
