import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import fs from 'node:fs/promises';
import path from 'node:path';
import { cutoutName } from '../collection';
import { writeSampleWorkspace } from '../sample-sky';
import { requireAbsolute } from './absolute';
import { checkStore } from './check-store';
import { CollectionSession } from './collection-session';
import { EncoderRequests } from './encoder-requests';
import { FinetuneRequests } from './finetune-requests';
import { LoadedEncoders } from './loaded-encoders';
import { OpenFolder } from './open-folder';
import {
  ChangeTable,
  CloseTable,
  CollectionChanged,
  CreateSampleSky,
  DescribeTable,
  DecideDuplicates,
  DuplicatesProgressType,
  EditLabels,
  ExportRepresentations,
  FindCutout,
  FindDuplicates,
  FindNear,
  FindSimilar,
  IndexCollection,
  ExplainRank,
  IndexProgressType,
  Initialize,
  ListBy,
  ListCutouts,
  ListFailures,
  LogMessage,
  Notice,
  MapCollection,
  MapProgressType,
  MeasureLearning,
  MeasureQuality,
  OpenCollection,
  OpenTable,
  RankAnomalies,
  RankProgressType,
  ReadColumn,
  ReadRatings,
  ReadLabels,
  ReadThumbnails,
  SampleSkyProgressType,
  Shutdown,
  SummariseColumn,
  ViewFile,
  type CollectionParams,
  type Failure,
  type InitializeParams,
} from './protocol';
import { CheckStore } from './protocol/checks';
import { ViewingThread } from './viewing-thread';
import { bundle } from './workers';

