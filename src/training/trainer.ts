import { elements, type Model } from '../onnx';
import { Random } from '../random';
import { type Session, Tensor } from '../runtime';
import { AdamW, type AdamWOptions, norm } from './adamw';
import type { Batch } from './batches';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { TrainingError } from './errors';
import { exportModel } from './export-model';
import { FlatWeights, type Part } from './flat-weights';
import type { WeightUse } from './forward';
import { follow } from './running-statistics';
import { constantRate, type Schedule } from './schedule';
import { type SharedGradient, shareGradient } from './shared-gradients';
import { batchSize, feedsOf, openSession, type SessionOptions } from './session';
import { DEPTH_INPUT, depthFactors } from './stochastic-depth';
import {
  gradientOutput,
  keptOutput,
  lossOutput,
  statisticOutput,
  TOTAL,
  type TrainingGraph,
  trainingGraph,
  type TrainingGraphOptions,
} from './training-graph';

export interface TrainerOptions extends Omit<TrainingGraphOptions, 'gradients' | 'stochasticDepth'>, SessionOptions {
  readonly adamW?: AdamWOptions;
  /** The learning rate of each step; 1e-3 always where it is not said. */
  readonly schedule?: Schedule;
  /** Factor of the learning rate for a weight (layer-wise rates); 1 by default. */
  readonly rateOf?: (use: WeightUse) => number;
  /**
   * Selects the weights that decay; by default those longer than 1 along two or more axes, so no biases and no gains of
   * normalisations.
   */
  readonly decays?: (use: WeightUse) => boolean;
  /** Neurons of a weight that learn as one. */
  readonly sharing?: (use: WeightUse) => SharedGradient | undefined;
  /** Gradients whose norm over all weights is greater are scaled down to it. */
  readonly clipNorm?: number;
  /** Decay a step of the moving average of the weights (0.999, say); without it none is kept. */
  readonly averageDecay?: number;
  /** Probability with which the last residual block is left out of a sample; earlier blocks in proportion. */
  readonly stochasticDepth?: number;
  readonly seed?: number;
}

const isMatrix = ({ dims }: WeightUse): boolean => dims.filter((dim) => dim > 1).length > 1;

/** Values of a step for the log. */
export interface StepReport {
  readonly step: number;
  /** Sum of the losses times their weights, before the step. */
  readonly loss: number;
  readonly losses: Readonly<Record<string, number>>;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
}

export interface Evaluation {
  readonly loss: number;
  readonly losses: Readonly<Record<string, number>>;
  /** The outputs of the model named in `keep`, row-major. */
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

/** Trains a model: a session of its training graph, the weights as one vector, AdamW on the host. */
export class Trainer {
  private readonly flat: FlatWeights;
  /** Running statistics lie behind the weights, where neither clipping nor AdamW reaches. */
  private readonly weights: Float32Array;
  private readonly average: Float32Array;
  private readonly gradients: Float32Array;
  /** Gradients, and behind them the statistics of the batch. */
  private readonly results: Float32Array;
  private readonly adamW: AdamW;
  private readonly random: Random;
  private readonly weightFeeds: Record<string, Tensor> = {};
  private readonly fetches: Record<string, Tensor | null> = {};
  private evaluationSession: Promise<{ graph: TrainingGraph; session: Session }> | undefined;
  private done = 0;

  private constructor(
    private readonly model: Model,
    private readonly options: TrainerOptions,
    readonly graph: TrainingGraph,
    private readonly session: Session,
  ) {
    this.flat = new FlatWeights([...graph.parameters, ...graph.statistics]);
    this.weights = this.flat.initial();
    this.average = options.averageDecay === undefined ? new Float32Array() : this.weights.slice();
    this.results = new Float32Array(this.flat.size);
    const trained = graph.parameters.reduce((sum, { dims }) => sum + elements(dims), 0);
    this.gradients = this.results.subarray(0, trained);
    this.random = new Random(options.seed ?? 0, 3);
    const { rateOf = () => 1, decays = isMatrix } = options;
    const groups = graph.parameters.map((parameter) => {
      const part = this.flat.part(this.weights, parameter);
      const start = this.flat.starts.get(parameter.name)!;
      return { start, end: start + part.length, rate: rateOf(parameter), decays: decays(parameter) };
    });
    this.adamW = new AdamW(this.gradients.length, groups, options.adamW);
    this.bindWeights();
    this.fetches[TOTAL] = null;
    for (const name of graph.losses) this.fetches[lossOutput(name)] = null;
  }

