import type { FileCalls } from '../viewing';
import { EngineProcess, type EngineOptions } from './process/engine-process';
import {
  type Answer,
  type Asking,
  type CollectionParams,
  type CollectionState,
  type EngineRequest,
  OpenCollection,
  type ViewCall,
  ViewFile,
} from './protocol';

/** The engine as its clients have it: the process behind it is started when it is first needed. */
export class EngineClient {
  private readonly engine: EngineProcess;

  constructor(options: EngineOptions) {
    this.engine = new EngineProcess(options);
  }

  /** The encoder's id and the device it runs on. */
  start(): Promise<{ encoder: string; device: string }> {
    return this.engine.start();
  }

  /** Process id while the engine runs. */
  get pid(): number | undefined {
    return this.engine.pid;
  }

  /** Ends the process, after it has written what waits. */
  stop(): Promise<void> {
    return this.engine.stop();
  }

  /**
   * Asks the engine, by one of the requests of `protocol/`.
   * @throws EngineError where it says no, EngineDiedError where its process ended in the middle
   */
  request<P extends object, R, G>(
    asked: EngineRequest<P, R, G>,
    params: P,
    asking: Asking<G> = {},
  ): Promise<Answer<R>> {
    return this.engine.request(asked, params, asking);
  }

  /** Opens a folder's collection, which a new process after this one opens, too. */
  async open(params: CollectionParams): Promise<CollectionState> {
    const state = await this.request(OpenCollection, params);
    this.engine.remember(params);
    return state;
  }

  /** A viewer's call about a file. It needs no encoder, and loads none. */
  async view<M extends keyof FileCalls>(
    file: string,
    method: M,
    params: FileCalls[M]['params'],
  ): Promise<FileCalls[M]['result']> {
    return this.request(ViewFile, { file, method, params } as ViewCall);
  }
}
