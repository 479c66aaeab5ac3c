import type { Model } from '../../../onnx';
import { Matrix } from '../../../statistics';
import { exportModel } from '../../export-model';
import { cosineRate } from '../../schedule';
import { Trainer } from '../../trainer';
import { type Feeds, runNetwork } from '../data/feeds';
import { type Labelled, pickTargets, priorOffsets, trainingWeights } from '../data/labelled';
import { validationPart } from '../data/splits';
import { fitScaling } from '../evaluation/calibrate';
import type { FinishedFit } from '../run-memory';
import { trainEpochs } from './epochs';
import type { Learned, Learner } from './learner';
import { halfWidth } from './linear-learner';
import { DROPOUT_INPUT, LOGITS, takeApart } from './network';
import type { NetworkOptions } from './network-options';
import { aroundCentre, initialEmbeddings, setUp, sharedGradients, type TrainingData } from './network-setup';
import { reinitialised } from './reinitialise';
import { taskLoss } from './task-loss';

/** Lowest share of the peak rate, reached at the last epoch. */
const LAST_RATE = 0.01;
const CLIP = 1;

/**
 * Trains blocks of an encoder and a head on them. The head starts as the one that is solved on the frozen representations
 * (linear probing, then fine-tuning: Kumar et al. 2022, arXiv:2202.10054), so that the first steps do not tear down what the
 * encoder knows; the weights of the epoch with the least validation loss are kept, the start among them.
 */
export class NetworkLearner implements Learner {
  private readonly network: NetworkOptions;
  private readonly data: TrainingData;

  /**
   * @param inputs galaxies x channels x size x size; empty where only a head with hidden units is trained
   * @param representations galaxies x dimensions, the centre subtracted
   */
  constructor(
    private readonly labelled: Labelled,
    inputs: Float32Array,
    representations: Matrix,
    network: NetworkOptions,
  ) {
    const { allBlocks, encoder, options, scratch } = network;
    this.network = scratch ? { ...network, encoder: reinitialised(encoder, allBlocks, options.seed) } : network;
    this.data = { labelled, inputs, representations, network: this.network };
  }

  /** What the encoder says of all galaxies before training, nothing subtracted: of random weights where it starts from scratch. */
  initialEmbeddings(): Promise<Matrix> {
    return initialEmbeddings(this.data);
  }

  async fit(rows: readonly number[], name: string): Promise<Learned> {
    const { memory, options } = this.network;
    const done = await memory?.finished(name);
    const { outputs, ...learned } = done ?? (await this.fitWithin(rows, name, options.batchSize));
    if (!done) await memory?.finish(name, { ...learned, outputs });
    return { ...learned, outputs: (places) => Promise.resolve(outputs.pick(places)) };
  }

  /** A batch that does not fit into memory is halved. */
  private async fitWithin(rows: readonly number[], name: string, batchSize: number): Promise<FinishedFit> {
    try {
      return await this.train(rows, name, batchSize);
    } catch (error) {
      if (batchSize === 1 || !/alloc|out of memory|bad_alloc/i.test((error as Error).message)) throw error;
      return this.fitWithin(rows, name, Math.max(1, Math.floor(batchSize / 2)));
    }
  }

  private async train(rows: readonly number[], name: string, wantedBatch: number): Promise<FinishedFit> {
    const { labelled } = this;
    const { task } = labelled;
    const { options, threads } = this.network;
    const { train, validation } = validationPart(labelled, rows, options.validationShare, options.seed);
    const setup = await setUp(this.data, train);
    const { network, layers, standardised, unit, trainedNames } = setup;
    const targets = unit.to(labelled.targets);
    const balanced = options.classWeights === 'balanced';
    const weights = new Float64Array(targets.rows);
    for (const part of [train, validation]) {
      const own = trainingWeights(task, pickTargets(labelled, part), balanced);
      part.forEach((i, r) => (weights[i] = own[r]));
    }
    const batchSize = Math.min(wantedBatch, train.length);
    const perEpoch = Math.floor(train.length / batchSize);
    const shared = await sharedGradients(setup, this.network, train);
    const trainer = await Trainer.create(network, {
      losses: [taskLoss(task)],
      sharing: ({ name: weight }) => shared.get(weight),
      keep: [LOGITS],
      trainable: (use) => trainedNames.has(use.name),
      rateOf: this.rateOf(),
      adamW: { decay: options.weightDecay },
      schedule: cosineRate({
        peak: options.learningRate,
        warmUp: perEpoch,
        steps: options.epochs * perEpoch,
        last: LAST_RATE * options.learningRate,
      }),
      clipNorm: CLIP,
      threads,
      seed: options.seed,
    });
    try {
      const state = await trainEpochs({
        name,
        trainer,
        setup,
        network: this.network,
        task,
        targets,
        weights,
        train,
        validation,
        batchSize,
        perEpoch,
      });
      const { curve, bestEpoch, best } = state;
      const full = exportModel(network, best);
      const raw = await this.outputsOf(full, setup.feeds);
      const outputs = unit.back(raw);
      const left = outputs.pick(validation);
      const truth = pickTargets(labelled, validation);
      const learned = takeApart(best, layers, standardised);
      const deploy = { ...learned, layers: unit.head(aroundCentre(learned.layers, this.network.card)) };
      return {
        outputs,
        scaling: fitScaling(task, left, truth, priorOffsets(task, pickTargets(labelled, train), balanced)),
        ...(task.kind === 'number' ? { halfWidth: halfWidth(left, truth) } : {}),
        validation: validation.length,
        epoch: bestEpoch,
        curve,
        deploy,
      };
    } finally {
      await trainer.release();
    }
  }

  private async outputsOf(network: Model, feeds: Feeds): Promise<Matrix> {
    const { threads, control, card } = this.network;
    const rows = this.labelled.galaxies.length;
    const shapes = new Map([...feeds.shapes, [DROPOUT_INPUT, [-1, card.dimensions]]]);
    const values = new Map([...feeds.values, [DROPOUT_INPUT, new Float32Array(rows * card.dimensions).fill(1)]]);
    const found = await runNetwork(network, { shapes, values }, threads, control);
    return new Matrix(rows, this.labelled.targets.columns, Float64Array.from(found.values.get(LOGITS)!));
  }

  /** The head has the full rate, the block below it the decay, and so on. */
  private rateOf(): (use: { readonly name: string }) => number {
    const { allBlocks, options, scratch } = this.network;
    if (scratch) return () => 1;
    const below = new Map(
      allBlocks.toReversed().flatMap(({ weights }, depth) => weights.map((name) => [name, depth + 1] as const)),
    );
    return ({ name }) => options.blockDecay ** (below.get(name) ?? 0);
  }
}
