import type { InferenceSession, Tensor } from 'onnxruntime-common';

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
