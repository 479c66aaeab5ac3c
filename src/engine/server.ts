import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { readEncoder, type Encoder } from '../encoder';
import { writeSampleWorkspace } from '../sample-sky';
import { CollectionSession } from './collection-session';
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
  type Failure,
} from './protocol';
import type { ViewingCalls } from './viewing-worker';
import { WorkerClient } from './worker-calls';
import { bundle, Workers } from './workers';

const ENGINE_FAILURE = -32000;
/** Errors that a person is told in their own words; everything else is a fault of ours. All have a file and a reason. */
const TOLD = new Set(['StoreError', 'CutoutError', 'EncoderError', 'QueryError', 'FitsError']);
const CHANGED_MS = 200;

/** Answers a client over `connection`: one encoder, any number of collections. */
export class EngineServer {
  private readonly sessions = new Map<string, Promise<CollectionSession>>();
  private readonly stopping = new AbortController();
  private readonly changedTimers = new Map<string, NodeJS.Timeout>();
  private workers?: Workers;
  private viewingWorker?: WorkerClient<ViewingCalls>;
  private encoder?: Promise<{ encoder: Encoder; device: string }>;
  /** Index runs follow one another: the walker and the encoder are one. */
  private lastRun: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: MessageConnection) {
    this.onRequests();
  }

  /** Lets what is under way reach a safe point, writes what waits, and ends the threads. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.lastRun.catch(() => undefined);
    await Promise.all([this.workers?.stop(), this.viewingWorker?.stop()]);
  }

  private onRequests(): void {
    const { connection } = this;
    connection.onRequest(Initialize, ({ encoderFolder, threads }) =>
      this.answer(async () => {
        const workers = (this.workers ??= new Workers(threads));
        this.encoder = readEncoder(encoderFolder).then(async (encoder) => ({
          encoder,
          ...(await workers.loadEncoder(encoder)),
        }));
        const { encoder, device } = await this.encoder;
        return { encoder: encoder.card.id, device };
      }),
    );
    connection.onRequest(OpenCollection, (params) =>
      this.answer(async () => {
        let session = this.sessions.get(params.folder);
        if (!session) {
          session = this.open(params);
          this.sessions.set(params.folder, session);
          session.catch(() => this.sessions.delete(params.folder));
        }
        const opened = await session;
        opened.configure(params);
        return opened.state;
      }),
    );
    connection.onRequest(IndexCollection, (params, token) =>
      this.answer(async () => {
        const session = await this.session(params.folder);
        const { progress } = params;
        const run = this.lastRun
          .catch(() => undefined)
          .then(() =>
            session.index(params, abortSignal(token), (value) => {
              if (progress !== undefined) void connection.sendProgress(IndexProgressType, progress, value);
            }),
          );
        this.lastRun = run;
        return run;
      }),
    );
    connection.onRequest(FindSimilar, ({ folder, query, negatives, count }) =>
      this.answer(async () => (await this.session(folder)).similar(query, negatives ?? [], count)),
    );
    connection.onRequest(ReadThumbnails, ({ folder, cutouts, size }) =>
      this.answer(async () => (await this.session(folder)).thumbnails(cutouts, size)),
    );
    connection.onRequest(ListFailures, ({ folder }) =>
      this.answer(async () => (await this.session(folder)).allFailures),
    );
    connection.onRequest(ExportRepresentations, ({ folder, out }) =>
      this.answer(async () => ({ rows: await (await this.session(folder)).export(out) })),
    );
    connection.onRequest(CreateSampleSky, ({ folder, progress }, token) =>
      this.answer(async () => {
        const labels = await writeSampleWorkspace(folder, {
          onProgress: (done, total) => void connection.sendProgress(SampleSkyProgressType, progress, [done, total]),
          signal: abortSignal(token),
        });
        return { cutouts: labels.length };
      }),
    );
    connection.onRequest(ViewFile, (call) => this.answer(() => this.viewing.call('view', call)));
    connection.onRequest(Shutdown, () => this.answer(() => this.stop()));
  }

  private async open(params: Parameters<typeof CollectionSession.open>[0]): Promise<CollectionSession> {
    if (!this.encoder || !this.workers) throw new Error('the engine has not been initialised');
    const { encoder, device } = await this.encoder;
    return CollectionSession.open(
      params,
      encoder,
      device,
      this.workers,
      {
        changed: () => this.changed(params.folder),
        log: (level, message) => void this.connection.sendNotification(LogMessage, { level, message }),
      },
      this.stopping.signal,
    );
  }

  /** Reads files for viewers, which need nothing else of the engine. */
  private get viewing(): WorkerClient<ViewingCalls> {
    return (this.viewingWorker ??= new WorkerClient<ViewingCalls>(bundle('viewing-worker')));
  }

  private session(folder: string): Promise<CollectionSession> {
    const session = this.sessions.get(folder);
    if (!session) throw new Error(`the collection ${folder} has not been opened`);
    return session;
  }

  /** Tells the client that a collection has changed, at most a few times a second and always at the end. */
  private changed(folder: string): void {
    if (this.changedTimers.has(folder)) return;
    this.changedTimers.set(
      folder,
      setTimeout(() => {
        this.changedTimers.delete(folder);
        void this.sessions
          .get(folder)
          ?.then(({ state }) => this.connection.sendNotification(CollectionChanged, { folder, state }));
      }, CHANGED_MS).unref(),
    );
  }

  private async answer<T>(work: () => Promise<T>): Promise<T | ResponseError<Failure>> {
    try {
      return await work();
    } catch (error) {
      const { name, message, stack, file, reason } = error as Error & { file?: string; reason?: string };
      // By name: errors of worker threads have lost their class.
      if (TOLD.has(name)) return new ResponseError(ENGINE_FAILURE, message, { path: file!, reason: reason! });
      void this.connection.sendNotification(LogMessage, { level: 'error', message: stack ?? message });
      return new ResponseError(ENGINE_FAILURE, message, { path: '', reason: message });
    }
  }
}

function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
