import { RepresentationStore, type Place } from '../collection';
import type { Encoder } from '../encoder';
import { feedbackVector, findNeighbours } from '../similarity';
import { BackgroundIndex } from './approximate';
import { exportRepresentations } from './export';
import { indexFolder } from './indexing';
import type {
  CollectionParams,
  CollectionState,
  CutoutInfo,
  CutoutRef,
  QueryRef,
  Failure,
  IndexParams,
  IndexProgress,
  IndexSummary,
  SimilarResult,
  Thumbnail,
} from './protocol';
import type { Workers } from './workers';

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
  private running = 0;
  private complete = false;

  private constructor(
    private params: CollectionParams,
    private readonly store: RepresentationStore,
    private readonly encoder: Encoder,
    private readonly device: string,
    private readonly workers: Workers,
    private readonly events: SessionEvents,
    private readonly signal: AbortSignal,
  ) {
    this.approximate = new BackgroundIndex(store, workers, (message) => events.log('warn', message));
    this.extendIndex();
  }

  static async open(
    params: CollectionParams,
    encoder: Encoder,
    device: string,
    workers: Workers,
    events: SessionEvents,
    signal: AbortSignal,
  ): Promise<CollectionSession> {
    const store = await RepresentationStore.open(params.store, encoder.card.id, encoder.card.dimensions, (message) =>
      events.log('warn', message),
    );
    return new CollectionSession(params, store, encoder, device, workers, events, signal);
  }

  /** Takes changed settings. */
  configure(params: CollectionParams): void {
    this.params = params;
  }

  get state(): CollectionState {
    return {
      cutouts: this.store.count,
      failed: [...this.failures.values()].reduce((sum, of) => sum + of.length, 0),
      indexing: this.running > 0,
      complete: this.complete,
      encoder: this.encoder.card.id,
      device: this.device,
    };
  }

  get allFailures(): Failure[] {
    return [...this.failures.values()].flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async index(
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
        store: this.store,
        card: this.encoder.card,
        measures: this.params.measures ?? false,
        device: this.device,
        workers: this.workers,
        paths: params.paths,
        share: params.share,
        segmentRows: params.segmentRows,
        signal: AbortSignal.any([signal, this.signal]),
        onProgress: (progress) => {
          onProgress(progress);
          this.events.changed();
        },
      });
      this.remember(params, summary);
      this.extendIndex();
      return summary;
    } finally {
      this.running--;
      this.events.changed();
    }
  }

  async similar(query: readonly QueryRef[], negatives: readonly QueryRef[], count: number): Promise<SimilarResult> {
    const represented = (refs: readonly QueryRef[]) => Promise.all(refs.map((ref) => this.represent(ref)));
    const [found, unlike] = await Promise.all([represented(query), represented(negatives)]);
    const vectors = (all: readonly Represented[]) => all.map(({ representation }) => representation);
    const vector = feedbackVector(vectors(found), vectors(unlike));
    const asked = new Set([...found, ...unlike].map(({ info: { path, hdu } }) => `${path}[${hdu}]`));
    const isQuery = ({ block, row }: Place) => {
      const { path, hdu } = block.rows[row];
      return asked.has(`${path}[${hdu}]`);
    };
    const hits = vector ? await findNeighbours(this.store, vector, count, isQuery, this.approximate.current) : [];
    return {
      query: found.map(({ info }) => info),
      negatives: unlike.map(({ info }) => info),
      neighbours: hits.map(({ similarity, place }) => ({ ...infoOf(place), similarity })),
      searched: this.store.count,
    };
  }

  thumbnails(cutouts: readonly CutoutRef[], size: number): Promise<Thumbnail[]> {
    return this.workers.interactive.call('thumbnails', { folder: this.params.folder, cutouts, size });
  }

  export(out: string): Promise<number> {
    return exportRepresentations(this.store, out);
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
    this.outside.clear();
  }

  /** The representation of a cutout, from the store or, where it is not in there, from its file. */
  private async represent(ref: QueryRef): Promise<Represented> {
    const place = this.store.place(ref.path, ref.hdu ?? this.store.rowsOf(ref.path)[0]?.hdu ?? 0);
    if (place) return { representation: place.block.representation(place.row), info: infoOf(place) };
    const key = `${ref.path}[${ref.hdu ?? ''}]`;
    let known = this.outside.get(key);
    if (!known) {
      known = await this.encodeFile(ref);
      if (this.outside.size >= REMEMBERED_QUERIES) this.outside.clear();
      this.outside.set(key, known);
    }
    return known;
  }

  private async encodeFile(ref: QueryRef): Promise<Represented> {
    const { card } = this.encoder;
    const { rows, inputs, failures } = await this.workers.interactive.call('decode', {
      folder: this.params.folder,
      files: [{ path: ref.path, size: 0, mtime: 0 }],
      card,
      measures: false,
    });
    const at = rows.findIndex(({ hdu }) => ref.hdu === undefined || hdu === ref.hdu);
    if (at < 0) {
      const failure = failures.find(({ hdu }) => hdu === undefined || ref.hdu === undefined || hdu === ref.hdu);
      throw new QueryError(ref.path, failure?.reason ?? 'it holds no image to compare');
    }
    const length = inputs.length / rows.length;
    const input = inputs.slice(at * length, (at + 1) * length);
    const representation = await this.workers.inference.call('embed', { inputs: input }, [input.buffer]);
    const { hdu, ra, dec } = rows[at];
    return { representation, info: withPosition({ path: ref.path, hdu }, ra, dec) };
  }
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

function infoOf({ block, row }: Place): CutoutInfo {
  const { path, hdu, ra, dec } = block.rows[row];
  return withPosition({ path, hdu }, ra, dec);
}

function withPosition(ref: CutoutRef, ra: number, dec: number): CutoutInfo {
  return Number.isFinite(ra) && Number.isFinite(dec) ? { ...ref, ra, dec } : { ...ref };
}
