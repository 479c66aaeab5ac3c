import { type Place, RepresentationStore } from '../../collection';
import type { Encoder } from '../../encoder';
import type { CsvOptions } from '../../exports';
import { LabelError } from '../../labels';
import { labelExamples, neighbourQuality, type NeighbourQuality } from '../../similarity';
import { coneSearch } from '../../sky';
import { DecisionsFile } from '../duplicates/decisions-file';
import { NearDuplicates } from '../duplicates/near-duplicates';
import { SameGalaxies } from '../duplicates/same-galaxies';
import type { TrainedCollection } from '../finetune/finetuning';
import { indexFolder } from '../indexing/indexing';
import { CollectionMap } from '../map/collection-map';
import type { Workers } from '../process/workers';
import type {
  CollectionParams,
  CollectionState,
  ColumnSummary,
  DuplicateDecision,
  DuplicatesParams,
  DuplicatesProgress,
  DuplicatesResult,
  ExplainParams,
  Failure,
  FoundCutout,
  IndexParams,
  IndexProgress,
  IndexSummary,
  LearningParams,
  ListByParams,
  ListByResult,
  ListParams,
  ListResult,
  MapParams,
  MapProgress,
  MapResult,
  NearCutout,
  NearParams,
  PictureRef,
  QualityParams,
  RankParams,
  RankProgress,
  SimilarParams,
  SimilarResult,
  SummaryParams,
  Thumbnail,
  WhatWasRead,
} from '../protocol';
import { CollectionRanking } from '../rankings/collection-ranking';
import { Tables } from '../tables/tables';
import { BackgroundIndex } from './approximate';
import { cutoutInfo, withPosition } from './cutout-info';
import { exportRepresentations } from './export';
import { IndexFailures } from './index-failures';
import { listBy } from './listing';
import { NameIndex } from './name-index';
import { QueryEmbeddings } from './query-embeddings';
import { findSimilar } from './similar';

/** What a session tells whoever opened it. */
export interface SessionEvents {
  changed(): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}

/** The most cutouts that a cone search answers with. */
const MOST_NEAR = 50;

/** One open collection: a folder, its store, and what is being done with them. */
export class CollectionSession {
  private readonly failures = new IndexFailures();
  private readonly queries: QueryEmbeddings;
  private readonly approximate: BackgroundIndex;
  private readonly plane: CollectionMap;
  private readonly ranking: CollectionRanking;
  private readonly nearDuplicates: NearDuplicates;
  private readonly decisions: DecisionsFile;
  private readonly sameGalaxies: SameGalaxies;
  /** Counts the changes of what the store holds. */
  private contents = 0;
  /** Made when it is first asked. */
  private names?: NameIndex;
  /** What the workspace's tables say of the cutouts. */
  readonly tables: Tables;
  private running = 0;
  private readonly ending = new AbortController();
  /** Index runs, and queries that are being encoded. */
  private readonly underWay = new Set<Promise<unknown>>();
  private complete = false;

  private constructor(
    private params: CollectionParams,
    private readonly store: RepresentationStore,
    private readonly encoder: Encoder,
    private readonly workers: Workers,
    private readonly events: SessionEvents,
    private readonly signal: AbortSignal,
    tables: Tables | undefined,
  ) {
    this.approximate = new BackgroundIndex(store, workers.threads, (message) => events.log('warn', message));
    this.plane = new CollectionMap(store, (message) => events.log('warn', message));
    this.tables = tables ?? new Tables(params.folder, store);
    this.nearDuplicates = new NearDuplicates(params.folder, store, workers, this.approximate);
    this.decisions = new DecisionsFile(params.folder);
    this.ranking = new CollectionRanking(store, this.tables, workers.threads, () => this.decisions.hidden(store));
    this.sameGalaxies = new SameGalaxies(params.folder, workers, () => this.decisions.read());
    this.queries = new QueryEmbeddings(
      store,
      encoder.card,
      workers,
      () => this.params,
      (work) => this.followed(work),
    );
    this.extendIndex();
  }

