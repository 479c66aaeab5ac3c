import path from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type * as Web from 'onnxruntime-web';
import { readRegular } from '../files';
import { load } from './choice';
import type { Graph, Session, SessionOptions } from './loaded-graph';

let module: typeof Web | undefined;

/** @throws Error */
function web(threads: number): typeof Web {
  if (module) return module;
  module = load('onnxruntime-web') as typeof Web;
  // One pool of threads for all sessions, made with the first of them.
  module.env.wasm.numThreads = threads;
  return module;
}

/** Loads a graph into ONNX Runtime's WebAssembly build. @throws Error */
export async function createWasmSession(graph: Graph, options: SessionOptions): Promise<Session> {
  const { InferenceSession } = web(options.intraOpNumThreads ?? 1);
  const inMemory = graph instanceof Uint8Array;
  const session = await InferenceSession.create(inMemory ? graph : await readRegular(graph.modelFile), {
    ...options,
    executionProviders: ['wasm'],
    // It could write the profile nowhere.
    enableProfiling: false,
    // It sees no files: weights outside the graph are handed to it by the name by which the graph asks for them.
    ...(!inMemory && { externalData: [{ path: path.basename(graph.weightsFile), data: graph.weightsFile }] }),
  });
  return new WasmSession(session);
}

class WasmSession implements Session {
  constructor(private readonly session: InferenceSession) {}

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[] | Readonly<Record<string, Tensor | null>> = this.outputNames,
  ): Promise<Record<string, Tensor>> {
    if (Array.isArray(fetches)) return await this.session.run(feeds, fetches);
    const given = fetches as Readonly<Record<string, Tensor | null>>;
    // A tensor of the caller's would be copied into WebAssembly's memory and not back.
    const answer = (await this.session.run(feeds, Object.keys(given))) as Record<string, Tensor>;
    for (const [name, into] of Object.entries(given)) {
      if (!into) continue;
      (into.data as Float32Array).set(answer[name].data as Float32Array);
      answer[name] = into;
    }
    return answer;
  }

  endProfiling(): void {
    // It writes no profile: nobody asks which device ran a node where there is none.
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
