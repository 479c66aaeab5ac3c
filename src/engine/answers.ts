import { type CancellationToken, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { CollectionSession } from './collections/collection-session';
import { type EngineRequest, type Failure, LogMessage } from './protocol';

/** JSON-RPC code of every error but cancellation. */
const ENGINE_FAILURE = -32000;
/** The code of the Language Server Protocol for a cancelled request. */
const REQUEST_CANCELLED = -32800;
/** Errors that a person is told in their own words; everything else is a fault of ours. All have a file and a reason. */
const NAMED_ERRORS = new Set([
  'StoreError',
  'CutoutError',
  'EncoderError',
  'QueryError',
  'FitsError',
  'LabelError',
  'FilterError',
  'RatingError',
  'FinetuneError',
  'WeightsError',
  'LockedError',
  'NotAFileError',
  'GlobError',
]);

/** What comes with a question. */
export interface Call<G> {
  /** Aborts when the question is cancelled, or the engine stops. */
  readonly signal: AbortSignal;
  /** Tells whoever asked how far the answer is. */
  readonly tell: (progress: G) => void;
}

/** An answer; undefined where it has been cancelled. */
type Given<R> = R | (null extends R ? undefined : never);

/** Answers what a client asks over a connection: errors become responses that it can read. */
export class Answers {
  /**
   * @param stopping aborts when the engine stops
   * @param session that answers for a folder
   */
  constructor(
    private readonly connection: MessageConnection,
    private readonly stopping: AbortSignal,
    private readonly session: (folder: string) => Promise<CollectionSession>,
  ) {}

  /** Answers a request by what `work` makes of its params. */
  to<P extends object, R, G>(
    asked: EngineRequest<P, R, G>,
    work: (params: P, call: Call<G>) => Given<R> | Promise<Given<R>>,
  ): void {
    this.connection.onRequest(asked.type, (given: object, token: CancellationToken) => {
      const params = given as P & { readonly progress?: string; readonly cancelled?: boolean };
      const { progress, cancelled = false } = params;
      const signal = AbortSignal.any([abortSignal(token, cancelled), this.stopping]);
      const tell = (value: G) => {
        if (progress !== undefined) void this.connection.sendProgress(asked.progress, progress, value as object);
      };
      return this.answered(async () => ((await work(params, { signal, tell })) ?? null) as R);
    });
  }

  /** Like `to`, for a question about a folder: its session answers. */
  ofFolder<P extends { readonly folder: string }, R, G>(
    asked: EngineRequest<P, R, G>,
    work: (session: CollectionSession, params: P, call: Call<G>) => Given<R> | Promise<Given<R>>,
  ): void {
    this.to(asked, async (params, call) => work(await this.session(params.folder), params, call));
  }

  /** What `work` gives, or what a client is told of its error. */
  async answered<T>(work: () => Promise<T>): Promise<T | ResponseError<Failure>> {
    try {
      return await work();
    } catch (error) {
      const thrown = error as Error & { file?: string; path?: string; reason?: string };
      const { name, message, stack, file = thrown.path, reason } = thrown;
      if (name === 'AbortError') return new ResponseError(REQUEST_CANCELLED, message, { path: '', reason: message });
      // By name: errors of worker threads have lost their class.
      if (NAMED_ERRORS.has(name))
        return new ResponseError(ENGINE_FAILURE, message, { path: file ?? '', reason: reason ?? message });
      void this.connection.sendNotification(LogMessage, { level: 'error', message: stack ?? message });
      return new ResponseError(ENGINE_FAILURE, message, { path: '', reason: message });
    }
  }
}

function abortSignal(token: CancellationToken, cancelled: boolean): AbortSignal {
  const controller = new AbortController();
  if (cancelled || token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