const ENGINE_FAILURE = -32000;
/** As the Language Server Protocol has it. */
const REQUEST_CANCELLED = -32800;
/** Errors that a person is told in their own words; everything else is a fault of ours. All have a file and a reason. */
const TOLD = new Set([
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
const CHANGED_MS = 200;

/** Answers a client over `connection`: any number of collections, and the encoders that they use. */
export class EngineServer {
  private readonly folders = new Map<string, Promise<OpenFolder>>();
  private readonly stopping = new AbortController();
  private readonly changedTimers = new Map<string, NodeJS.Timeout>();
  private encoders?: LoadedEncoders;
  private initialised?: InitializeParams;
  private viewingThread?: ViewingThread;
  /** Index runs follow one another: the walker and the encoder are one. */
  private lastRun: Promise<unknown> = Promise.resolve();
  /** Maps that are being made, and searches for near-duplicates. */
  private readonly long = new Set<Promise<unknown>>();
  private readonly finetuning: FinetuneRequests;
  private readonly encoderRequests: EncoderRequests;

  constructor(private readonly connection: MessageConnection) {
    this.onRequests();
    const answer = <T>(work: () => Promise<T>) => this.answer(work);
    const signalOf = (token: CancellationToken) => AbortSignal.any([abortSignal(token), this.stopping.signal]);
    this.finetuning = new FinetuneRequests({
      connection,
      session: (folder) => this.session(folder),
      answer,
      signalOf,
    });
    this.encoderRequests = new EncoderRequests({ connection, answer, signalOf });
  }

  /** Lets what is under way reach a safe point, writes what waits, and ends the threads. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled([this.lastRun, this.finetuning.stop(), this.encoderRequests.stop(), ...this.long]);
    await Promise.all((await this.opened()).map((folder) => folder.stop()));
    await Promise.all([this.encoders?.stop(), this.viewingThread?.stop()]);
  }

  private onRequests(): void {
    const { connection } = this;
    connection.onRequest(Initialize, (params) =>
      this.answer(async () => {
        this.encoders ??= new LoadedEncoders({
          threads: params.threads,
          setting: params.device ?? 'cpu',
          memory: params.deviceMemory,
          log: (level, message) => this.log(level, message),
          notice: (message) => void connection.sendNotification(Notice, { message }),
          moved: () => [...this.folders.keys()].forEach((folder) => this.changed(folder)),
        });
        const { encoder, workers } = await this.encoders.load(params.encoderFolder);
        // What cannot be loaded must not take the place of what can.
        this.initialised = params;
        return { encoder: encoder.card.id, device: workers.device.device };
      }),
    );
    connection.onRequest(OpenCollection, (params) =>
      this.answer(async () => {
        requireAbsolute(params.folder, params.store);
        const known = this.folders.get(params.folder);
        if (known) {
          const folder = await known;
          await folder.configure(params);
          return folder.state;
        }
        const opening = this.open(params);
        this.folders.set(params.folder, opening);
        opening.catch(() => this.folders.delete(params.folder));
        return (await opening).state;
      }),
    );
    connection.onRequest(IndexCollection, (params, token) =>
      this.answer(async () => {
        const folder = await this.folder(params.folder);
        const { progress } = params;
        const run = this.lastRun
          .catch(() => undefined)
          .then(() =>
            folder.index(params, abortSignal(token), (value) => {
              if (progress !== undefined) void connection.sendProgress(IndexProgressType, progress, value);
            }),
          );
        this.lastRun = run;
        return run;
      }),
    );
    connection.onRequest(FindCutout, ({ folder, names }, token) =>
      this.answer(async () => {
        const session = await this.session(folder);
        return token.isCancellationRequested ? null : (session.find(names) ?? null);
      }),
    );
    connection.onRequest(FindSimilar, (params) =>
      this.answer(async () => (await this.session(params.folder)).similar(params)),
    );
    this.onTableRequests();
    connection.onRequest(MapCollection, (params, token) =>
      this.answer(async () => {
        const session = await this.session(params.folder);
        const { progress } = params;
        const map = session.map(params, abortSignal(token), (value) => {
          if (progress !== undefined) void connection.sendProgress(MapProgressType, progress, value);
        });
        return (await this.followed(map)) ?? null;
      }),
    );
    this.onRankRequests();
    connection.onRequest(FindDuplicates, (params, token) =>
      this.answer(async () => {
        const session = await this.session(params.folder);
        const { progress } = params;
        const found = session.duplicates(params, abortSignal(token), (value) => {
          if (progress !== undefined) void connection.sendProgress(DuplicatesProgressType, progress, value);
        });
        return (await this.followed(found)) ?? null;
      }),
    );
    connection.onRequest(DecideDuplicates, ({ folder, decision }) =>
      this.answer(async () => (await this.session(folder)).decide(decision)),
    );
    connection.onRequest(ReadThumbnails, ({ folder, cutouts, size }) =>
      this.answer(async () => (await this.session(folder)).thumbnails(cutouts, size)),
    );
    connection.onRequest(ListFailures, ({ folder }) =>
      this.answer(async () => (await this.session(folder)).allFailures),
    );
    connection.onRequest(ExportRepresentations, ({ folder, out, rawCells }) =>
      this.answer(async () => {
        requireAbsolute(out);
        return { rows: await (await this.session(folder)).export(out, { rawCells }) };
      }),
    );
    connection.onRequest(CreateSampleSky, ({ folder, progress }, token) =>
      this.answer(async () => {
        requireAbsolute(folder);
        const labels = await writeSampleWorkspace(folder, {
          onProgress: (done, total) => void connection.sendProgress(SampleSkyProgressType, progress, [done, total]),
          signal: abortSignal(token),
        });
        return { cutouts: labels.length };
      }),
    );
    connection.onRequest(CheckStore, (params) => this.answer(() => checkStore(params)));
    connection.onRequest(ViewFile, (call) => this.answer(() => this.viewing.view(call)));
    connection.onRequest(Shutdown, () => this.answer(() => this.stop()));
  }

  private onRankRequests(): void {
    const { connection } = this;
    connection.onRequest(RankAnomalies, (params, token) =>
      this.answer(async () => {
        const session = await this.session(params.folder);
        const { progress } = params;
        const ranking = session.rank(params, abortSignal(token), (value) => {
          if (progress !== undefined) void connection.sendProgress(RankProgressType, progress, value);
        });
        return (await ranking) ?? null;
      }),
    );
    connection.onRequest(ExplainRank, (params, token) =>
      this.answer(
        async () => (await (await this.session(params.folder)).explainRank(params, abortSignal(token))) ?? null,
      ),
    );
    connection.onRequest(ReadRatings, ({ folder, ratings }) =>
      this.answer(async () => {
        const { byGalaxy } = await (await this.session(folder)).tables.ratings(ratings);
        return byGalaxy.map(([{ path, hdu = 0 }, all]) => ({
          path: cutoutName({ path, hdu }),
          rating: all.reduce((sum, one) => sum + one, 0) / all.length,
        }));
      }),
    );
    connection.onRequest(MeasureLearning, (params, token) =>
      this.answer(async () => (await (await this.session(params.folder)).learning(params, abortSignal(token))) ?? null),
    );
  }

  private onTableRequests(): void {
    const { connection } = this;
    const tables = async (folder: string) => (await this.session(folder)).tables;
    connection.onRequest(OpenTable, (params) =>
      this.answer(async () => (await tables(params.folder)).openTable(params)),
    );
    connection.onRequest(ChangeTable, ({ folder, file, edits }) =>
      this.answer(async () => (await tables(folder)).change(file, edits)),
    );
    connection.onRequest(DescribeTable, ({ folder, file }) =>
      this.answer(async () => (await tables(folder)).describe(file)),
    );
    connection.onRequest(CloseTable, ({ folder, file }) => this.answer(async () => (await tables(folder)).close(file)));
    connection.onRequest(ReadLabels, ({ folder, file, paths }) =>
      this.answer(async () => (await tables(folder)).labels(file, paths)),
    );
    connection.onRequest(ReadColumn, (params) => this.answer(async () => (await tables(params.folder)).column(params)));
    connection.onRequest(EditLabels, (params) => this.answer(async () => (await tables(params.folder)).edit(params)));
    connection.onRequest(FindNear, (params) =>
      this.answer(async () => (await this.session(params.folder)).near(params)),
    );
    connection.onRequest(ListCutouts, (params) =>
      this.answer(async () => (await this.session(params.folder)).list(params)),
    );
    connection.onRequest(ListBy, (params) =>
      this.answer(async () => (await this.session(params.folder)).listBy(params)),
    );
    connection.onRequest(SummariseColumn, (params, token) =>
      this.answer(async () => (await this.session(params.folder)).summary(params, abortSignal(token))),
    );
    connection.onRequest(MeasureQuality, (params, token) =>
      this.answer(async () => (await this.session(params.folder)).quality(params, abortSignal(token))),
    );
  }

  /** Work that `stop` waits for. */
  private followed<T>(work: Promise<T>): Promise<T> {
    this.long.add(work);
    return work.finally(() => this.long.delete(work));
  }

  private open(params: CollectionParams): Promise<OpenFolder> {
    const { initialised, encoders } = this;
    if (!initialised || !encoders) throw new Error('the engine has not been initialised');
    const events = {
      changed: () => this.changed(params.folder),
      log: (level: 'info' | 'warn' | 'error', message: string) => this.log(level, message),
    };
    return OpenFolder.open(params, {
      events,
      load: (encoder) => encoders.load(encoder ?? initialised.encoderFolder),
      find: (id) => encoderFolder(id, initialised.encoderPath ?? [path.dirname(initialised.encoderFolder)]),
      session: (of, { encoder, workers }, tables) =>
        CollectionSession.open(of, encoder, workers, events, this.stopping.signal, tables),
      released: () => void this.followed(this.releaseEncoders()),
    });
  }

  /** Ends the encoders that no folder uses any more. */
  private async releaseEncoders(): Promise<void> {
    const used = (await this.opened()).flatMap((folder) => folder.encoders);
    await this.encoders?.keepOnly(new Set([...used, this.initialised!.encoderFolder]));
  }

  private async opened(): Promise<OpenFolder[]> {
    const folders = await Promise.allSettled(this.folders.values());
    return folders.flatMap((folder) => (folder.status === 'fulfilled' ? [folder.value] : []));
  }

  /** Reads files for viewers, which need nothing else of the engine. */
  private get viewing(): ViewingThread {
    return (this.viewingThread ??= new ViewingThread(bundle('viewing-worker')));
  }

  private folder(folder: string): Promise<OpenFolder> {
    const opened = this.folders.get(folder);
    if (!opened) throw new Error(`the collection ${folder} has not been opened`);
    return opened;
  }

  /** The session that answers for a folder. */
  private async session(folder: string): Promise<CollectionSession> {
    return (await this.folder(folder)).session;
  }

  private log(level: 'info' | 'warn' | 'error', message: string): void {
    void this.connection.sendNotification(LogMessage, { level, message });
  }

  /** Tells the client that a collection has changed, at most a few times a second and always at the end. */
  private changed(folder: string): void {
    if (this.changedTimers.has(folder)) return;
    this.changedTimers.set(
      folder,
      setTimeout(() => {
        this.changedTimers.delete(folder);
        void this.folders
          .get(folder)
          ?.then(({ state }) => this.connection.sendNotification(CollectionChanged, { folder, state }));
      }, CHANGED_MS).unref(),
    );
  }

  private async answer<T>(work: () => Promise<T>): Promise<T | ResponseError<Failure>> {
    try {
      return await work();
    } catch (error) {
      const told = error as Error & { file?: string; path?: string; reason?: string };
      const { name, message, stack, file = told.path, reason } = told;
      if (name === 'AbortError') return new ResponseError(REQUEST_CANCELLED, message, { path: '', reason: message });
      // By name: errors of worker threads have lost their class.
      if (TOLD.has(name))
        return new ResponseError(ENGINE_FAILURE, message, { path: file ?? '', reason: reason ?? message });
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

/** Where the encoder of an id lies; undefined where no folder has one. */
async function encoderFolder(id: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders.map((one) => path.join(one, id))) {
    const there = await fs.access(path.join(folder, 'card.json')).then(
      () => true,
      () => false,
    );
    if (there) return folder;
  }
  return undefined;
}
