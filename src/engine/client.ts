import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProgressType,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { withCuda } from '../cuda';
import type { TextEdit } from '../labels';
import type { NeighbourQuality } from '../similarity';
import type { FinetuneReport } from '../training/finetune/report';
import type { FileCalls } from '../viewing';
import type { SourceDraft } from '../encoder/library/source';
import {
  AddEncoder,
  AddEncoderProgressType,
  InspectEncoder,
  type AddedEncoder,
  type AddEncoderParams,
  type InspectEncoderParams,
} from './protocol/encoders';
import { DeviceMarks } from './device-marks';
import {
  ControlFinetune,
  type ControlFinetuneParams,
  EstimateFinetune,
  type FinetuneEstimate,
  type FinetuneParams,
  FinetuneProgressType,
  type FinetuneProgress,
  type FinetuneResult,
  InspectTarget,
  type InspectTargetParams,
  ListModels,
  type ModelSummary,
  Predict,
  type PredictParams,
  type PredictProgress,
  PredictProgressType,
  type PredictResult,
  Probe,
  type ProbeParams,
  type ProbeResult,
  ReadReport,
  RunFinetune,
  type RunFinetuneParams,
  type TargetInspection,
} from './protocol/fine-tuning';
import {
  ChangeTable,
  CloseTable,
  CollectionChanged,
  CreateSampleSky,
  DescribeTable,
  DecideDuplicates,
  DuplicatesProgressType,
  EditLabels,
  ExplainRank,
  ExportRepresentations,
  FindCutout,
  FindDuplicates,
  FindNear,
  FindSimilar,
  IndexCollection,
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
  ReadLabels,
  ReadThumbnails,
  SampleSkyProgressType,
  Shutdown,
  SummariseColumn,
  ViewFile,
  type CollectionParams,
  type CollectionState,
  type ColumnParams,
  type ColumnSummary,
  type ColumnValues,
  type DuplicateDecision,
  type DuplicatesParams,
  type DuplicatesProgress,
  type DuplicatesResult,
  type EditLabelsParams,
  type EditLabelsResult,
  type ExplainParams,
  type Failure,
  type FindCutoutParams,
  type FoundCutout,
  type IndexParams,
  type IndexProgress,
  type IndexSummary,
  type InitializeParams,
  type LabelCells,
  type LearningParams,
  type LearningResult,
  type ListByParams,
  type ListByResult,
  type ListParams,
  type ListResult,
  type NearCutout,
  type NearParams,
  type MapParams,
  type MapProgress,
  type MapResult,
  type QualityParams,
  type RankExplanation,
  type RankParams,
  type RankProgress,
  type RankResult,
  type SimilarParams,
  type SimilarResult,
  type SummaryParams,
  type TableParams,
  type TableState,
  type Thumbnail,
  type ThumbnailParams,
  type ViewCall,
} from './protocol';

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

  /** The cutout that a name is of; undefined where none is, or several are. */
  async find(params: FindCutoutParams, token?: CancellationToken): Promise<FoundCutout | undefined> {
    const found = await this.request((connection) => connection.sendRequest(FindCutout, params, token));
    return found ?? undefined;
  }

  similar(params: SimilarParams): Promise<SimilarResult> {
    return this.request((connection) => connection.sendRequest(FindSimilar, params));
  }

  /** All cutouts as points of a plane; undefined where it has been cancelled. */
  async map(
    params: MapParams,
    onProgress?: (progress: MapProgress) => void,
    token?: CancellationToken,
  ): Promise<MapResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const progress = randomUUID();
    const { connection } = await this.connected();
    const listening = connection.onProgress(MapProgressType, progress, (value) => onProgress?.(value));
    try {
      const result = await this.request(() => connection.sendRequest(MapCollection, { ...params, progress }, token));
      return result ?? undefined;
    } finally {
      listening.dispose();
    }
  }

  /** Galaxies by what interests whoever rated some; undefined where it has been cancelled. */
  async rank(
    params: RankParams,
    onProgress?: (progress: RankProgress) => void,
    token?: CancellationToken,
  ): Promise<RankResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const progress = randomUUID();
    const { connection } = await this.connected();
    const listening = connection.onProgress(RankProgressType, progress, (value) => onProgress?.(value));
    try {
      const result = await this.request(() => connection.sendRequest(RankAnomalies, { ...params, progress }, token));
      return result ?? undefined;
    } finally {
      listening.dispose();
    }
  }

  /** Cutouts that may be the same; undefined where it has been cancelled. */
  async duplicates(
    params: DuplicatesParams,
    onProgress?: (progress: DuplicatesProgress) => void,
    token?: CancellationToken,
  ): Promise<DuplicatesResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const progress = randomUUID();
    const { connection } = await this.connected();
    const listening = connection.onProgress(DuplicatesProgressType, progress, (value) => onProgress?.(value));
    try {
      const result = await this.request(() => connection.sendRequest(FindDuplicates, { ...params, progress }, token));
      return result ?? undefined;
    } finally {
      listening.dispose();
    }
  }

  /** The rated galaxies that put a cutout where it is in a ranking; undefined where it has been cancelled. */
  async explainRank(params: ExplainParams, token?: CancellationToken): Promise<RankExplanation | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const explanation = await this.request((connection) => connection.sendRequest(ExplainRank, params, token));
    return explanation ?? undefined;
  }

  /** What each batch of ratings has changed; undefined where it has been cancelled. */
  async learning(params: LearningParams, token?: CancellationToken): Promise<LearningResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    return (await this.request((connection) => connection.sendRequest(MeasureLearning, params, token))) ?? undefined;
  }

  /** Writes a decision on near-duplicates down, in the collection's folder. */
  decideDuplicates(folder: string, decision: DuplicateDecision): Promise<void> {
    return this.request((connection) => connection.sendRequest(DecideDuplicates, { folder, decision }));
  }

  openTable(params: TableParams): Promise<TableState> {
    return this.request((connection) => connection.sendRequest(OpenTable, params));
  }

  changeTable(folder: string, file: string, edits: readonly TextEdit[]): Promise<void> {
    return this.request((connection) => connection.sendRequest(ChangeTable, { folder, file, edits }));
  }

  describeTable(folder: string, file: string): Promise<TableState> {
    return this.request((connection) => connection.sendRequest(DescribeTable, { folder, file }));
  }

  closeTable(folder: string, file: string): Promise<void> {
    return this.request((connection) => connection.sendRequest(CloseTable, { folder, file }));
  }

  /** What a table says of files of the collection, in their order. */
  labels(folder: string, file: string, paths: readonly string[]): Promise<readonly LabelCells[]> {
    return this.request((connection) => connection.sendRequest(ReadLabels, { folder, file, paths }));
  }

  /** What a column of an open table says of files of the collection, in their order. */
  column(params: ColumnParams): Promise<ColumnValues> {
    return this.request((connection) => connection.sendRequest(ReadColumn, params));
  }

  editLabels(params: EditLabelsParams): Promise<EditLabelsResult> {
    return this.request((connection) => connection.sendRequest(EditLabels, params));
  }

  /** The tags or classes of a column, each with the cutouts that show it best. */
  summary(params: SummaryParams, token?: CancellationToken): Promise<ColumnSummary> {
    return this.request((connection) => connection.sendRequest(SummariseColumn, params, token));
  }

  quality(params: QualityParams, token?: CancellationToken): Promise<NeighbourQuality> {
    return this.request((connection) => connection.sendRequest(MeasureQuality, params, token));
  }

  /** Cutouts around a position, the nearest first. */
  near(params: NearParams): Promise<readonly NearCutout[]> {
    return this.request((connection) => connection.sendRequest(FindNear, params));
  }

  /** What the index knows of some cutouts. */
  list(params: ListParams): Promise<ListResult> {
    return this.request((connection) => connection.sendRequest(ListCutouts, params));
  }

  /** Cutouts in the order of an expression. @throws FilterError, LabelError as in the engine */
  listBy(params: ListByParams): Promise<ListByResult> {
    return this.request((connection) => connection.sendRequest(ListBy, params));
  }

  /** What a column of an open table offers to learn. */
  inspectTarget(params: InspectTargetParams): Promise<TargetInspection> {
    return this.request((connection) => connection.sendRequest(InspectTarget, params));
  }

  /** How long a run will take. */
  estimateFinetune(params: FinetuneParams, token?: CancellationToken): Promise<FinetuneEstimate> {
    return this.request((connection) => connection.sendRequest(EstimateFinetune, params, token));
  }

  /** Trains, tests and writes a model; undefined where it has been cancelled. */
  async finetune(
    params: RunFinetuneParams,
    onProgress?: (progress: FinetuneProgress) => void,
    token?: CancellationToken,
  ): Promise<FinetuneResult | undefined> {
    const result = await this.withProgress(FinetuneProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(RunFinetune, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  /** Pauses, continues or stops a run; false where there is none of that folder. */
  controlFinetune(params: ControlFinetuneParams): Promise<boolean> {
    return this.request((connection) => connection.sendRequest(ControlFinetune, params));
  }

  /** The fine-tuned models in a folder. */
  models(folder: string): Promise<readonly ModelSummary[]> {
    return this.request((connection) => connection.sendRequest(ListModels, { models: folder }));
  }

  finetuneReport(model: string): Promise<FinetuneReport> {
    return this.request((connection) => connection.sendRequest(ReadReport, { model }));
  }

  /** What a model says of all cutouts; undefined where it has been cancelled. */
  async predict(
    params: PredictParams,
    onProgress?: (progress: PredictProgress) => void,
    token?: CancellationToken,
  ): Promise<PredictResult | undefined> {
    const result = await this.withProgress(PredictProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(Predict, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  /** How much of what a column says each block of the encoder holds; undefined where it has been cancelled. */
  async probe(
    params: ProbeParams,
    onProgress?: (progress: PredictProgress) => void,
    token?: CancellationToken,
  ): Promise<ProbeResult | undefined> {
    const result = await this.withProgress(PredictProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(Probe, { ...params, progress }, token),
    );
    return result ?? undefined;
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

  /** What a file or folder is to whoever wants to add it as an encoder. It needs no encoder, and loads none. */
  inspectEncoder(params: InspectEncoderParams): Promise<SourceDraft> {
    return this.settle(this.ensure(), (connection) => connection.sendRequest(InspectEncoder, params));
  }

  /** Adds an encoder to a library, without loading any other; undefined where it has been cancelled. */
  async addEncoder(
    params: AddEncoderParams,
    onProgress?: (done: number, total: number) => void,
    token?: CancellationToken,
  ): Promise<AddedEncoder | undefined> {
    const progress = randomUUID();
    const running = this.ensure();
    const listening = running.connection.onProgress(AddEncoderProgressType, progress, ([done, total]) =>
      onProgress?.(done, total),
    );
    try {
      const sent = (connection: MessageConnection) =>
        connection.sendRequest(AddEncoder, { ...params, progress }, token);
      return (await this.settle(running, sent)) ?? undefined;
    } finally {
      listening.dispose();
    }
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

  private async withProgress<P, R>(
    type: ProgressType<P>,
    onProgress: ((progress: P) => void) | undefined,
    send: (connection: MessageConnection, progress: string) => Promise<R>,
  ): Promise<R> {
    const progress = randomUUID();
    const { connection } = await this.connected();
    const listening = connection.onProgress(type, progress, (value) => onProgress?.(value));
    try {
      return await this.request(() => send(connection, progress));
    } finally {
      listening.dispose();
    }
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

  /** Of the engine, and of the processes that it starts in turn. */
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
      const answer = await connection.sendRequest(Initialize, {
        encoderFolder,
        encoderPath,
        threads,
        device,
        deviceMemory,
      });
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
