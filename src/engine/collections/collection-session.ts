import { LabelError } from '../../labels';
import {
  cutoutName,
  cutoutOfName,
  type ImageRegion,
  type Place,
  type Remark,
  RepresentationStore,
} from '../../collection';
import type { Encoder } from '../../encoder';
import {
  feedbackVector,
  findNeighbours,
  labelExamples,
  neighbourQuality,
  type NeighbourQuality,
} from '../../similarity';
import { BackgroundIndex } from './approximate';
import { CollectionMap } from '../map/collection-map';
import { CollectionRanking } from '../rankings/collection-ranking';
import { cutoutInfo, withPosition } from './cutout-info';
import { DecisionsFile } from '../duplicates/decisions-file';
import type { CsvOptions } from '../../exports';
import { exportRepresentations } from './export';
import type { Surroundings } from '../finetune/finetuning';
import { indexFolder } from '../indexing/indexing';
import type {
  CollectionParams,
  CollectionState,
  ColumnSummary,
  CutoutInfo,
  PictureRef,
  QueryRef,
  ExplainParams,
  CutoutRef,
  DuplicateDecision,
  DuplicatesParams,
  DuplicatesProgress,
  DuplicatesResult,
  Failure,
  FoundCutout,
  IndexParams,
  IndexProgress,
  IndexSummary,
  WhatWasRead,
  LearningParams,
  ListByParams,
  ListByResult,
  ListParams,
  NearCutout,
  NearParams,
  ListResult,
  MapParams,
  MapProgress,
  MapResult,
  QualityParams,
  RankParams,
  RankProgress,
  SimilarParams,
  SimilarResult,
  SummaryParams,
  Thumbnail,
} from '../protocol';
import { listBy } from './listing';
import { NameIndex } from './name-index';
import { nearPosition } from './near';
import { NearDuplicates } from '../duplicates/near-duplicates';
import { SameGalaxies } from '../duplicates/same-galaxies';
import { Tables } from '../tables/tables';
import type { Workers } from '../process/workers';

/** What a session tells its surroundings. */
export interface SessionEvents {
  changed(): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}

interface Represented {
  readonly representation: Float32Array;
  readonly info: CutoutInfo;
}

/** Queries from outside the store that are remembered, so that a panel's refreshes encode them once. */
const REMEMBERED_QUERIES = 64;

/** One open collection: a folder, its store, and what is being done with them. */
export class CollectionSession {
  private readonly failures = new Map<string, Failure[]>();
  private readonly outside = new Map<string, Represented>();
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
    this.ranking = new CollectionRanking(store, this.tables, workers.threads, () => this.mergedAway());
    this.nearDuplicates = new NearDuplicates(params.folder, store, workers, this.approximate);
    this.decisions = new DecisionsFile(params.folder);
    this.sameGalaxies = new SameGalaxies(params.folder, workers, () => this.decisions.read());
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

