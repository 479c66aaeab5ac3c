import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Place, RepresentationStore } from '../../collection';
import type { Encoder } from '../../encoder';
import { readRegular, readRegularSync } from '../../files';
import { decodeModel } from '../../onnx';
import { Matrix } from '../../statistics';
import {
  Control,
  defaultOptions,
  encoderBlocks,
  FinetuneError,
  firstMeasure,
  type FinetuneOptions,
  type Job,
  obstacle,
  pixelFeatures,
  refuseToReplace,
  type RunProgress,
} from '../../training/finetune';
import type {
  FinetuneEstimate,
  FinetuneParams,
  FinetuneProgress,
  FinetuneResult,
  InspectTargetParams,
  PredictProgress,
  ProbeParams,
  ProbeResult,
  RunFinetuneParams,
  TargetInspection,
  TargetParams,
} from '../protocol/fine-tuning';
import { ProgressEstimate } from './progress-estimate';
import type { Failure } from '../protocol';
import { readInputs } from '../indexing/read-inputs';
import type { SameGalaxies } from '../duplicates/same-galaxies';
import type { Tables } from '../tables/tables';
import type { TrainingCalls } from './training-worker';
import { readTrainingSet, refOf, type TrainingSet } from './training-set';
import { WorkerClient } from '../process/worker-calls';
import { bundle, type Workers } from '../process/workers';

/** What fine-tuning needs of an open collection. */
export interface TrainedCollection {
  readonly folder: string;
  readonly store: RepresentationStore;
  readonly encoder: Encoder;
  readonly workers: Workers;
  readonly tables: Tables;
  readonly sameGalaxies: SameGalaxies;
}

/** What can be learned of a column. @throws LabelError, AbortError */
export async function inspectTarget(
  collection: TrainedCollection,
  params: InspectTargetParams,
  signal: AbortSignal,
): Promise<TargetInspection> {
  const set = await trainingSet(collection, params, signal);
  const { labelled, possible, missing, missingExamples, unlabelled, warnings, trainable } = set;
  const { task, targets } = labelled;
  return {
    task,
    possible,
    labelled: labelled.galaxies.length,
    missing,
    missingExamples,
    unlabelled,
    classes: classesOf(set, params.examples),
    ...(task.kind === 'number' && targets.rows > 0 ? { range: rangeOf(targets) } : {}),
    warnings,
    trainable,
    ...trainableBlocks(collection.encoder),
    defaults: defaultOptions(labelled.galaxies.length),
  };
}

/**
 * Trains a head, tests it and writes the model. Undefined where it has been cancelled.
 * @throws LabelError, FinetuneError, with what to do
 */
export async function runFinetuning(
  collection: TrainedCollection,
  params: RunFinetuneParams,
  control: Control,
  signal: AbortSignal,
  onProgress: (progress: FinetuneProgress) => void,
): Promise<FinetuneResult | undefined> {
  const stop = () => control.cancel();
  signal.addEventListener('abort', stop);
  const worker = new WorkerClient<TrainingCalls>(bundle('training-worker'));
  const { port1, port2 } = new MessageChannel();
  try {
    if (signal.aborted) return undefined;
    await refuseToReplace(params.out).catch((error: unknown) => {
      throw FinetuneError.from(params.out, error);
    });
    const estimate = new ProgressEstimate(onProgress, () => control.paused);
    estimate.tell({ stage: 'reading', what: 'labels and cutouts', done: 0 });
    const job = await makeJob(collection, params, signal);
    port1.on('message', (value: RunProgress) => estimate.tell(value));
    const report = await worker.call('run', { job, control: control.shared, progress: port2 }, [port2]);
    return { out: params.out, report };
  } catch (error) {
    if ((error as Error).name === 'AbortError') return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    port1.close();
    await worker.stop();
  }
}

/** How long a run will take, without what reading the cutouts takes. @throws as `runFinetuning`; AbortError */
export async function estimateFinetuning(
  collection: TrainedCollection,
  params: FinetuneParams,
  signal: AbortSignal,
): Promise<FinetuneEstimate> {
  const control = new Control();
  const stop = () => control.cancel();
  signal.addEventListener('abort', stop);
  const worker = new WorkerClient<TrainingCalls>(bundle('training-worker'));
  try {
    signal.throwIfAborted();
    const set = await trainingSet(collection, params, signal);
    requireTrainable(params, set);
    const options = optionsOf(params, set);
    requireBlocks(collection.encoder, options);
    const job = await jobOf(collection, { ...params, out: 'estimate' }, { set, failures: [] }, options);
    return await worker.call('estimate', { job, control: control.shared });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.stop();
  }
}

