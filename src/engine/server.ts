import type { MessageConnection } from 'vscode-jsonrpc/node';
import fs from 'node:fs/promises';
import path from 'node:path';
import { cutoutName } from '../collection';
import { writeSampleWorkspace } from '../sample-sky';
import { requireAbsolute } from './process/absolute';
import { Answers } from './answers';
import { checkStore } from './collections/check-store';
import { CollectionSession } from './collections/collection-session';
import { EncoderRequests } from './encoders/encoder-requests';
import { FinetuneRequests } from './finetune/finetune-requests';
import { LoadedEncoders } from './encoders/loaded-encoders';
import { OpenFolder } from './collections/open-folder';
import {
  ChangeTable,
  CloseTable,
  CollectionChanged,
  CreateSampleSky,
  DescribeTable,
  DecideDuplicates,
  EditLabels,
  ExportRepresentations,
  FindCutout,
  FindDuplicates,
  FindNear,
  FindSimilar,
  IndexCollection,
  ExplainRank,
  Initialize,
  ListBy,
  ListCutouts,
  ListFailures,
  LogMessage,
  Notice,
  MapCollection,
  MeasureLearning,
  MeasureQuality,
  OpenCollection,
  OpenTable,
  RankAnomalies,
  ReadColumn,
  ReadRatings,
  ReadLabels,
  ReadThumbnails,
  Shutdown,
  SummariseColumn,
  ViewFile,
  type CollectionParams,
  type CollectionState,
  type IndexSummary,
  type IndexProgress,
  type IndexParams,
  type InitializeParams,
} from './protocol';
import { CheckStore } from './protocol/checks';
import { ViewingThread } from './viewing/viewing-thread';
import { bundle } from './process/workers';

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
  private readonly answers: Answers;
  private readonly finetuning: FinetuneRequests;
  private readonly encoderRequests: EncoderRequests;

  constructor(private readonly connection: MessageConnection) {
    this.answers = new Answers(connection, this.stopping.signal, (folder) => this.session(folder));
    this.onRequests();
    this.finetuning = new FinetuneRequests(this.answers);
    this.encoderRequests = new EncoderRequests(this.answers);
  }

  /** Lets what is under way reach a safe point, writes what waits, and ends the threads. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled([this.lastRun, this.finetuning.stop(), this.encoderRequests.stop(), ...this.long]);
    await Promise.all((await this.opened()).map((folder) => folder.stop()));
    await Promise.all([this.encoders?.stop(), this.viewingThread?.stop()]);
  }

  private onRequests(): void {
    const { answers } = this;
    answers.to(Initialize, (params) => this.initialise(params));
    answers.to(OpenCollection, (params) => this.openCollection(params));
    answers.to(IndexCollection, (params, { signal, tell }) => this.index(params, signal, tell));
    answers.ofFolder(FindCutout, (session, { names }, { signal }) =>
      signal.aborted ? undefined : session.find(names),
    );
    answers.ofFolder(FindSimilar, (session, params, { signal }) => session.similar(params, signal));
    answers.ofFolder(FindNear, (session, params) => session.near(params));
    answers.ofFolder(ListCutouts, (session, params) => session.list(params));
    answers.ofFolder(ListBy, (session, params) => session.listBy(params));
    answers.ofFolder(MapCollection, (session, params, { signal, tell }) =>
      this.followed(session.map(params, signal, tell)),
    );
    answers.ofFolder(FindDuplicates, (session, params, { signal, tell }) =>
      this.followed(session.duplicates(params, signal, tell)),
    );
    answers.ofFolder(DecideDuplicates, (session, { decision }) => session.decide(decision));
    answers.ofFolder(ReadThumbnails, (session, { cutouts, size }) => session.thumbnails(cutouts, size));
    answers.ofFolder(ListFailures, (session) => session.allFailures);
    answers.ofFolder(ExportRepresentations, (session, { out, rawCells }) => {
      requireAbsolute(out);
      return session.export(out, { rawCells });
    });
    this.onRankRequests();
    this.onTableRequests();
    answers.to(CreateSampleSky, async ({ folder }, { signal, tell }) => {
      requireAbsolute(folder);
      const onProgress = (done: number, total: number) => tell([done, total]);
      return (await writeSampleWorkspace(folder, { onProgress, signal })).length;
    });
    answers.to(CheckStore, (params) => checkStore(params));
    answers.to(ViewFile, (call) => this.viewing.view(call));
    this.connection.onRequest(Shutdown, () => answers.answered(() => this.stop()));
  }

  private onRankRequests(): void {
    const { answers } = this;
    answers.ofFolder(RankAnomalies, (session, params, { signal, tell }) => session.rank(params, signal, tell));
    answers.ofFolder(ExplainRank, (session, params, { signal }) => session.explainRank(params, signal));
    answers.ofFolder(MeasureLearning, (session, params, { signal }) => session.learning(params, signal));
    answers.ofFolder(ReadRatings, async ({ tables }, { ratings }) => {
      const { byGalaxy } = await tables.ratings(ratings);
      return byGalaxy.map(([{ path, hdu = 0 }, all]) => ({
        path: cutoutName({ path, hdu }),
        rating: all.reduce((sum, one) => sum + one, 0) / all.length,
      }));
    });
  }

  private onTableRequests(): void {
    const { answers } = this;
    answers.ofFolder(OpenTable, ({ tables }, params) => tables.openTable(params));
    answers.ofFolder(ChangeTable, ({ tables }, { file, edits, wanted }) => tables.change(file, edits, wanted));
    answers.ofFolder(DescribeTable, ({ tables }, { file, wanted }) => tables.describe(file, wanted));
    answers.ofFolder(CloseTable, ({ tables }, { file }) => tables.close(file));
    answers.ofFolder(ReadLabels, ({ tables }, { file, paths }) => tables.labels(file, paths));
    answers.ofFolder(ReadColumn, ({ tables }, params) => tables.column(params));
    answers.ofFolder(EditLabels, ({ tables }, params) => tables.edit(params));
    answers.ofFolder(SummariseColumn, (session, params, { signal }) => session.summary(params, signal));
    answers.ofFolder(MeasureQuality, (session, params, { signal }) => session.quality(params, signal));
  }

  private async initialise(params: InitializeParams): Promise<{ encoder: string; device: string }> {
    this.encoders ??= new LoadedEncoders({
      threads: params.threads,
      setting: params.device ?? 'cpu',
      memory: params.deviceMemory,
      log: (level, message) => this.log(level, message),
      notice: (message) => void this.connection.sendNotification(Notice, { message }),
      moved: () => [...this.folders.keys()].forEach((folder) => this.changed(folder)),
    });
    const { encoder, workers } = await this.encoders.load(params.encoderFolder);
    // What cannot be loaded must not take the place of what can.
    this.initialised = params;
    return { encoder: encoder.card.id, device: workers.device.device };
  }

  private async openCollection(params: CollectionParams): Promise<CollectionState> {
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
  }

  private async index(
    params: IndexParams,
    signal: AbortSignal,
    tell: (progress: IndexProgress) => void,
  ): Promise<IndexSummary> {
    const folder = await this.folder(params.folder);
    const run = this.lastRun.catch(() => undefined).then(() => folder.index(params, signal, tell));
    this.lastRun = run;
    return run;
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