  /** @param tables of another session of the folder; a collection has its own otherwise */
  static async open(
    params: CollectionParams,
    encoder: Encoder,
    workers: Workers,
    events: SessionEvents,
    signal: AbortSignal,
    tables?: Tables,
  ): Promise<CollectionSession> {
    const { id, dimensions } = encoder.card;
    const log = (message: string) => events.log('warn', message);
    const { untouched } = params;
    const store = await RepresentationStore.open(params.store, id, dimensions, log, { untouched });
    return new CollectionSession(params, store, encoder, workers, events, signal, tables);
  }

  /** Answers from now on, in another session's place: what that had open is about this one's cutouts. */
  answer(params: CollectionParams): void {
    this.params = params;
    this.tables.moveTo(this.store);
    this.extendIndex();
  }

  /** What fine-tuning works with. */
  get trained(): TrainedCollection {
    const { store, encoder, workers, tables, sameGalaxies } = this;
    return { folder: this.params.folder, store, encoder, workers, tables, sameGalaxies };
  }

  /** Takes changed settings. */
  configure(params: CollectionParams): void {
    this.params = params;
  }

  /** By the last run that has walked the whole folder. */
  private read?: WhatWasRead;

  get state(): CollectionState {
    return {
      cutouts: this.store.count,
      failed: this.failures.count,
      indexing: this.running > 0,
      complete: this.complete,
      encoder: this.encoder.card.id,
      device: this.workers.device.device,
      deviceWhy: this.workers.device.why,
      damage: this.store.damage,
      read: this.read,
    };
  }

  get allFailures(): Failure[] {
    return this.failures.all;
  }

  index(
    params: IndexParams,
    signal: AbortSignal,
    onProgress: (progress: IndexProgress) => void,
  ): Promise<IndexSummary> {
    return this.followed(this.runIndex(params, signal, onProgress));
  }

  private async runIndex(
    params: IndexParams,
    signal: AbortSignal,
    onProgress: (progress: IndexProgress) => void,
  ): Promise<IndexSummary> {
    this.running++;
    this.events.changed();
    try {
      const summary = await indexFolder({
        folder: this.params.folder,
        include: this.params.include,
        also: this.params.also,
        store: this.store,
        card: this.encoder.card,
        measures: this.params.measures ?? false,
        workers: this.workers,
        paths: params.paths,
        share: params.share,
        segmentRows: params.segmentRows,
        prune: params.prune,
        retry: params.retry,
        report: (message) => this.events.log('warn', message),
        signal: AbortSignal.any([signal, this.signal, this.ending.signal]),
        onProgress: (progress) => {
          onProgress(progress);
          this.contents++;
          this.tables.changed('more will come');
          this.events.changed();
        },
      });
      this.remember(params, summary);
      this.extendIndex();
      return summary;
    } finally {
      this.running--;
      this.contents++;
      this.tables.changed();
      this.events.changed();
    }
  }

  /** The first of some names that is of one file alone, with that file's first cutout. */
  find(names: readonly string[]): FoundCutout | undefined {
    this.names ??= new NameIndex(this.params.folder, this.store);
    for (const [index, name] of names.entries()) {
      const path = this.names.find(name);
      const row = path === undefined ? undefined : this.store.rowsOf(path)[0];
      if (row) return { index, cutout: withPosition({ path: row.path, hdu: row.hdu }, row.ra, row.dec) };
    }
    return undefined;
  }

  async similar(params: SimilarParams, signal?: AbortSignal): Promise<SimilarResult> {
    const { store, tables, queries } = this;
    const hidden = await this.decisions.hidden(store);
    return findSimilar({ store, tables, queries, index: this.approximate.current, hidden }, params, signal);
  }

  /** Cutouts around a position, the nearest first. */
  near({ ra, dec, radius }: NearParams): NearCutout[] {
    const positionOf = ({ block, row }: Place) => block.rows[row];
    return coneSearch(this.store.places(), positionOf, { ra, dec }, radius, MOST_NEAR).map(({ item, separation }) => ({
      ...cutoutInfo(item),
      separation,
    }));
  }

