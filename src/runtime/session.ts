import { native, runtime } from './choice';
import type { Graph, Session, SessionOptions } from './loaded-graph';
import { createWasmSession } from './wasm-session';

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
