import { elements, floatTensor, type Model } from '../../../onnx';
import type { ModelCard } from '../../../encoder';
import { Matrix } from '../../../statistics';
import { Random } from '../../../random';
import { planBatches } from '../../batches';
import { exportModel } from '../../export-model';
import { chooseHead, meanLoss } from '../../heads/choose-penalty';
import type { LinearHead } from '../../heads/linear-head';
import { cosineRate } from '../../schedule';
import type { SharedGradient } from '../../shared-gradients';
import { Trainer } from '../../trainer';
import type { EncoderBlock } from './blocks';
import { groupNeurons } from './neuron-groups';
import { augment, augments } from '../data/augment';
import { fitScaling } from '../evaluation/calibrate';
import { embeddingsOf, imagesOf } from '../data/embeddings';
import { FinetuneError } from '../errors';
import type { Control } from '../control';
import { cutNetwork } from './cut';
import { type Feeds, feedsOf, frozenFeeds, runNetwork } from '../data/feeds';
import { type Labelled, pickTargets, priorOffsets, trainingWeights } from '../data/labelled';
import type { Learned, Learner } from './learner';
import { halfWidth } from './linear-learner';
import { firstMeasure, measuresOf } from '../evaluation/measures';
import {
  DROPOUT_INPUT,
  freshLayers,
  isHead,
  LOGITS,
  type Standardised,
  standardisation,
  standardisedHead,
  takeApart,
  trainingNetwork,
} from './network';
import type { FinetuneOptions } from '../options';
import { valuesOf } from './outputs';
import type { EpochPoint } from '../report/report';
import type { FinishedFit, FitState, RunMemory } from '../run-memory';
import { innerFolds, validationPart } from '../data/splits';
import { lossInputs, taskLoss } from './task-loss';

/** Something is told after every step: a person sees that it goes on. */
export interface StepNews {
  readonly name: string;
  /** Of this fit, 0 to 1, if it goes to its last epoch. */
  readonly done: number;
  /** Galaxies a second. */
  readonly rate: number;
  readonly epoch?: EpochPoint;
}

export interface NetworkOptions {
  readonly options: FinetuneOptions;
  readonly encoder: Model;
  readonly card: ModelCard;
  /** Those that are trained, the one next to the output last; none trains a head with hidden units alone. */
  readonly blocks: readonly EncoderBlock[];
  /** Blocks between the input and the output in all, by which rates decay. */
  readonly allBlocks: readonly EncoderBlock[];
  /** Starts from random weights instead of the encoder's, the head too. */
  readonly scratch?: boolean;
  readonly threads: number;
  readonly control: Control;
  /** What is finished and where it stands is kept in it, if there is one. */
  readonly memory: RunMemory | undefined;
  readonly onStep: (news: StepNews) => void;
}

