import { NearestIndex, type Candidate } from '../../collection';
import { serve } from '../process/worker-calls';

export type IndexCalls = {
  /**
   * Opens the index in `folder`, or begins an empty one; answers the segments that it covers, by number with the SHA-256 of the
   * matrix, or why there can be none here.
   */
  open: {
    params: { folder: string; dimensions: number; fresh: boolean };
    result: { covered: ReadonlyMap<number, string>; doubt?: string } | { obstacle: string };
  };
  /** Adds rows of a segment; the last call for it has the SHA-256 of its matrix. */
  add: {
    params: { segment: number; firstRow: number; matrix: Uint16Array; threads: number; whole?: string };
    result: void;
  };
  search: { params: { query: Float32Array; count: number }; result: Candidate[] };
  /** Searches for many queries at once, rows x dimensions. */
  searchMany: { params: { queries: Float32Array; count: number; threads: number }; result: Candidate[][] };
  save: { params: { folder: string }; result: void };
};

let index: NearestIndex | undefined;

const opened = (): NearestIndex => {
  if (!index) throw new Error('no index is open');
  return index;
};

serve<IndexCalls>({
  async open({ folder, dimensions, fresh }) {
    const { obstacle } = NearestIndex;
    if (obstacle !== undefined) return { result: { obstacle } };
    let doubt: string | undefined;
    if (!fresh) index = await NearestIndex.load(folder, dimensions, (reason) => (doubt = reason));
    if (fresh || !index) index = NearestIndex.create(dimensions);
    return { result: { covered: index.covered, doubt } };
  },

  add({ segment, firstRow, matrix, threads, whole }) {
    opened().add(segment, firstRow, matrix, threads);
    if (whole !== undefined) opened().cover(segment, whole);
    return { result: undefined };
  },

  search({ query, count }) {
    return { result: opened().search(query, count) };
  },

  searchMany({ queries, count, threads }) {
    return { result: opened().searchMany(queries, count, threads) };
  },

  async save({ folder }) {
    await opened().save(folder);
    return { result: undefined };
  },
});
