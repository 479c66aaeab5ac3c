import { elements, encodeWhole, isDynamic, type Shape } from '../onnx';
import { createSession, type Session, type SessionOptions as RuntimeOptions, Tensor } from '../runtime';
import type { Batch } from './batches';
import { TrainingError } from './errors';
import type { TrainingGraph } from './training-graph';

export interface SessionOptions {
  /** Threads of one operator; by default as ONNX Runtime decides. */
  readonly threads?: number;
  /** Execution providers, best first; by default the processor. */
  readonly providers?: readonly string[];
  /** Passed to ONNX Runtime as they are (profiling). */
  readonly extra?: RuntimeOptions;
}

export function openSession(graph: TrainingGraph, options: SessionOptions): Promise<Session> {
  const { threads, providers, extra } = options;
  return createSession(encodeWhole(graph.model), {
    // The pattern planner keeps every buffer of a step in one block: twice the memory, for little time.
    enableMemPattern: false,
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(providers ? { executionProviders: [...providers] } : {}),
    ...extra,
    // Threads that spin while they wait take a shared machine's cores from others.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

/** The tensors of a batch. @throws TrainingError when an input is missing, unknown, or its length does not fit the batch. */
export function feedsOf(graph: TrainingGraph, batch: Batch): Record<string, Tensor> {
  for (const name of Object.keys(batch))
    if (!graph.inputs.has(name))
      throw new TrainingError(`the graph has no input ${name}, only ${[...graph.inputs.keys()].join(', ')}`);
  const count = batchSize(graph.inputs, batch);
  const feeds: Record<string, Tensor> = {};
  for (const [name, shape] of graph.inputs) {
    const values = batch[name];
    if (!values) throw new TrainingError(`the batch lacks the input ${name}`);
    const dims = shape.map((dim) => (isDynamic(dim) ? -dim * count : dim));
    if (elements(dims) !== values.length)
      throw new TrainingError(`the input ${name} has ${values.length} values, not ${dims.join(' x ')}`);
    feeds[name] = new Tensor('float32', values, dims);
  }
  return feeds;
}

/** N, from the first input that depends on it. */
export function batchSize(inputs: ReadonlyMap<string, Shape>, batch: Batch): number {
  for (const [name, shape] of inputs) {
    const values = batch[name];
    if (values && shape.filter(isDynamic).length === 1) return values.length / Math.abs(elements(shape));
  }
  return 1;
}