  /** What the index knows of some cutouts. */
  list({ cutouts, filter }: ListParams): ListResult {
    const accepted = this.tables.accepting(filter);
    const places = cutouts.map(({ path, hdu }) => this.store.place(path, hdu ?? this.store.rowsOf(path)[0]?.hdu ?? 0));
    const found = places.filter((place) => place !== undefined);
    return {
      cutouts: found.filter((place) => accepted?.(place) ?? true).map(cutoutInfo),
      missing: places.length - found.length,
    };
  }

  /** Cutouts in the order of an expression. @throws FilterError, LabelError */
  async listBy(params: ListByParams): Promise<ListByResult> {
    return listBy(this.store, this.tables, params, await this.decisions.hidden(this.store));
  }

  /** How often neighbours share a label of an open table. */
  async quality({ file, column, k }: QualityParams, signal: AbortSignal): Promise<NeighbourQuality> {
    const labels = this.tables.labelsOf(file, column);
    const galaxyOf = this.tables.galaxyNames(file);
    try {
      return await neighbourQuality(this.store, labels, galaxyOf, k, AbortSignal.any([signal, this.signal]));
    } catch (error) {
      if (error instanceof RangeError) throw new LabelError(file, error.message, { cause: error });
      throw error;
    }
  }

  /** The tags or classes of a column of an open table, each with the cutouts that show it best. */
  async summary({ file, column, examples }: SummaryParams, signal: AbortSignal): Promise<ColumnSummary> {
    const either = AbortSignal.any([signal, this.signal]);
    const found = await labelExamples(this.store, this.tables.labelsOf(file, column), examples, either);
    return this.tables.summary(file, column, found);
  }

  /** All cutouts as points of a plane; undefined where it has been cancelled. */
  map(params: MapParams, signal: AbortSignal, onProgress: (progress: MapProgress) => void) {
    return this.plane.make(params, AbortSignal.any([signal, this.signal]), onProgress) satisfies Promise<
      MapResult | undefined
    >;
  }

  /** Galaxies by what interests whoever rated some; undefined where it has been cancelled. */
  rank(params: RankParams, signal: AbortSignal, onProgress: (progress: RankProgress) => void) {
    return this.ranking.rank(params, AbortSignal.any([signal, this.signal]), onProgress);
  }

  /** The rated galaxies that put a cutout where it is in a ranking. */
  explainRank(params: ExplainParams, signal: AbortSignal) {
    return this.ranking.explain(params, AbortSignal.any([signal, this.signal]));
  }

  /** What each batch of ratings has changed; undefined where it has been cancelled. */
  learning(params: LearningParams, signal: AbortSignal) {
    return this.ranking.learning(params, AbortSignal.any([signal, this.signal]));
  }

  /** Ends what is under way, or waits for it, and the threads of its own. */
  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.allSettled(this.underWay);
    await Promise.all([this.ranking.stop(), this.approximate.stop()]);
  }

  /** Cutouts that may be the same; undefined where it has been cancelled. */
  async duplicates(
    params: DuplicatesParams,
    signal: AbortSignal,
    onProgress: (progress: DuplicatesProgress) => void,
  ): Promise<DuplicatesResult | undefined> {
    const decisions = await this.decisions.read();
    const either = AbortSignal.any([signal, this.signal]);
    return this.nearDuplicates.find(params, decisions, this.contents, either, onProgress);
  }

  decide(decision: DuplicateDecision): Promise<void> {
    return this.decisions.decide(decision);
  }

  thumbnails(cutouts: readonly PictureRef[], size: number): Promise<Thumbnail[]> {
    return this.workers.interactive.call('thumbnails', { folder: this.params.folder, cutouts, size });
  }

  export(out: string, options: CsvOptions): Promise<number> {
    return exportRepresentations(this.store, out, options);
  }

  /** Work that `stop` waits for. */
  private followed<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    return work.finally(() => this.underWay.delete(work));
  }

  private extendIndex(): void {
    if (this.params.approximate) void this.approximate.update(this.signal);
  }

  private remember(params: IndexParams, summary: IndexSummary): void {
    this.failures.follow(params, summary);
    if (!params.paths && !params.share) this.complete = !summary.cancelled;
    if (summary.read) this.read = summary.read;
    this.queries.forget();
  }
}