  /** What a step reads and writes are tensors over parts of two vectors, so that it copies neither. */
  private bindWeights(): void {
    for (const parameter of this.graph.parameters) {
      const { name, dims } = parameter;
      this.weightFeeds[name] = new Tensor('float32', this.flat.part(this.weights, parameter), dims);
      this.fetches[gradientOutput(name)] = new Tensor('float32', this.flat.part(this.results, parameter), dims);
    }
    for (const statistic of this.graph.statistics) {
      const part = this.flat.part(this.results, statistic);
      this.fetches[statisticOutput(statistic.name)] = new Tensor('float32', part, statistic.dims);
    }
  }

  /**
   * Derives the training graph of `model` and opens a session for it.
   * @throws TrainingError before anything runs when the model cannot be trained.
   */
  static async create(model: Model, options: TrainerOptions): Promise<Trainer> {
    const stochasticDepth = options.stochasticDepth !== undefined && options.stochasticDepth > 0;
    const graph = trainingGraph(model, { ...options, keep: [], stochasticDepth });
    return new Trainer(model, options, graph, await openSession(graph, options));
  }

  /** Number of steps done. */
  get step(): number {
    return this.done;
  }

  /** Number of trained weights. */
  get size(): number {
    return this.gradients.length;
  }

  /**
   * One step of training on a batch.
   * @throws TrainingError when the batch does not fit the graph, or the loss or a gradient is not finite: the weights
   * are then as they were.
   */
  async train(batch: Batch): Promise<StepReport> {
    const { report } = await this.run(batch);
    const { schedule = constantRate(1e-3), clipNorm = Infinity, averageDecay, sharing } = this.options;
    const learningRate = schedule(this.done);
    for (const parameter of sharing ? this.graph.parameters : []) {
      const shared = sharing?.(parameter);
      if (shared) shareGradient(this.flat.part(this.gradients, parameter), parameter, shared);
    }
    const length = norm(this.gradients);
    if (!Number.isFinite(report.loss) || !Number.isFinite(length))
      throw new TrainingError(`step ${this.done}: the loss is ${report.loss}, the norm of its gradient ${length}`);
    for (const statistic of this.graph.statistics)
      if (!Number.isFinite(norm(this.flat.part(this.results, statistic))))
        throw new TrainingError(
          `step ${this.done}: the batch's ${statistic.name} is not finite; a channel needs two values or more`,
        );
    this.adamW.step(this.weights, this.gradients, learningRate, length > clipNorm ? clipNorm / length : 1);
    for (const statistic of this.graph.statistics) {
      const [running, batch] = [this.weights, this.results].map((of) => this.flat.part(of, statistic));
      follow(running, batch, statistic.momentum);
    }
    if (averageDecay !== undefined) this.followAverage(averageDecay);
    this.done++;
    return { step: this.done - 1, ...report, gradientNorm: length, learningRate };
  }

  /**
   * The average follows faster at first, so that it forgets the initial weights: (1 + t) / (10 + t) at most. Running
   * statistics are averaged as weights are, as timm's ModelEmaV2 does.
   */
  private followAverage(averageDecay: number): void {
    const kept = Math.min(averageDecay, (1 + this.done) / (10 + this.done));
    const { average, weights } = this;
    for (let i = 0; i < average.length; i++) average[i] = kept * average[i] + (1 - kept) * weights[i];
  }

  /** The gradients of a batch, without a step: views that the next call overwrites. */
  async gradientsOf(
    batch: Batch,
  ): Promise<{ report: Pick<StepReport, 'loss' | 'losses'>; gradients: Map<string, Float32Array> }> {
    const { report } = await this.run(batch);
    const gradients = new Map(this.graph.parameters.map((p) => [p.name, this.flat.part(this.results, p)]));
    return { report, gradients };
  }

  private async run(batch: Batch): Promise<{ report: Pick<StepReport, 'loss' | 'losses'> }> {
    const { blocks, inputs } = this.graph;
    const { stochasticDepth = 0 } = this.options;
    const full = blocks
      ? {
          ...batch,
          [DEPTH_INPUT]: depthFactors(batchSize(inputs, batch), blocks, stochasticDepth, () => this.random.uniform()),
        }
      : batch;
    const feeds = { ...this.weightFeeds, ...feedsOf(this.graph, full) };
    const results = await this.session.run(feeds, this.fetches);
    return { report: reportOf(this.graph, results) };
  }

