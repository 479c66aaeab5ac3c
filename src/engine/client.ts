import type { CancellationToken } from 'vscode-jsonrpc/node';
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
import { CheckStore, type CheckParams, type CheckResult } from './protocol/checks';
import { EngineProcess, type EngineOptions } from './engine-process';
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
  ListBy,
  ListCutouts,
  ListFailures,
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
  type FileRating,
  type FindCutoutParams,
  type FoundCutout,
  type IndexParams,
  type IndexProgress,
  type IndexSummary,
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
  type RatingColumn,
  type SimilarParams,
  type SimilarResult,
  type SummaryParams,
  type TableParams,
  type TableState,
  type Thumbnail,
  type ThumbnailParams,
  type ViewCall,
} from './protocol';

/** What the engine can be asked, each with its answer; the process behind it is started when it is first needed. */
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

  async open(params: CollectionParams): Promise<CollectionState> {
    const state = await this.engine.request((connection) => connection.sendRequest(OpenCollection, params));
    this.engine.remember(params);
    return state;
  }

  async index(
    params: IndexParams,
    onProgress?: (progress: IndexProgress) => void,
    token?: CancellationToken,
  ): Promise<IndexSummary> {
    return this.engine.requestWithProgress(IndexProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(IndexCollection, { ...params, progress }, token),
    );
  }

  /** The cutout that a name is of; undefined where none is, or several are. */
  async find(params: FindCutoutParams, token?: CancellationToken): Promise<FoundCutout | undefined> {
    const found = await this.engine.request((connection) => connection.sendRequest(FindCutout, params, token));
    return found ?? undefined;
  }

  similar(params: SimilarParams): Promise<SimilarResult> {
    return this.engine.request((connection) => connection.sendRequest(FindSimilar, params));
  }

  /** All cutouts as points of a plane; undefined where it has been cancelled. */
  async map(
    params: MapParams,
    onProgress?: (progress: MapProgress) => void,
    token?: CancellationToken,
  ): Promise<MapResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const result = await this.engine.requestWithProgress(MapProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(MapCollection, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  /** Galaxies by what interests whoever rated some; undefined where it has been cancelled. */
  async rank(
    params: RankParams,
    onProgress?: (progress: RankProgress) => void,
    token?: CancellationToken,
  ): Promise<RankResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const result = await this.engine.requestWithProgress(RankProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(RankAnomalies, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  /** Cutouts that may be the same; undefined where it has been cancelled. */
  async duplicates(
    params: DuplicatesParams,
    onProgress?: (progress: DuplicatesProgress) => void,
    token?: CancellationToken,
  ): Promise<DuplicatesResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const result = await this.engine.requestWithProgress(DuplicatesProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(FindDuplicates, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  /** The rated galaxies that put a cutout where it is in a ranking; undefined where it has been cancelled. */
  async explainRank(params: ExplainParams, token?: CancellationToken): Promise<RankExplanation | undefined> {
    if (token?.isCancellationRequested) return undefined;
    const explanation = await this.engine.request((connection) => connection.sendRequest(ExplainRank, params, token));
    return explanation ?? undefined;
  }

  /** What each batch of ratings has changed; undefined where it has been cancelled. */
  async learning(params: LearningParams, token?: CancellationToken): Promise<LearningResult | undefined> {
    if (token?.isCancellationRequested) return undefined;
    return (
      (await this.engine.request((connection) => connection.sendRequest(MeasureLearning, params, token))) ?? undefined
    );
  }

  /** Writes a decision on near-duplicates down, in the collection's folder. */
  decideDuplicates(folder: string, decision: DuplicateDecision): Promise<void> {
    return this.engine.request((connection) => connection.sendRequest(DecideDuplicates, { folder, decision }));
  }

  openTable(params: TableParams): Promise<TableState> {
    return this.engine.request((connection) => connection.sendRequest(OpenTable, params));
  }

  changeTable(folder: string, file: string, edits: readonly TextEdit[]): Promise<void> {
    return this.engine.request((connection) => connection.sendRequest(ChangeTable, { folder, file, edits }));
  }

  describeTable(folder: string, file: string): Promise<TableState> {
    return this.engine.request((connection) => connection.sendRequest(DescribeTable, { folder, file }));
  }

  closeTable(folder: string, file: string): Promise<void> {
    return this.engine.request((connection) => connection.sendRequest(CloseTable, { folder, file }));
  }

  /** What a table says of files of the collection, in their order. */
  labels(folder: string, file: string, paths: readonly string[]): Promise<readonly LabelCells[]> {
    return this.engine.request((connection) => connection.sendRequest(ReadLabels, { folder, file, paths }));
  }

  /** What a column of an open table says of files of the collection, in their order. */
  column(params: ColumnParams): Promise<ColumnValues> {
    return this.engine.request((connection) => connection.sendRequest(ReadColumn, params));
  }

  /** The ratings that a column of an open table holds. */
  ratings(folder: string, ratings: RatingColumn): Promise<readonly FileRating[]> {
    return this.engine.request((connection) => connection.sendRequest(ReadRatings, { folder, ratings }));
  }

  editLabels(params: EditLabelsParams): Promise<EditLabelsResult> {
    return this.engine.request((connection) => connection.sendRequest(EditLabels, params));
  }

  /** The tags or classes of a column, each with the cutouts that show it best. */
  summary(params: SummaryParams, token?: CancellationToken): Promise<ColumnSummary> {
    return this.engine.request((connection) => connection.sendRequest(SummariseColumn, params, token));
  }

  quality(params: QualityParams, token?: CancellationToken): Promise<NeighbourQuality> {
    return this.engine.request((connection) => connection.sendRequest(MeasureQuality, params, token));
  }

  /** Cutouts around a position, the nearest first. */
  near(params: NearParams): Promise<readonly NearCutout[]> {
    return this.engine.request((connection) => connection.sendRequest(FindNear, params));
  }

  /** What the index knows of some cutouts. */
  list(params: ListParams): Promise<ListResult> {
    return this.engine.request((connection) => connection.sendRequest(ListCutouts, params));
  }

  /** Cutouts in the order of an expression. @throws FilterError, LabelError as in the engine */
  listBy(params: ListByParams): Promise<ListByResult> {
    return this.engine.request((connection) => connection.sendRequest(ListBy, params));
  }

  /** What a column of an open table offers to learn. */
  inspectTarget(params: InspectTargetParams): Promise<TargetInspection> {
    return this.engine.request((connection) => connection.sendRequest(InspectTarget, params));
  }

  /** How long a run will take. */
  estimateFinetune(params: FinetuneParams, token?: CancellationToken): Promise<FinetuneEstimate> {
    return this.engine.request((connection) => connection.sendRequest(EstimateFinetune, params, token));
  }

  /** Trains, tests and writes a model; undefined where it has been cancelled. */
  async finetune(
    params: RunFinetuneParams,
    onProgress?: (progress: FinetuneProgress) => void,
    token?: CancellationToken,
  ): Promise<FinetuneResult | undefined> {
    const result = await this.engine.requestWithProgress(FinetuneProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(RunFinetune, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  /** Pauses, continues or stops a run; false where there is none of that folder. */
  controlFinetune(params: ControlFinetuneParams): Promise<boolean> {
    return this.engine.request((connection) => connection.sendRequest(ControlFinetune, params));
  }

  /** The fine-tuned models in a folder. */
  models(folder: string, untouched = false): Promise<readonly ModelSummary[]> {
    return this.engine.request((connection) => connection.sendRequest(ListModels, { models: folder, untouched }));
  }

  finetuneReport(model: string): Promise<FinetuneReport> {
    return this.engine.request((connection) => connection.sendRequest(ReadReport, { model }));
  }

  /** What a model says of all cutouts; undefined where it has been cancelled. */
  async predict(
    params: PredictParams,
    onProgress?: (progress: PredictProgress) => void,
    token?: CancellationToken,
  ): Promise<PredictResult | undefined> {
    const result = await this.engine.requestWithProgress(PredictProgressType, onProgress, (connection, progress) =>
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
    const result = await this.engine.requestWithProgress(PredictProgressType, onProgress, (connection, progress) =>
      connection.sendRequest(Probe, { ...params, progress }, token),
    );
    return result ?? undefined;
  }

  thumbnails(params: ThumbnailParams): Promise<readonly Thumbnail[]> {
    return this.engine.request((connection) => connection.sendRequest(ReadThumbnails, params));
  }

  /** A viewer's call about a file. It needs no encoder, and loads none. */
  async view<M extends keyof FileCalls>(
    file: string,
    method: M,
    params: FileCalls[M]['params'],
  ): Promise<FileCalls[M]['result']> {
    const call = { file, method, params } as ViewCall;
    return this.engine.requestBare((connection) => connection.sendRequest(ViewFile, call));
  }

  /** What a file or folder is to whoever wants to add it as an encoder. It needs no encoder, and loads none. */
  inspectEncoder(params: InspectEncoderParams): Promise<SourceDraft> {
    return this.engine.requestBare((connection) => connection.sendRequest(InspectEncoder, params));
  }

  /** Adds an encoder to a library, without loading any other; undefined where it has been cancelled. */
  async addEncoder(
    params: AddEncoderParams,
    onProgress?: (done: number, total: number) => void,
    token?: CancellationToken,
  ): Promise<AddedEncoder | undefined> {
    const added = await this.engine.requestBareWithProgress(
      AddEncoderProgressType,
      ([done, total]) => onProgress?.(done, total),
      (connection, progress) => connection.sendRequest(AddEncoder, { ...params, progress }, token),
    );
    return added ?? undefined;
  }

  /** What of a folder's index is missing, damaged or old. It needs no encoder, and changes nothing. */
  check(params: CheckParams): Promise<CheckResult> {
    return this.engine.requestBare((connection) => connection.sendRequest(CheckStore, params));
  }

  failures(folder: string): Promise<readonly Failure[]> {
    return this.engine.request((connection) => connection.sendRequest(ListFailures, { folder }));
  }

  /** @param rawCells of CSV: paths as they are, even where a spreadsheet would run them as formulas */
  async export(folder: string, out: string, { rawCells }: { readonly rawCells?: boolean } = {}): Promise<number> {
    const params = { folder, out, rawCells };
    return (await this.engine.request((connection) => connection.sendRequest(ExportRepresentations, params))).rows;
  }

  /** Writes the sample sky into a folder; cancelling leaves a part of it, which can be written over. */
  async createSampleSky(
    folder: string,
    onProgress: (done: number, total: number) => void,
    token?: CancellationToken,
  ): Promise<number> {
    const written = await this.engine.requestWithProgress(
      SampleSkyProgressType,
      ([done, total]) => onProgress(done, total),
      (connection, progress) => connection.sendRequest(CreateSampleSky, { folder, progress }, token),
    );
    return written.cutouts;
  }
}
