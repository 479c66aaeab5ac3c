import { type CancellationToken, ProgressType, RequestType } from 'vscode-jsonrpc';
import type { Failure } from './failure';

/**
 * A question to the engine: `P` is what is asked, `R` the answer (with null where it may have been cancelled), `G` what is told on the way.
 * Callers ask it with `EngineClient.request`; the engine answers it with `Answers`.
 */
export class EngineRequest<P extends object, R, G = never> {
  /** For the compiler alone. */
  declare readonly types: { readonly params: P; readonly answer: R; readonly progress: G };
  readonly type: RequestType<object, unknown, Failure>;
  readonly progress = new ProgressType<object>();

  /** @param needs whether the engine loads its encoder for it */
  constructor(
    method: string,
    readonly needs: 'the encoder' | 'no encoder' = 'the encoder',
  ) {
    this.type = new RequestType(method);
  }
}

/** How a question is asked. */
export interface Asking<G> {
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: G) => void;
}

/** What a question is answered with: undefined where it has been cancelled. */
export type Answer<R> = null extends R ? Exclude<R, null> | undefined : R;