/** Which depth of the encoder holds what a column says; undefined where it has been cancelled. @throws as `runFinetuning` */
export async function probe(
  collection: TrainedCollection,
  { folds, seed, ...target }: ProbeParams,
  signal: AbortSignal,
  onProgress: (progress: PredictProgress) => void,
): Promise<ProbeResult | undefined> {
  const control = new Control();
  const stop = () => control.cancel();
  signal.addEventListener('abort', stop);
  const worker = new WorkerClient<TrainingCalls>(bundle('training-worker'));
  const { port1, port2 } = new MessageChannel();
  try {
    if (signal.aborted) return undefined;
    // Inputs are read as for training all of the encoder; nothing is written.
    const options = { depth: 'all', ...(folds === undefined ? {} : { folds }), ...(seed === undefined ? {} : { seed }) } as const; // prettier-ignore
    const job = await makeJob(collection, { ...target, options, out: 'probe' }, signal);
    port1.on('message', (value: PredictProgress) => onProgress(value));
    const blocks = await worker.call('probe', { job, control: control.shared, progress: port2 }, [port2]);
    return { score: firstMeasure(job.task), galaxies: job.galaxies.length, blocks };
  } catch (error) {
    if ((error as Error).name === 'AbortError') return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    port1.close();
    await worker.stop();
  }
}

async function makeJob(collection: TrainedCollection, params: RunFinetuneParams, signal: AbortSignal): Promise<Job> {
  const whole = await trainingSet(collection, params, signal);
  requireTrainable(params, whole);
  const options = optionsOf(params, whole);
  requireBlocks(collection.encoder, options);
  const read = await withInputs(collection, whole, options, signal);
  requireTrainable(params, read.set);
  const job = await jobOf(collection, params, read, options);
  // What an editor or another program has written since is not what is learned.
  const changed = (await trainingSet(collection, params, signal)).fingerprint !== whole.fingerprint;
  return changed
    ? { ...job, warnings: [...job.warnings, 'the labels changed while the run began: it learned those of its start'] }
    : job;
}

/** What was read for a job. */
interface ReadSet {
  readonly set: TrainingSet;
  readonly pixels?: Float64Array;
  readonly inputs?: Float32Array;
  readonly failures: readonly Failure[];
}

async function jobOf(
  { encoder, tables, folder, workers }: TrainedCollection,
  { file, column, out, resume }: RunFinetuneParams,
  { set, pixels, inputs, failures }: ReadSet,
  options: FinetuneOptions,
): Promise<Job> {
  const { labelled, places, warnings, fingerprint } = set;
  return {
    galaxies: labelled.galaxies,
    task: labelled.task,
    truths: labelled.truths,
    targets: labelled.targets.values,
    groups: labelled.groups,
    representations: representationsOf(places),
    pixels,
    inputs,
    options,
    resume: resume ?? false,
    fingerprint,
    threads: workers.threads,
    card: encoder.card,
    encoder: await readRegular(encoder.modelFile),
    ...(encoder.weightsFile === undefined ? {} : { weightsFile: encoder.weightsFile }),
    labels: { file: path.relative(folder, tables.bound(file).file), column },
    warnings: [...warnings.map(({ message }) => message), ...(failures.length > 0 ? [unreadable(failures)] : [])],
    out,
    name: path.basename(out),
    created: new Date().toISOString(),
  };
}

/** Cutouts are read again for what sees pixels; who cannot be read any more is left out of everything. */
async function withInputs(
  { workers, folder, encoder: { card } }: TrainedCollection,
  set: TrainingSet,
  { baselines, depth }: FinetuneOptions,
  signal: AbortSignal,
): Promise<ReadSet> {
  const whole = depth !== 'head' || baselines.scratch;
  if (!baselines.pixels && !whole) return { set, failures: [] };
  const { channels, size } = card.input;
  const length = channels * size * size;
  const pixels: (Float64Array | undefined)[] = set.places.map(() => undefined);
  const inputs = new Float32Array(whole ? set.places.length * length : 0);
  const failures = await readInputs(
    workers,
    folder,
    card,
    set.labelled.galaxies,
    (read) => {
      for (const { index, input } of read) {
        pixels[index] = pixelFeatures(input, channels, size).row(0);
        if (whole) inputs.set(input, index * length);
      }
    },
    signal,
  );
  const kept = [...pixels.keys()].filter((i) => pixels[i] !== undefined);
  kept.forEach((i, r) => {
    if (whole && i !== r) inputs.copyWithin(r * length, i * length, (i + 1) * length);
  });
  return {
    set: pick(set, kept),
    ...(baselines.pixels && kept.length > 0 ? { pixels: Matrix.fromRows(kept.map((i) => pixels[i]!)).values } : {}),
    ...(whole ? { inputs: inputs.slice(0, kept.length * length) } : {}),
    failures,
  };
}

function pick(set: TrainingSet, kept: readonly number[]): TrainingSet {
  if (kept.length === set.places.length) return set;
  const { galaxies, targets, truths, groups, task } = set.labelled;
  return {
    ...set,
    places: kept.map((i) => set.places[i]),
    labelled: {
      task,
      galaxies: kept.map((i) => galaxies[i]),
      targets: targets.pick(kept),
      truths: kept.map((i) => truths[i]),
      groups: Int32Array.from(kept, (i) => groups[i]),
    },
  };
}

