import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { FileCalls } from '../viewing';
import {
  CollectionChanged,
  CreateSampleSky,
  ExportRepresentations,
  FindSimilar,
  IndexCollection,
  IndexProgressType,
  Initialize,
  ListFailures,
  LogMessage,
  OpenCollection,
  ReadThumbnails,
  SampleSkyProgressType,
  Shutdown,
  ViewFile,
  type CollectionParams,
  type CollectionState,
  type Failure,
  type IndexParams,
  type IndexProgress,
  type IndexSummary,
  type InitializeParams,
  type SimilarParams,
  type SimilarResult,
  type Thumbnail,
  type ThumbnailParams,
  type ViewCall,
} from './protocol';

export interface EngineOptions extends InitializeParams {
  /** dist/engine.js */
  readonly engineFile: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly onCollectionChanged?: (folder: string, state: CollectionState) => void;
  /** The engine process has died and the requests under way with it; the next request starts another. */
  readonly onDied?: (reason: string) => void;
}

/** The engine said no: what it was about, and why. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    message: string,
    readonly file: string,
    readonly reason: string,
  ) {
    super(message);
  }
}

/** The process ended in the middle of a request. */
export class EngineDiedError extends Error {
  override readonly name = 'EngineDiedError';
}

interface Running {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** The encoder, once something has been asked that needs one. */
  ready?: Promise<{ encoder: string; device: string }>;
  /** Rejects when the process ends. */
  readonly died: Promise<never>;
}

/**
 * The engine process as its clients see it: started on the first request, started again by the next one after it has
 * died, with the collections that were open.
 */
export class EngineClient {
  private running?: Running;
  private readonly collections = new Map<string, CollectionParams>();
  private stopping = false;

  constructor(private readonly options: EngineOptions) {}

  /** The encoder's id and the device it runs on. */
  async start(): Promise<{ encoder: string; device: string }> {
    return this.initialised(this.ensure());
  }

  /** Process id while the engine runs. */
  get pid(): number | undefined {
    return this.running?.process.pid;
  }

  async open(params: CollectionParams): Promise<CollectionState> {
    const state = await this.request((connection) => connection.sendRequest(OpenCollection, params));
    this.collections.set(params.folder, params);
    return state;
  }

  async index(
    params: IndexParams,
    onProgress?: (progress: IndexProgress) => void,
    token?: CancellationToken,
  ): Promise<IndexSummary> {
    const progress = randomUUID();
    const { connection } = await this.connected();
    const listening = connection.onProgress(IndexProgressType, progress, (value) => onProgress?.(value));
    try {
      return await this.request(() => connection.sendRequest(IndexCollection, { ...params, progress }, token));
    } finally {
      listening.dispose();
    }
  }

  similar(params: SimilarParams): Promise<SimilarResult> {
    return this.request((connection) => connection.sendRequest(FindSimilar, params));
  }

  thumbnails(params: ThumbnailParams): Promise<readonly Thumbnail[]> {
    return this.request((connection) => connection.sendRequest(ReadThumbnails, params));
  }

  /** A viewer's call about a file. It needs no encoder, and loads none. */
  async view<M extends keyof FileCalls>(
    file: string,
    method: M,
    params: FileCalls[M]['params'],
  ): Promise<FileCalls[M]['result']> {
    const call = { file, method, params } as ViewCall;
    return this.settle(this.ensure(), (connection) => connection.sendRequest(ViewFile, call));
  }

  failures(folder: string): Promise<readonly Failure[]> {
    return this.request((connection) => connection.sendRequest(ListFailures, { folder }));
  }

  async export(folder: string, out: string): Promise<number> {
    return (await this.request((connection) => connection.sendRequest(ExportRepresentations, { folder, out }))).rows;
  }

