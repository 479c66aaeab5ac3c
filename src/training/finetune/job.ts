import type { ModelCard } from '../../encoder';
import { decodeModel } from '../../onnx';
import { Matrix } from '../../statistics';
import type { Control } from './control';
import { deployedModel } from './model/deploy';
import type { Labelled } from './data/labelled';
import { LinearLearner } from './learners/linear-learner';
import type { FinetuneOptions } from './options';
import type { FinetuneReport, Galaxy } from './report/report';
import { type Baseline, runFinetune, type RunProgress } from './run';
import { firstMeasure } from './evaluation/measures';
import { encoderBlocks } from './learners/blocks';
import { FinetuneError } from './errors';
import { estimateTime, type TimeEstimate } from './estimate';
import { movedCentre } from './data/moved-centre';
import { NetworkLearner } from './learners/network-learner';
import type { NetworkOptions } from './learners/network-options';
import { type Probed, probeBlocks } from './evaluation/probe';
import { RunMemory } from './run-memory';
import { saveModel } from './model/save-model';
import type { Task } from './task';

/** Everything that a run depends on, as it crosses to the thread that does the work. */
export interface Job {
  readonly galaxies: readonly Galaxy[];
  readonly task: Task;
  readonly truths: readonly string[];
  /** galaxies x outputs. */
  readonly targets: Float64Array;
  readonly groups: Int32Array;
  /** galaxies x dimensions: as the store has them, the card's centre subtracted. */
  readonly representations: Float32Array;
  /** galaxies x pixel features, for the baseline; undefined where none is wanted. */
  readonly pixels?: Float64Array;
  /** galaxies x channels x size x size; undefined where no block is trained. */
  readonly inputs?: Float32Array;
  /** Go on where a run with the same labels and options was interrupted. */
  readonly resume: boolean;
  /** A hash of the labels and their galaxies. */
  readonly fingerprint: string;
  readonly threads: number;
  readonly options: FinetuneOptions;
  readonly card: ModelCard;
  /** Bytes of the encoder's ONNX file. */
  readonly encoder: Uint8Array;
  /** The file of its weights where they are in one of their own: only a head can be trained then. */
  readonly weightsFile?: string;
  readonly labels: FinetuneReport['labels'];
  readonly warnings: readonly string[];
  /** The model's folder. */
  readonly out: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly created: string;
}

/**
 * Runs a job to its end and writes the model; what a cancelled run has done is kept beside it, to go on with.
 * @throws Cancelled; FinetuneError where it cannot be written, or there is nothing to go on with
 */
export async function runJob(
  job: Job,
  control: Control,
  onProgress: (progress: RunProgress) => void,
): Promise<FinetuneReport> {
  const started = performance.now();
  if (job.card.views !== 1)
    throw new FinetuneError(
      job.card.model,
      `${job.card.id} averages ${job.card.views} views, which no graph of a fine-tuned model does`,
    );
  const { card, options, out, name, created } = job;
  const labelled = labelledOf(job);
  const representations = matrixOf(job.representations, labelled.galaxies.length);
  const memory = await RunMemory.open(out, runFingerprint(job), job.resume);
  const network = networkOptions(job, control, memory, onProgress);
  const solved = { balanced: options.classWeights === 'balanced', seed: options.seed, control };
  const inputs = job.inputs ?? new Float32Array();
  const learner =
    options.depth === 'head' && options.hiddenUnits === 0
      ? new LinearLearner(labelled, representations, solved)
      : new NetworkLearner(labelled, inputs, representations, network);
  const baselines: Baseline[] = [];
  if (network.blocks.length > 0 && options.neuronsPerGroup > 1)
    baselines.push({
      name: 'without grouping',
      description: 'the same training, each neuron with a gradient of its own.',
      learner: new NetworkLearner(labelled, inputs, representations, {
        ...network,
        options: { ...options, neuronsPerGroup: 1 },
      }),
    });
  if (job.pixels)
    baselines.push({
      name: 'raw pixels',
      description: `a linear head on the pixels of the encoder's input, averaged in blocks to 16 x 16.`,
      learner: new LinearLearner(labelled, new Matrix(labelled.galaxies.length, job.pixels.length / labelled.galaxies.length, job.pixels), { ...solved, scaling: 'together' }), // prettier-ignore
    });
  if (options.baselines.scratch && job.inputs)
    baselines.push({
      name: 'from scratch',
      description:
        'the same network with random weights at the start, all of it trained, with the same number of epochs at most.',
      learner: new NetworkLearner(labelled, inputs, representations, {
        ...network,
        options: { ...options, hiddenUnits: 0, neuronsPerGroup: 1 },
        blocks: network.allBlocks,
        scratch: true,
      }),
    });
  const forCurve = new LinearLearner(labelled, representations, { ...solved, innerFolds: 3 });
  const run = await runFinetune({ labelled, options, learner, baselines, forCurve, control, onProgress });
  const { learned, predictions } = run;
  const model = deployedModel(encoderOf(job), card, job.task, learned.deploy, learned.scaling, learned.halfWidth);
  const report: FinetuneReport = {
    ...run.report,
    name,
    created,
    labels: job.labels,
    encoder: { id: card.id, sha256: card.sha256 },
    warnings: job.warnings,
    seconds: (performance.now() - started) / 1000,
  };
  const centre =
    card.centre && learned.deploy.weights.size > 0
      ? await movedCentre(model, card, inputs, representations, job.threads, control)
      : card.centre;
  await saveModel(out, {
    model,
    base: { ...card, ...(centre ? { centre } : {}) },
    encoderUnchanged: learned.deploy.weights.size === 0,
    scaling: learned.scaling,
    halfWidth: learned.halfWidth,
    report,
    predictions,
    ...(job.weightsFile === undefined ? {} : { weightsFile: job.weightsFile }),
  });
  await memory.forget();
  return report;
}