  /** What methods of their own files work with. */
  get surroundings(): Surroundings {
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
      failed: [...this.failures.values()].reduce((sum, of) => sum + of.length, 0),
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
    return [...this.failures.values()].flat().sort((a, b) => (a.path < b.path ? -1 : 1));
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

  async similar({ query, negatives, tag, filter, count }: SimilarParams, signal?: AbortSignal): Promise<SimilarResult> {
    // What is thrown while several are under way is thrown once: a rejection that nobody waits for would end the process.
    const represented = async (refs: readonly QueryRef[]) => Promise.all(refs.map((ref) => this.represent(ref)));
    const carriers = tag ? this.tables.tagged(tag) : [];
    const accepted = this.tables.accepting(filter);
    const away = await this.mergedAway();
    const [found, unlike] = await Promise.all([represented([...query, ...carriers]), represented(negatives ?? [])]);
    signal?.throwIfAborted();
    const vectors = (all: readonly Represented[]) => all.map(({ representation }) => representation);
    const vector = feedbackVector(vectors(found), vectors(unlike));
    const asked = new Set([...found, ...unlike].map(({ info: { path, hdu } }) => `${path}[${hdu}]`));
    const leftOut = (place: Place) => {
      const { path, hdu } = place.block.rows[place.row];
      return (
        asked.has(`${path}[${hdu}]`) ||
        away.has(cutoutName({ path, hdu })) ||
        (accepted !== undefined && !accepted(place))
      );
    };
    // What an index proposes may all be filtered out while others would not be: filtered searches compare every row.
    const index = accepted ? undefined : this.approximate.current;
    const hits = vector ? await findNeighbours(this.store, vector, count, leftOut, index) : [];
    return {
      query: found.map(({ info }) => info),
      negatives: unlike.map(({ info }) => info),
      neighbours: hits.map(({ similarity, place }) => ({ ...cutoutInfo(place), similarity })),
      searched: accepted
        ? countOf(this.store.places(), (place) => !away.has(nameOf(place)) && accepted(place))
        : this.store.count - away.size,
    };
  }

  /** Cutouts around a position, the nearest first. */
  near({ ra, dec, radius }: NearParams): NearCutout[] {
    return nearPosition(this.store.places(), ra, dec, radius).map(({ place, separation }) => ({
      ...cutoutInfo(place),
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
    return listBy(this.store, this.tables, params, await this.mergedAway());
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
    return this.decisions.change((decisions) => {
      switch (decision.kind) {
        case 'merge':
          return decisions.merge(writtenName(decision.keep), writtenName(decision.away));
        case 'separate':
          return decisions.separate(writtenName(decision.away));
        default:
          return decisions[decision.kind](writtenName(decision.first), writtenName(decision.second));
      }
    });
  }

  /** Names of the cutouts that others stand for: searches leave them out. */
  private async mergedAway(): Promise<ReadonlySet<string>> {
    const decisions = await this.decisions.read();
    const isThere = (name: string) => {
      const { path, hdu } = cutoutOfName(name);
      return this.store.place(path, hdu) !== undefined;
    };
    return new Set(
      [...decisions.merged.keys()].filter((name) => isThere(name) && decisions.keeperOf(name, isThere) !== name),
    );
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
    if (params.paths) for (const file of params.paths) this.failures.delete(file);
    else if (!summary.cancelled) this.failures.clear();
    for (const failure of summary.failures) {
      const others = this.failures.get(failure.path) ?? [];
      if (!others.some(({ hdu }) => hdu === failure.hdu)) this.failures.set(failure.path, [...others, failure]);
    }
    if (!params.paths && !params.share) this.complete = !summary.cancelled;
    if (summary.read) this.read = summary.read;
    this.outside.clear();
  }

  /** The representation of a cutout, from the store or, where it is not in there, from its file. */
  private async represent(ref: QueryRef): Promise<Represented> {
    const place = ref.region
      ? undefined
      : this.store.place(ref.path, ref.hdu ?? this.store.rowsOf(ref.path)[0]?.hdu ?? 0);
    if (place) return { representation: place.block.representation(place.row), info: cutoutInfo(place) };
    const key = `${ref.path}[${ref.hdu ?? ''}]${ref.region ? JSON.stringify(ref.region) : ''}`;
    let known = this.outside.get(key);
    if (!known) {
      known = await this.followed(ref.region ? this.encodeRegion(ref, ref.region) : this.encodeFile(ref));
      if (this.outside.size >= REMEMBERED_QUERIES) this.outside.clear();
      this.outside.set(key, known);
    }
    return known;
  }

  private async encodeRegion({ path, hdu }: QueryRef, region: ImageRegion): Promise<Represented> {
    const { card } = this.encoder;
    const { folder } = this.params;
    const read = await this.workers.interactive.call('region', { folder, path, hdu, region, card });
    const input = read.input.slice();
    const representation = await this.workers.embed(input);
    return { representation, info: { ...withPosition({ path, hdu: read.hdu }, read.ra, read.dec), region } };
  }

  private async encodeFile(ref: QueryRef): Promise<Represented> {
    const { card } = this.encoder;
    const { rows, inputs, failures, remarks } = await this.workers.interactive.call('decode', {
      folder: this.params.folder,
      files: [{ path: ref.path, size: 0, mtime: 0 }],
      card,
      measures: false,
      also: this.params.also,
      hdus: ref.hdu === undefined ? undefined : new Map([[ref.path, [ref.hdu]]]),
    });
    const at = rows.findIndex(({ hdu }) => ref.hdu === undefined || hdu === ref.hdu);
    if (at < 0) {
      const failure = failures.find(({ hdu }) => hdu === undefined || ref.hdu === undefined || hdu === ref.hdu);
      throw new QueryError(ref.path, failure?.reason ?? noGalaxy(remarks.find(({ leftOut }) => leftOut)));
    }
    const length = inputs.length / rows.length;
    const input = inputs.slice(at * length, (at + 1) * length);
    const representation = await this.workers.embed(input);
    const { hdu, ra, dec } = rows[at];
    return { representation, info: withPosition({ path: ref.path, hdu }, ra, dec) };
  }
}

/** Why a file has no galaxy to compare, and what to do. */
function noGalaxy(remark: Remark | undefined): string {
  if (!remark) return 'it holds no image to compare';
  if (remark.kind === 'survey image')
    return `it is a survey image (${remark.by}): select a region of it, and search with that`;
  return `it holds no picture of a galaxy: HDU ${remark.hdu} is a ${remark.kind} image (by ${remark.by}); to search with it anyway, name the HDU, as in file.fits[${remark.hdu}]`;
}

/** A query that cannot be answered because of its file. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}

function countOf<T>(all: Iterable<T>, test: (one: T) => boolean): number {
  let count = 0;
  for (const one of all) if (test(one)) count++;
  return count;
}

function nameOf({ block, row }: Place): string {
  return cutoutName(block.rows[row]);
}

/** The name of a cutout as a file that is kept has it. @throws TypeError where it is no cutout: the file would be damaged */
function writtenName(cutout: CutoutRef): string {
  const { path: file, hdu } = cutout;
  if (typeof file !== 'string' || file === '' || !Number.isSafeInteger(hdu) || hdu < 0)
    throw new TypeError('a decision is about cutouts, each with its path and its HDU');
  return cutoutName(cutout);
}