/** The network of a fit, what it reads of all galaxies, and how its outputs are to be read. */
interface Setup {
  readonly network: Model;
  readonly feeds: Feeds;
  readonly layers: readonly LinearHead[];
  readonly standardised: Standardised;
  readonly unit: Unit;
  readonly trainedNames: ReadonlySet<string>;
}

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

  /**
   * @param inputs galaxies x channels x size x size; empty where only a head with hidden units is trained
   * @param representations galaxies x dimensions, the centre subtracted
   */
  constructor(
    private readonly labelled: Labelled,
    private readonly inputs: Float32Array,
    private readonly representations: Matrix,
    network: NetworkOptions,
  ) {
    this.network = network.scratch ? { ...network, encoder: reinitialised(network.encoder, network) } : network;
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
    const { options, control, threads, onStep } = this.network;
    const { train, validation } = validationPart(labelled, rows, options.validationShare, options.seed);
    const setup = await this.setUp(train);
    const { network, feeds, layers, standardised, unit, trainedNames } = setup;
    const targets = unit.to(labelled.targets);
    const balanced = options.classWeights === 'balanced';
    const weights = new Float64Array(targets.rows);
    for (const part of [train, validation]) {
      const own = trainingWeights(task, pickTargets(labelled, part), balanced);
      part.forEach((i, r) => (weights[i] = own[r]));
    }
    const batchSize = Math.min(wantedBatch, train.length);
    const perEpoch = Math.floor(train.length / batchSize);
    const shared = await this.sharedGradients(setup, train);
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
      const judge = (places: readonly number[]) => this.judge(trainer, setup.feeds, places, targets, weights);
      let state = await this.resumed(trainer, name);
      if (!state) {
        const [start, own] = [await judge(validation), await judge(train)];
        const point = { epoch: 0, trainingLoss: own.loss, validationLoss: start.loss, validationScore: start.score };
        state = { step: 0, curve: [point], bestEpoch: 0, bestLoss: start.loss, best: trainer.trainedWeights() };
      }
      const epoch = (step: number) => step / perEpoch;
      let [sum, count] = [0, 0];
      let since = performance.now();
      const plans = planBatches({ samples: train.length, batchSize, seed: options.seed, fromStep: trainer.step, steps: options.epochs * perEpoch }); // prettier-ignore
      for (const plan of plans) {
        control.check(() => onStep({ name, done: epoch(plan.step) / options.epochs, rate: 0 }));
        if (control.stopped || epoch(plan.step) - state.bestEpoch > options.patience) break;
        const places = Array.from(plan.samples, (i) => train[i]);
        // Drawn before what augmentation draws: that then changes no mask.
        const mask = dropout(places.length * standardised.mean.length, options.dropout, plan.random);
        const report = await trainer.train({
          ...this.batch(feeds, places, plan.random),
          [DROPOUT_INPUT]: mask,
          ...lossInputs(
            task,
            targets.pick(places),
            Float64Array.from(places, (i) => weights[i]),
          ),
        });
        sum += report.loss;
        count++;
        const rate = (count * batchSize * 1000) / (performance.now() - since);
        const done = epoch(trainer.step) / options.epochs;
        if (trainer.step % perEpoch > 0) {
          onStep({ name, done, rate });
          continue;
        }
        const { loss, score } = await judge(validation);
        const point: EpochPoint = {
          epoch: epoch(trainer.step),
          trainingLoss: sum / count,
          validationLoss: loss,
          validationScore: score,
        };
        [sum, count, since] = [0, 0, performance.now()];
        const better: boolean = loss < state.bestLoss;
        state = {
          step: trainer.step,
          curve: [...state.curve, point],
          bestEpoch: better ? point.epoch : state.bestEpoch,
          bestLoss: better ? loss : state.bestLoss,
          best: better ? trainer.trainedWeights() : state.best,
        };
        await this.keep(trainer, name, state);
        onStep({ name, done, rate, epoch: point });
      }
      const { curve, bestEpoch, best } = state;
      const full = exportModel(network, best);
      const raw = await this.outputsOf(full, setup.feeds);
      const outputs = unit.back(raw);
      const left = outputs.pick(validation);
      const truth = pickTargets(labelled, validation);
      const learned = takeApart(best, layers, standardised);
      const deploy = { ...learned, layers: unit.head(this.aroundCentre(learned.layers)) };
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

  private async setUp(train: readonly number[]): Promise<Setup> {
    const { labelled } = this;
    const { options, encoder, card, blocks, scratch, threads, control } = this.network;
    const unit = unitOf(labelled, train);
    const embedding = card.outputs.embedding;
    const images = imagesOf(card, this.inputs);
    const raw = scratch ? await this.initialEmbeddings() : this.uncentred();
    const standardised = standardisation(raw.pick(train));
    const outputs = labelled.targets.columns;
    const fresh = scratch === true || options.hiddenUnits > 0;
    const layers = fresh
      ? freshLayers(card.dimensions, options.hiddenUnits, outputs, options.seed)
      : [standardisedHead(this.solved(raw, train, unit), standardised)];
    if (blocks.length === 0) {
      const feeds: Feeds = {
        shapes: new Map([[embedding, [-1, card.dimensions]]]),
        values: new Map([[embedding, Float32Array.from(raw.values)]]),
      };
      const alone: Model = { ...encoder, graph: { ...encoder.graph, nodes: [], initializers: new Map(), valueInfo: [], inputs: [{ name: embedding, type: 1, dims: ['N', card.dimensions] }] } }; // prettier-ignore
      const network = trainingNetwork(alone, embedding, standardised, layers);
      return { network, feeds, layers, standardised, unit, trainedNames: headNames(network) };
    }
    const whole = trainingNetwork(encoder, embedding, standardised, layers);
    const trainedNames = new Set([...headNames(whole), ...blocks.flatMap((block) => block.weights)]);
    if (augments(options.augment)) return { network: whole, feeds: images, layers, standardised, unit, trainedNames };
    const cut = cutNetwork(whole, card.input.name, trainedNames);
    const feeds = await frozenFeeds(cut, images, threads, control);
    return { network: cut.trained(feeds.shapes), feeds, layers, standardised, unit, trainedNames };
  }

  /** Groups are found from the responses of the untrained network to the training galaxies. */
  private async sharedGradients(
    { network, feeds, trainedNames }: Pick<Setup, 'network' | 'feeds' | 'trainedNames'>,
    train: readonly number[],
  ) {
    const { options, threads, control, blocks, card } = this.network;
    const { neuronsPerGroup, seed } = options;
    if (neuronsPerGroup <= 1 || blocks.length === 0) return new Map<string, SharedGradient>();
    const values = new Map(Object.entries(feedsOf(feeds, train)));
    values.set(DROPOUT_INPUT, new Float32Array(train.length * card.dimensions).fill(1));
    const shapes = new Map([...feeds.shapes, [DROPOUT_INPUT, [-1, card.dimensions]]]);
    return groupNeurons(network, trainedNames, { shapes, values }, { neuronsPerGroup, seed, threads, control });
  }

  /** The head that is solved on representations as the encoder gives them. */
  private solved(raw: Matrix, train: readonly number[], unit: Unit): LinearHead {
    const { labelled } = this;
    const { options, control } = this.network;
    const targets = unit.to(labelled.targets).pick(train);
    const weights = trainingWeights(labelled.task, pickTargets(labelled, train), options.classWeights === 'balanced');
    const folds = innerFolds(labelled, train, options.seed);
    const rows = { features: raw.pick(train), targets, weights };
    return chooseHead(labelled.task, rows, folds, { onStep: () => control.check() }).head;
  }

  private uncentred(): Matrix {
    const { representations } = this;
    const { centre } = this.network.card;
    const out = new Matrix(representations.rows, representations.columns, representations.values.slice());
    if (centre) for (let i = 0; i < out.values.length; i++) out.values[i] += centre[i % centre.length];
    return out;
  }

  /** From a head over the embedding to one over representations, whose centre is subtracted. */
  private aroundCentre(layers: readonly LinearHead[]): LinearHead[] {
    const { centre } = this.network.card;
    const [{ weights, bias }, ...others] = layers;
    if (!centre) return [...layers];
    return [{ weights, bias: bias.map((value, k) => weights.row(k).reduce((sum, w, d) => sum + w * centre[d], value)) }, ...others]; // prettier-ignore
  }

  /** What the encoder says of all galaxies before training, nothing subtracted: of random weights where it starts from scratch. */
  async initialEmbeddings(): Promise<Matrix> {
    const { encoder, card, threads, control } = this.network;
    return embeddingsOf(encoder, card, this.inputs, threads, control);
  }

  private async outputsOf(network: Model, feeds: Feeds): Promise<Matrix> {
    const { threads, control, card } = this.network;
    const rows = this.labelled.galaxies.length;
    const shapes = new Map([...feeds.shapes, [DROPOUT_INPUT, [-1, card.dimensions]]]);
    const values = new Map([...feeds.values, [DROPOUT_INPUT, new Float32Array(rows * card.dimensions).fill(1)]]);
    const found = await runNetwork(network, { shapes, values }, threads, control);
    return new Matrix(rows, this.labelled.targets.columns, Float64Array.from(found.values.get(LOGITS)!));
  }

  /** Loss and first measure of some galaxies, nothing left out and nothing augmented. */
  private async judge(
    trainer: Trainer,
    feeds: Feeds,
    places: readonly number[],
    targets: Matrix,
    weights: Float64Array,
  ): Promise<{ loss: number; score: number }> {
    const { task } = this.labelled;
    const { options, card } = this.network;
    const outputs = new Matrix(places.length, targets.columns);
    for (let from = 0; from < places.length; from += options.batchSize) {
      this.network.control.check();
      const part = places.slice(from, from + options.batchSize);
      const { outputs: kept } = await trainer.evaluate({
        ...feedsOf(feeds, part),
        [DROPOUT_INPUT]: new Float32Array(part.length * card.dimensions).fill(1),
        ...lossInputs(
          task,
          targets.pick(part),
          Float64Array.from(part, (i) => weights[i]),
        ),
      });
      outputs.values.set(kept[LOGITS], from * targets.columns);
    }
    const truth = targets.pick(places);
    const own = Float64Array.from(places, (i) => weights[i]);
    const values = valuesOf(task, outputs, { temperature: 1, offsets: [] });
    const measures = measuresOf(task, outputs, values, truth)(new Float64Array(places.length).fill(1));
    return { loss: meanLoss(task, outputs, truth, own), score: measures[firstMeasure(task)] };
  }

  private batch(feeds: Feeds, places: readonly number[], random: Random) {
    const { augment: how } = this.network.options;
    const batch = feedsOf(feeds, places);
    const { name, channels, size } = this.network.card.input;
    if (!augments(how) || !batch[name]) return batch;
    const length = channels * size * size;
    const changed = new Float32Array(batch[name].length);
    for (let at = 0; at < changed.length; at += length)
      augment(batch[name].subarray(at, at + length), channels, size, how, random, changed.subarray(at, at + length));
    return { ...batch, [name]: changed };
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

  /** Where an interrupted fit stands. */
  private async resumed(trainer: Trainer, name: string): Promise<FitState | undefined> {
    const { memory } = this.network;
    const state = await memory?.state(name);
    if (state && memory) await trainer.resume(memory.checkpoint(name, state.step));
    return state;
  }

  /** @throws FinetuneError where there is no room: what was kept before is still there */
  private async keep(trainer: Trainer, name: string, state: FitState): Promise<void> {
    const { memory } = this.network;
    if (!memory) return;
    const file = memory.checkpoint(name, state.step);
    try {
      await memory.make();
      await trainer.checkpoint(file);
    } catch (error) {
      throw FinetuneError.from(file, error);
    }
    await memory.saveState(name, state);
  }
}

function headNames(network: Model): Set<string> {
  return new Set([...network.graph.initializers.keys()].filter(isHead));
}

/** 0 where a value is left out, and what keeps the mean elsewhere. */
function dropout(length: number, rate: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => (rate > 0 && random.chance(rate) ? 0 : 1 / (1 - rate)));
}