  /** The losses of a batch and the outputs in `keep`, by running statistics, all averaged where an average is kept. */
  async evaluate(batch: Batch, averaged = true): Promise<Evaluation> {
    this.evaluationSession ??= this.openEvaluation();
    const { graph, session } = await this.evaluationSession;
    const feeds = feedsOf(graph, batch);
    const flat = averaged && this.average.length > 0 ? this.average : this.weights;
    for (const parameter of graph.parameters)
      feeds[parameter.name] = new Tensor('float32', this.flat.part(flat, parameter), parameter.dims);
    // Statistics that no loss depends on do not move, but an output in `keep` may need them.
    for (const statistic of graph.statistics) {
      const values = this.flat.starts.has(statistic.name) ? this.flat.part(flat, statistic) : statistic.initial;
      feeds[statistic.name] = new Tensor('float32', values, statistic.dims);
    }
    const results = await session.run(feeds);
    const outputs = Object.fromEntries(
      graph.keep.map((name) => [name, results[keptOutput(name)].data as Float32Array]),
    );
    return { ...reportOf(graph, results), outputs };
  }

  private async openEvaluation() {
    const trained = new Set(this.graph.parameters.map(({ name }) => name));
    const trainable = ({ name }: WeightUse) => trained.has(name);
    const graph = trainingGraph(this.model, { ...this.options, stochasticDepth: false, gradients: false, trainable });
    return { graph, session: await openSession(graph, this.options) };
  }

  /** The trained weights by name, a copy: the average where there is one and `averaged`. */
  trainedWeights(averaged = true): Map<string, Float32Array> {
    return this.copies(this.graph.parameters, averaged);
  }

  /** The running statistics by name, as `trainedWeights`; none where BatchNormalization is frozen. */
  runningStatistics(averaged = true): Map<string, Float32Array> {
    return this.copies(this.graph.statistics, averaged);
  }

  private copies(parts: readonly Part[], averaged: boolean): Map<string, Float32Array> {
    const flat = averaged && this.average.length > 0 ? this.average : this.weights;
    return new Map(parts.map((part) => [part.name, this.flat.part(flat, part).slice()]));
  }

  /** The forward model with the trained weights and the running statistics, to be encoded and run anywhere. */
  exportModel(averaged = true): Model {
    return exportModel(this.model, this.copies(this.flat.parts, averaged));
  }

  /** Writes everything that the rest of the run depends on, whole or not at all. */
  async checkpoint(file: string): Promise<void> {
    await writeCheckpoint(file, {
      step: this.done,
      adamSteps: this.adamW.steps,
      random: this.random.save(),
      parameters: this.flat.parts,
      weights: this.weights,
      mean: this.adamW.mean,
      square: this.adamW.square,
      average: this.average,
    });
  }

  /**
   * Goes on where a checkpoint was written, to the same curve bit for bit.
   * @throws TrainingError when it is of another network, or broken.
   */
  async resume(file: string): Promise<void> {
    const state = await readCheckpoint(file);
    const describe = (list: readonly { name: string; dims: readonly number[] }[]) =>
      list.map(({ name, dims }) => `${name} ${dims.join('x')}`).join();
    if (describe(state.parameters) !== describe(this.flat.parts))
      throw new TrainingError(`the checkpoint ${file} is of another network, or other statistics of it move`);
    if (state.average.length !== this.average.length)
      throw new TrainingError(`the checkpoint ${file} ${state.average.length ? 'has' : 'lacks'} averaged weights`);
    this.weights.set(state.weights);
    this.adamW.mean.set(state.mean);
    this.adamW.square.set(state.square);
    this.average.set(state.average);
    this.adamW.steps = state.adamSteps;
    this.random.restore(state.random);
    this.done = state.step;
  }

  /** Ends the sessions. */
  async release(): Promise<void> {
    await this.session.release();
    if (this.evaluationSession) await (await this.evaluationSession).session.release();
  }
}

function reportOf(
  graph: TrainingGraph,
  results: Readonly<Record<string, Tensor>>,
): Pick<StepReport, 'loss' | 'losses'> {
  const scalar = (name: string) => (results[name].data as Float32Array)[0];
  return {
    loss: scalar(TOTAL),
    losses: Object.fromEntries(graph.losses.map((name) => [name, scalar(lossOutput(name))])),
  };
}
