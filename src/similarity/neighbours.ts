import type { Candidate, Hit, Place, RepresentationStore } from '../collection';

/** Up to this many cutouts every embedding is compared; above, an index proposes and they are scored exactly. */
export const EXACT_BELOW = 100_000;

/** An approximate index over some of the store's segments. */
export interface ApproximateIndex {
  /** Segments whose rows it holds. */
  readonly covered: ReadonlySet<number>;
  search(query: Float32Array, count: number): Promise<Candidate[]>;
}

/**
 * The direction of a query of one or more galaxies: the mean of their embeddings, each of length one, so that a
 * bright embedding does not outweigh the others.
 * @returns of length one, or undefined where the embeddings cancel or are undefined.
 */
export function queryVector(representations: readonly Float32Array[]): Float32Array | undefined {
  const sum = new Float32Array(representations[0]?.length ?? 0);
  for (const representation of representations) {
    const norm = Math.hypot(...representation);
    if (!(norm > 0) || !Number.isFinite(norm)) continue;
    for (let d = 0; d < sum.length; d++) sum[d] += representation[d] / norm;
  }
  const length = Math.hypot(...sum);
  return length > 1e-6 ? sum.map((x) => x / length) : undefined;
}

/**
 * The `count` cutouts most similar to `query` (of length one), highest cosine similarity first, ties in the order of
 * their paths.
 * @param exclude rows that are the query itself.
 * @param index proposes rows of the segments that it covers; all others are compared one by one.
 * @param exactBelow up to this many cutouts the index is not asked.
 */
export async function findNeighbours(
  store: RepresentationStore,
  query: Float32Array,
  count: number,
  exclude: (place: Place) => boolean,
  index?: ApproximateIndex,
  exactBelow = EXACT_BELOW,
): Promise<Hit[]> {
  const accept = (place: Place) => !exclude(place);
  if (!index || store.count < exactBelow) return inOrder(store.exactSearch(query, count, accept));
  // The graph's order is approximate and some rows may have been superseded: ask for more than are wanted.
  const proposed = await index.search(query, 4 * count + 100);
  const blocks = new Map(store.segmentBlocks().map((block) => [block.segment, block]));
  const hits = store.exactSearch(query, count, accept, store.uncovered(index.covered));
  let useful = 0;
  for (const { segment, row } of proposed) {
    const block = blocks.get(segment);
    if (!block || !block.live[row] || !accept({ block, row })) continue;
    hits.push({ similarity: block.cosine(row, query), place: { block, row } });
    useful++;
  }
  // Most of what it covers has been superseded or is left out: what it did not propose may be nearer.
  if (useful < count) return inOrder(store.exactSearch(query, count, accept));
  return inOrder(hits).slice(0, count);
}

function inOrder(hits: Hit[]): Hit[] {
  const path = ({ place }: Hit) => place.block.rows[place.row].path;
  return hits.sort((a, b) => b.similarity - a.similarity || (path(a) < path(b) ? -1 : 1));
}
