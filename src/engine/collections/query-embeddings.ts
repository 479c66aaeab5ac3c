import type { ImageRegion, Remark, RepresentationStore } from '../../collection';
import type { Encoder } from '../../encoder';
import type { CollectionParams, CutoutInfo, QueryRef } from '../protocol';
import type { Workers } from '../process/workers';
import { cutoutInfo, withPosition } from './cutout-info';

/** Queries from outside the store that are remembered, so that a panel's refreshes encode them once. */
const REMEMBERED = 64;

/** A galaxy of a query as it is compared. */
export interface QueryEmbedding {
  readonly embedding: Float32Array;
  readonly info: CutoutInfo;
}

/** What the embedding of a query needs of its collection. */
export interface QueryCollection {
  readonly folder: string;
  readonly also?: CollectionParams['also'];
}

/** Embeddings of queries: of what is indexed from the store, of other files and of regions by the encoder. */
export class QueryEmbeddings {
  private readonly known = new Map<string, QueryEmbedding>();

  /** @param followed work that the collection waits for when it is closed */
  constructor(
    private readonly store: RepresentationStore,
    private readonly card: Encoder['card'],
    private readonly workers: Workers,
    private readonly collection: () => QueryCollection,
    private readonly followed: <T>(work: Promise<T>) => Promise<T>,
  ) {}

  /** Files may have changed. */
  forget(): void {
    this.known.clear();
  }

  /** @throws QueryError where a file holds no galaxy that can be compared */
  async of(ref: QueryRef): Promise<QueryEmbedding> {
    const place = ref.region
      ? undefined
      : this.store.place(ref.path, ref.hdu ?? this.store.rowsOf(ref.path)[0]?.hdu ?? 0);
    if (place) return { embedding: place.block.representation(place.row), info: cutoutInfo(place) };
    const key = `${ref.path}[${ref.hdu ?? ''}]${ref.region ? JSON.stringify(ref.region) : ''}`;
    const known = this.known.get(key);
    if (known) return known;
    const embedding = await this.followed(ref.region ? this.ofRegion(ref, ref.region) : this.ofFile(ref));
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(key, embedding);
    return embedding;
  }

  private async ofRegion({ path, hdu }: QueryRef, region: ImageRegion): Promise<QueryEmbedding> {
    const { card } = this;
    const { folder } = this.collection();
    const read = await this.workers.interactive.call('region', { folder, path, hdu, region, card });
    const embedding = await this.workers.embed(read.input.slice());
    return { embedding, info: { ...withPosition({ path, hdu: read.hdu }, read.ra, read.dec), region } };
  }

  private async ofFile(ref: QueryRef): Promise<QueryEmbedding> {
    const { folder, also } = this.collection();
    const { rows, inputs, failures, remarks } = await this.workers.interactive.call('decode', {
      folder,
      files: [{ path: ref.path, size: 0, mtime: 0 }],
      card: this.card,
      measures: false,
      also,
      hdus: ref.hdu === undefined ? undefined : new Map([[ref.path, [ref.hdu]]]),
    });
    const at = rows.findIndex(({ hdu }) => ref.hdu === undefined || hdu === ref.hdu);
    if (at < 0) {
      const failure = failures.find(({ hdu }) => hdu === undefined || ref.hdu === undefined || hdu === ref.hdu);
      throw new QueryError(ref.path, failure?.reason ?? noGalaxy(remarks.find(({ leftOut }) => leftOut)));
    }
    const length = inputs.length / rows.length;
    const embedding = await this.workers.embed(inputs.slice(at * length, (at + 1) * length));
    const { hdu, ra, dec } = rows[at];
    return { embedding, info: withPosition({ path: ref.path, hdu }, ra, dec) };
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