function trainingSet(
  { store, tables, sameGalaxies }: TrainedCollection,
  { file, column, task }: TargetParams,
  signal: AbortSignal,
): Promise<TrainingSet> {
  return readTrainingSet(store, tables.bound(file), column, task, (places) => sameGalaxies.groupsOf(places, signal));
}

export function optionsOf({ options }: FinetuneParams, { labelled }: TrainingSet): FinetuneOptions {
  const chosen = { ...defaultOptions(labelled.galaxies.length, options.depth), ...options };
  // Parts must not outnumber the galaxies that they are made of.
  return { ...chosen, folds: Math.min(chosen.folds, new Set(labelled.groups).size) };
}

/** Told again and again of the same encoder: its graph is looked at once. */
const known = new WeakMap<Encoder, Pick<TargetInspection, 'blocks' | 'headOnlyBecause'>>();

function trainableBlocks(encoder: Encoder): Pick<TargetInspection, 'blocks' | 'headOnlyBecause'> {
  const found = known.get(encoder) ?? lookAtBlocks(encoder);
  known.set(encoder, found);
  return found;
}

function lookAtBlocks({ card, modelFile, weightsFile }: Encoder): Pick<TargetInspection, 'blocks' | 'headOnlyBecause'> {
  if (weightsFile !== undefined) {
    const file = path.basename(weightsFile);
    // A graph for training is one message, which ends at 2 GiB, and holds its weights.
    return { blocks: [], headOnlyBecause: `the network is so large that its weights are in a file of their own, ${file}` }; // prettier-ignore
  }
  const model = decodeModel(readRegularSync(modelFile));
  const blocks = encoderBlocks(model, card.outputs.embedding);
  const headOnlyBecause = obstacle(model, card.outputs.embedding, blocks);
  return headOnlyBecause === undefined ? { blocks: blocks.map(({ name }) => name) } : { blocks: [], headOnlyBecause };
}

/** @throws FinetuneError where the options train what cannot be trained of an encoder */
function requireBlocks(encoder: Encoder, { depth, baselines }: FinetuneOptions): void {
  if (depth === 'head' && !baselines.scratch) return;
  const { headOnlyBecause } = trainableBlocks(encoder);
  if (headOnlyBecause === undefined) return;
  const what = depth === 'head' ? 'it cannot be trained from scratch for comparison' : 'a head alone can be trained';
  throw new FinetuneError(encoder.modelFile, `of this encoder ${what}: ${headOnlyBecause}`);
}

function requireTrainable({ file, column }: TargetParams, { trainable, warnings, labelled }: TrainingSet): void {
  if (trainable && labelled.galaxies.length > 0) return;
  const reason = warnings.map(({ message }) => message).join('; ') || 'no cutout of the index has a label';
  throw new FinetuneError(file, `nothing can be learned of "${column}": ${reason}`);
}

function unreadable(failures: readonly Failure[]): string {
  const [{ path: first, reason }] = failures;
  return `${failures.length} labelled cutouts could not be read again and were left out (${first}: ${reason})`;
}

/** galaxies x dimensions. */
export function representationsOf(places: readonly Place[]): Float32Array {
  const dimensions = places[0].block.dimensions;
  const out = new Float32Array(places.length * dimensions);
  places.forEach(({ block, row }, i) => out.set(block.representation(row), i * dimensions));
  return out;
}

function classesOf({ labelled, places }: TrainingSet, examples: number): TargetInspection['classes'] {
  const { task, targets } = labelled;
  if (task.kind === 'number') return [];
  const names =
    task.kind === 'votes'
      ? task.questions.flatMap(({ question, answers }) => answers.map((answer) => `${question}: ${answer}`))
      : task.classes;
  const amount = (i: number, k: number) =>
    task.kind === 'binary' ? Number(targets.row(i)[0] === k) : targets.row(i)[k];
  return names.map((name, k) => {
    const having = [...places.keys()].filter((i) => amount(i, k) > 0);
    // Galaxies with the most votes show an answer best.
    if (task.kind === 'votes') having.sort((a, b) => amount(b, k) - amount(a, k));
    const count = having.reduce((sum, i) => sum + amount(i, k), 0);
    return { name, count, examples: evenly(having, examples, task.kind === 'votes').map((i) => refOf(places[i])) };
  });
}

/** The first few, or, where order means nothing, some from all over the list. */
function evenly(list: readonly number[], count: number, first: boolean): number[] {
  if (first || list.length <= count) return list.slice(0, count);
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);
}

function rangeOf(targets: Matrix) {
  let [min, max, sum, square] = [Infinity, -Infinity, 0, 0];
  for (const value of targets.values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    square += value * value;
  }
  const mean = sum / targets.rows;
  return { min, max, mean, deviation: Math.sqrt(Math.max(0, square / targets.rows - mean * mean)) };
}
