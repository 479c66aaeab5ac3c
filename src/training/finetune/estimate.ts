import type { Matrix } from '../../statistics';
import { Random } from '../../random';
import { Trainer } from '../trainer';
import { LinearLearner } from './learners/linear-learner';
import type { Labelled } from './data/labelled';
import { DROPOUT_INPUT, freshLayers, isHead, trainingNetwork } from './learners/network';
import type { NetworkOptions } from './learners/network-options';
import { augments } from './data/augment';
import { outerParts } from './data/splits';
import { lossInputs, taskLoss } from './learners/task-loss';

/** Seconds of a run's parts. */
export interface TimeEstimate {
  readonly seconds: number;
  readonly parts: readonly { readonly name: string; readonly seconds: number }[];
}

/** Steps that are timed after a first one that makes room. */
const TIMED = 2;
/** Subsets of a training part that the learning curve solves heads on take about so much of the whole one's time together. */
const CURVE = 0.9;
/** Pictures that are changed on the host cost so much more. */
const AUGMENTED = 1.1;
/** Pixels are three times as many features as a representation has. */
const PIXELS = 3;

/**
 * How long a run will take: one solved head and a few steps of training are timed on this machine. Training that stops early
 * takes less; frozen blocks that run once an image take less, too, which is not counted.
 * @param representations galaxies x dimensions
 */
export async function estimateTime(
  labelled: Labelled,
  representations: Matrix,
  network: NetworkOptions,
): Promise<TimeEstimate> {
  const { options, control } = network;
  const outer = outerParts(labelled, options);
  const fits = outer.length + (outer.length > 1 ? 1 : 0);
  const learner = new LinearLearner(labelled, representations, { balanced: true, seed: options.seed, control });
  const started = performance.now();
  await learner.fit(outer[0].train);
  const solved = (performance.now() - started) / 1000;
  const parts = [{ name: 'heads', seconds: fits * solved }];
  const galaxies = outer[0].train.length;
  const trains = options.depth !== 'head';
  if (trains) {
    const each = await secondsAGalaxy(labelled, network, false);
    parts.push({ name: 'training', seconds: fits * options.epochs * galaxies * each });
    if (options.neuronsPerGroup > 1)
      parts.push({ name: 'without grouping', seconds: outer.length * options.epochs * galaxies * each });
  }
  if (options.baselines.pixels) parts.push({ name: 'raw pixels', seconds: outer.length * solved * PIXELS });
  if (options.baselines.scratch) {
    const each = await secondsAGalaxy(labelled, { ...network, blocks: network.allBlocks }, true);
    parts.push({ name: 'from scratch', seconds: outer.length * options.epochs * galaxies * each });
  }
  if (options.learningCurve)
    parts.push({ name: 'learning curve', seconds: outer.length * solved * (trains ? 1 + CURVE : CURVE) });
  return { seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0), parts };
}

/** Seconds of a training step of the whole network, whatever of it is frozen. */
async function secondsAGalaxy(
  { task, targets }: Labelled,
  { encoder, card, blocks, options, threads, control }: NetworkOptions,
  scratch: boolean,
): Promise<number> {
  const random = new Random(1);
  const unit = { mean: new Float64Array(card.dimensions), scale: new Float64Array(card.dimensions).fill(1) };
  const layers = freshLayers(card.dimensions, options.hiddenUnits, targets.columns, 1);
  const trained = new Set(blocks.flatMap(({ weights }) => weights));
  const trainer = await Trainer.create(trainingNetwork(encoder, card.outputs.embedding, unit, layers), {
    losses: [taskLoss(task)],
    trainable: ({ name }) => trained.has(name) || isHead(name),
    threads,
  });
  try {
    const count = Math.min(options.batchSize, targets.rows);
    const places = Array.from({ length: count }, (_, i) => i);
    const { channels, size, name } = card.input;
    const batch = {
      [name]: Float32Array.from({ length: count * channels * size * size }, () => random.uniform()),
      [DROPOUT_INPUT]: new Float32Array(count * card.dimensions).fill(1),
      ...lossInputs(task, targets.pick(places), new Float64Array(count).fill(1)),
    };
    await trainer.gradientsOf(batch);
    const started = performance.now();
    for (let step = 0; step < TIMED; step++) {
      control.check();
      await trainer.gradientsOf(batch);
    }
    const seconds = (performance.now() - started) / 1000 / TIMED / count;
    return scratch || !augments(options.augment) ? seconds : seconds * AUGMENTED;
  } finally {
    await trainer.release();
  }
}