/** Numbers are learned in units of their deviation: rates mean the same whatever their scale. */
interface Unit {
  to(targets: Matrix): Matrix;
  back(outputs: Matrix): Matrix;
  head(layers: readonly LinearHead[]): LinearHead[];
}

function unitOf({ task, targets }: Labelled, train: readonly number[]): Unit {
  if (task.kind !== 'number') return { to: (x) => x, back: (x) => x, head: (layers) => [...layers] };
  const own = targets.pick(train);
  const mean = own.mean()[0];
  const deviation = Math.sqrt(own.values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / own.rows) || 1;
  const scaled = ({ rows, columns, values }: Matrix, f: (x: number) => number) => new Matrix(rows, columns, values.map(f)); // prettier-ignore
  return {
    to: (x) => scaled(x, (y) => (y - mean) / deviation),
    back: (x) => scaled(x, (y) => y * deviation + mean),
    head: (layers) =>
      layers.map(({ weights, bias }, layer) =>
        layer < layers.length - 1
          ? { weights, bias }
          : { weights: scaled(weights, (w) => w * deviation), bias: bias.map((b) => b * deviation + mean) },
      ),
  };
}

/** An encoder with weights drawn anew: matrices after He et al. 2015, gains 1, biases 0. */
function reinitialised(encoder: Model, { allBlocks, options }: NetworkOptions): Model {
  const random = new Random(options.seed, 23);
  const { initializers } = encoder.graph;
  const weights = new Map<string, Float32Array>();
  for (const name of allBlocks.flatMap((block) => block.weights)) {
    const { dims } = initializers.get(name)!;
    const matrix = dims.filter((dim) => dim > 1).length > 1;
    const deviation = Math.sqrt(2 / elements(dims.slice(1)));
    const constant = /(gain|norm.*weight|gamma|weight)$/i.test(name) && !/bias$/i.test(name) ? 1 : 0;
    weights.set(
      name,
      Float32Array.from({ length: elements(dims) }, () => (matrix ? deviation * random.gaussian() : constant)),
    );
  }
  return {
    ...encoder,
    graph: {
      ...encoder.graph,
      initializers: new Map(
        [...initializers].map(([name, tensor]) => [name, weights.has(name) ? floatTensor(name, weights.get(name)!, tensor.dims) : tensor]), // prettier-ignore
      ),
    },
  };
}
