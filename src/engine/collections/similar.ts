import { cutoutName, type Place, type RepresentationStore } from '../../collection';
import { type ApproximateIndex, feedbackVector, findNeighbours } from '../../similarity';
import type { QueryRef, SimilarParams, SimilarResult } from '../protocol';
import type { Tables } from '../tables/tables';
import { cutoutInfo } from './cutout-info';
import type { QueryEmbedding, QueryEmbeddings } from './query-embeddings';

/** What neighbours are looked for in. */
export interface SearchedCollection {
  readonly store: RepresentationStore;
  readonly tables: Tables;
  readonly queries: QueryEmbeddings;
  /** Where there is one, and it knows all that the store holds. */
  readonly index: ApproximateIndex | undefined;
  /** Names of near-duplicates that another galaxy stands for. */
  readonly hidden: ReadonlySet<string>;
}

/** The galaxies nearest to a query: its examples, what carries its tag, and away from what it is not to look like. */
export async function findSimilar(
  { store, tables, queries, index, hidden }: SearchedCollection,
  { query, negatives, tag, filter, count }: SimilarParams,
  signal?: AbortSignal,
): Promise<SimilarResult> {
  // What is thrown while several are under way is thrown once: a rejection that nobody waits for would end the process.
  const embedded = async (refs: readonly QueryRef[]) => Promise.all(refs.map((ref) => queries.of(ref)));
  const carriers = tag ? tables.tagged(tag) : [];
  const accepted = tables.accepting(filter);
  const [found, unlike] = await Promise.all([embedded([...query, ...carriers]), embedded(negatives ?? [])]);
  signal?.throwIfAborted();
  const vectors = (all: readonly QueryEmbedding[]) => all.map(({ embedding }) => embedding);
  const vector = feedbackVector(vectors(found), vectors(unlike));
  const asked = new Set([...found, ...unlike].map(({ info }) => cutoutName(info)));
  const isAccepted = (place: Place) => accepted === undefined || accepted(place);
  const leftOut = (place: Place) => asked.has(nameOf(place)) || hidden.has(nameOf(place)) || !isAccepted(place);
  // What an index proposes may all be filtered out while others would not be: filtered searches compare every row.
  const hits = vector ? await findNeighbours(store, vector, count, leftOut, accepted ? undefined : index) : [];
  return {
    query: found.map(({ info }) => info),
    negatives: unlike.map(({ info }) => info),
    neighbours: hits.map(({ similarity, place }) => ({ ...cutoutInfo(place), similarity })),
    searched: accepted
      ? countOf(store.places(), (place) => !hidden.has(nameOf(place)) && accepted(place))
      : store.count - hidden.size,
  };
}

function nameOf({ block, row }: Place): string {
  return cutoutName(block.rows[row]);
}

function countOf<T>(all: Iterable<T>, test: (one: T) => boolean): number {
  let count = 0;
  for (const one of all) if (test(one)) count++;
  return count;
}
