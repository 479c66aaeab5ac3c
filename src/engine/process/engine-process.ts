import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { withCuda } from '../../cuda';
import { DeviceMarks } from '../devices/device-marks';
import {
  type Answer,
  type Asking,
  CollectionChanged,
  Initialize,
  LogMessage,
  Notice,
  OpenCollection,
  Shutdown,
  type CollectionParams,
  type CollectionState,
  type EngineRequest,
  type Failure,
  type InitializeParams,
} from '../protocol';

export interface EngineOptions extends Omit<InitializeParams, 'encoderFolder'> {
  /** Folder of the encoder that is used where a collection names no other; asked when it is needed. */
  readonly encoderFolder: string | (() => Promise<string>);
  /** dist/engine.js */
  readonly engineFile: string;
  /** Folder in which CUDA's libraries may have been set up. */
  readonly cudaFolder?: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly onCollectionChanged?: (folder: string, state: CollectionState) => void;
  /** Something that a person should know once. */
  readonly onNotice?: (message: string) => void;
  /** The engine process has died and the requests under way with it; the next request starts another. */
  readonly onDied?: (reason: string) => void;
}

/** Signals that people and systems send; what a fault in a driver brings is none of them. */
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

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
 * The engine process: started on the first request, started again by the next one after it has died, with the collections
 * that were open.
 */
export class EngineProcess {
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

  /** A collection that the next process opens as well. */
  remember(params: CollectionParams): void {
    this.collections.set(params.folder, params);
  }

  /** Asks the engine. @throws EngineError, EngineDiedError */
  async request<P extends object, R, G>(
    { type, needs, progress: news }: EngineRequest<P, R, G>,
    params: P,
    { token, onProgress }: Asking<G>,
  ): Promise<Answer<R>> {
    const running = this.ensure();
    if (needs === 'the encoder') await this.initialised(running);
    const { connection } = running;
    const progress = onProgress && randomUUID();
    const listening = progress && connection.onProgress(news, progress, (value) => onProgress(value as G));
    try {
      // A cancellation of before would be a message of its own, and come after the question.
      const cancelled = token?.isCancellationRequested || undefined;
      const question = connection.sendRequest(type, { ...params, progress, cancelled }, token);
      const answer = await this.settle(running, question);
      return (answer ?? undefined) as Answer<R>;
    } finally {
      if (listening) listening.dispose();
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

  private async settle<R>({ died }: Running, answer: Promise<R>): Promise<R> {
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
    const { engineFile, log, onCollectionChanged, onNotice, onDied } = this.options;
    this.stopping = false;
    const child = fork(engineFile, [], {
      // Typed arrays cross the channel as they are; JSON would write them out as text.
      serialization: 'advanced',
      silent: true,
      // In desktop VS Code the host's executable is Electron, which then behaves as Node.
      env: { ...this.environment(), ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
    });
    child.stdout?.on('data', (text: Buffer) => log('info', `engine: ${text.toString().trimEnd()}`));
    child.stderr?.on('data', (text: Buffer) => log('warn', `engine: ${text.toString().trimEnd()}`));
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.onNotification(LogMessage, ({ level, message }) => log(level, message));
    connection.onNotification(Notice, ({ message }) => (onNotice ? onNotice(message) : log('warn', message)));
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
      child.once('exit', (code, signal) => {
        if (signal && FROM_OUTSIDE.has(signal)) this.forgive(child.pid);
        ended(signal ?? `exit code ${code}`);
      });
      child.once('error', (error) => ended(error.message));
    });
    died.catch(() => undefined);
    connection.listen();
    const running: Running = { process: child, connection, died };
    return running;
  }

  /** The environment of the engine and of the processes that it starts. */
  private environment(): NodeJS.ProcessEnv {
    const { cudaFolder, engineFile, log } = this.options;
    try {
      return withCuda(process.env, cudaFolder, engineFile);
    } catch (error) {
      log('warn', `CUDA's libraries cannot be used: ${(error as Error).message}`);
      return process.env;
    }
  }

  /** The process was ended by somebody: what it ran on has no part in it. */
  private forgive(pid: number | undefined): void {
    const { deviceMemory, log } = this.options;
    if (pid === undefined || deviceMemory === undefined) return;
    try {
      new DeviceMarks(deviceMemory).forgive(pid);
    } catch (error) {
      log('warn', `the engine's mark on its device stays: ${(error as Error).message}`);
    }
  }

  /** Loads the encoder and opens the collections that were open, once a process; viewing files needs neither. */
  private initialised(running: Running): Promise<{ encoder: string; device: string }> {
    if (!running.ready) {
      running.ready = Promise.race([this.initialise(running.connection), running.died]);
      // The next request tries again: another encoder may have been chosen meanwhile.
      running.ready.catch(() => (running.ready = undefined));
    }
    return running.ready;
  }

  private async initialise(connection: MessageConnection): Promise<{ encoder: string; device: string }> {
    const { encoderFolder: given, encoderPath, threads, device, deviceMemory, log } = this.options;
    const encoderFolder = typeof given === 'string' ? given : await given();
    try {
      const answer = await connection.sendRequest(Initialize.type, {
        encoderFolder,
        encoderPath,
        threads,
        device,
        deviceMemory,
      });
      for (const params of this.collections.values()) {
        // A collection that cannot be opened any more must not keep the others closed.
        await connection.sendRequest(OpenCollection.type, params).catch((error: Error) => log('warn', error.message));
      }
      return answer as { encoder: string; device: string };
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