/** Probes every block with the job's labels, folds and seed. @throws Cancelled */
export function runProbe(
  job: Job,
  control: Control,
  onBlock: (done: number, total: number) => void,
): Promise<Probed[]> {
  const { card, options, threads } = job;
  const labelled = labelledOf(job);
  return probeBlocks(
    labelled,
    job.inputs ?? new Float32Array(),
    matrixOf(job.representations, labelled.galaxies.length),
    { encoder: decodeModel(job.encoder), card, folds: options.folds, seed: options.seed, threads },
    control,
    onBlock,
  );
}

/** How long a job will take on this machine. @throws Cancelled */
export function estimateJob(job: Job, control: Control): Promise<TimeEstimate> {
  const labelled = labelledOf(job);
  const network = networkOptions(job, control, undefined, () => undefined);
  return estimateTime(labelled, matrixOf(job.representations, labelled.galaxies.length), network);
}

function networkOptions(
  job: Job,
  control: Control,
  memory: RunMemory | undefined,
  onProgress: (progress: RunProgress) => void,
): NetworkOptions {
  const { card, options, task, threads } = job;
  const encoder = encoderOf(job);
  const allBlocks = encoderBlocks(encoder, card.outputs.embedding);
  const { depth } = options;
  const count = depth === 'head' ? 0 : depth === 'all' ? allBlocks.length : Math.min(depth, allBlocks.length);
  return {
    options,
    encoder,
    card,
    allBlocks,
    blocks: count === 0 ? [] : allBlocks.slice(-count),
    threads,
    control,
    memory,
    onStep: ({ name, done, rate, epoch }) =>
      onProgress({
        stage: COMPARED.some((baseline) => name.startsWith(baseline)) ? 'baselines' : 'training',
        what: name,
        within: done,
        rate,
        ...(epoch ? { epoch, score: firstMeasure(task) } : {}),
      }),
  };
}

const encoderOf = ({ encoder, weightsFile }: Job) => decodeModel(encoder, weightsFile === undefined ? 'refused' : 'named'); // prettier-ignore

/** Baselines that are trained step by step, as their fits' names begin. */
const COMPARED: readonly Baseline['name'][] = ['without grouping', 'from scratch'];

/** What must be the same for a run to go on. */
function runFingerprint({ fingerprint, options, card, name }: Job): string {
  return JSON.stringify([fingerprint, options, card.sha256, name]);
}

export function labelledOf({ galaxies, task, truths, targets, groups }: Job): Labelled {
  return { galaxies, task, truths, groups, targets: new Matrix(galaxies.length, targets.length / galaxies.length, targets) }; // prettier-ignore
}

function matrixOf(values: Float32Array, rows: number): Matrix {
  return new Matrix(rows, values.length / rows, Float64Array.from(values));
}
