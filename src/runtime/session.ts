import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { native, runtime } from './choice';
import { createWasmSession } from './wasm-session';

export type SessionOptions = InferenceSession.SessionOptions;

/** An ONNX file by its bytes; or by its path, where its weights lie in a file beside it. */
export type Graph = Uint8Array | { readonly modelFile: string; readonly weightsFile: string };

/** A graph that is loaded. `run` blocks its thread. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * @param fetches names of outputs, all unless said; or tensors by name that outputs are written into, null for those that
   * get tensors of their own
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches?: readonly string[] | Readonly<Record<string, Tensor | null>>,
  ): Promise<Record<string, Tensor>>;
  /** Ends and writes the profile that the options asked for. */
  endProfiling(): void;
  /** Gives the memory back. */
  release(): Promise<void>;
}

/**
 * Loads a graph. As WebAssembly it runs on the CPU whatever the options say, and the first session of a thread of this
 * process says how many threads all of its sessions have.
 * @throws Error with ONNX Runtime's reason
 */
export async function createSession(graph: Graph, options: SessionOptions): Promise<Session> {
  if (runtime().kind === 'wasm') return createWasmSession(graph, options);
  const { InferenceSession } = native();
  const session = await (graph instanceof Uint8Array
    ? InferenceSession.create(graph, options)
    : // It finds the weights by the model's path.
      InferenceSession.create(graph.modelFile, options));
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: async (feeds, fetches) => session.run(feeds, fetches ?? session.outputNames),
    endProfiling: () => session.endProfiling(),
    release: () => session.release(),
  };
}