  /** Writes the sample sky into a folder; cancelling leaves a part of it, which can be written over. */
  async createSampleSky(
    folder: string,
    onProgress: (done: number, total: number) => void,
    token?: CancellationToken,
  ): Promise<number> {
    const progress = randomUUID();
    const { connection } = await this.connected();
    const listening = connection.onProgress(SampleSkyProgressType, progress, ([done, total]) =>
      onProgress(done, total),
    );
    try {
      return (await this.request(() => connection.sendRequest(CreateSampleSky, { folder, progress }, token))).cutouts;
    } finally {
      listening.dispose();
    }
  }

  /** Ends the process, after it has written what waits. */
  async stop(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.stopping = true;
    const ended = new Promise<void>((resolve) => running.process.once('exit', () => resolve()));
    await Promise.race([running.connection.sendRequest(Shutdown).catch(() => undefined), ended]);
    // Closing the channel ends the process; whatever ignores that is killed by the engine's own timer.
    if (running.process.connected) running.process.disconnect();
    await ended;
  }

  private async connected(): Promise<Running> {
    const running = this.ensure();
    await this.initialised(running);
    return running;
  }

  private async request<R>(send: (connection: MessageConnection) => Promise<R>): Promise<R> {
    return this.settle(await this.connected(), send);
  }

  private async settle<R>(
    { connection, died }: Running,
    send: (connection: MessageConnection) => Promise<R>,
  ): Promise<R> {
    const answer = send(connection);
    try {
      return await Promise.race([answer, died]);
    } catch (error) {
      answer.catch(() => undefined);
      throw asEngineError(error);
    }
  }

  private ensure(): Running {
    return (this.running ??= this.fork());
  }

  private fork(): Running {
    const { engineFile, log, onCollectionChanged, onDied } = this.options;
    this.stopping = false;
    const child = fork(engineFile, [], {
      // Typed arrays cross the channel as they are; JSON would write them out as text.
      serialization: 'advanced',
      silent: true,
      // In desktop VS Code the host's executable is Electron, which then behaves as Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
    });
    child.stdout?.on('data', (text: Buffer) => log('info', `engine: ${text.toString().trimEnd()}`));
    child.stderr?.on('data', (text: Buffer) => log('warn', `engine: ${text.toString().trimEnd()}`));
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.onNotification(LogMessage, ({ level, message }) => log(level, message));
    connection.onNotification(CollectionChanged, ({ folder, state }) => onCollectionChanged?.(folder, state));
    connection.onError(([error]) => log('warn', `engine connection: ${error.message}`));
    const died = new Promise<never>((_, reject) => {
      const ended = (reason: string) => {
        if (this.running !== running) return;
        this.running = undefined;
        // Before the connection: that rejects the requests under way with words of its own.
        reject(new EngineDiedError(`the engine process ended (${reason})`));
        connection.dispose();
        if (!this.stopping) onDied?.(reason);
      };
      child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
      child.once('error', (error) => ended(error.message));
    });
    died.catch(() => undefined);
    connection.listen();
    const running: Running = { process: child, connection, died };
    return running;
  }

  /** Loads the encoder and opens the collections that were open, once a process; viewing files needs neither. */
  private initialised(running: Running): Promise<{ encoder: string; device: string }> {
    if (!running.ready) {
      running.ready = Promise.race([this.initialise(running.connection), running.died]);
      running.ready.catch(() => undefined);
    }
    return running.ready;
  }

  private async initialise(connection: MessageConnection): Promise<{ encoder: string; device: string }> {
    const { encoderFolder, threads, log } = this.options;
    try {
      const answer = await connection.sendRequest(Initialize, { encoderFolder, threads });
      for (const params of this.collections.values()) {
        // A collection that cannot be opened any more must not keep the others closed.
        await connection.sendRequest(OpenCollection, params).catch((error: Error) => log('warn', error.message));
      }
      return answer;
    } catch (error) {
      throw asEngineError(error);
    }
  }
}

function asEngineError(error: unknown): Error {
  if (!(error instanceof ResponseError)) return error as Error;
  const data = error.data as Failure | undefined;
  return new EngineError(error.message, data?.path ?? '', data?.reason ?? error.message);
}
