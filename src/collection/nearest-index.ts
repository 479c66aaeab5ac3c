import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type * as Usearch from 'usearch';
import * as v from 'valibot';
import { temporaryName, writeAtomically } from '../files';
import { decodeFloat16 } from '../onnx/float16';
import { namesIn, readOwn, requireOwn } from './store-folder';
import { usearch } from './usearch';

/**
 * The approximate index: usearch's HNSW graph over the rows of segments. A cache on the disk: it is opened only
 * when its SHA-256, encoder dimensions and parameters are those written beside it (`load` believes the file's own
 * word on all of them, and a damaged file can crash the process).
 *
 * Everything here blocks its thread: keep it in a worker.
 */
const CONFIG = {
  connectivity: 16,
  expansion_add: 128,
  expansion_search: 128,
  multi: false,
} as const;

/** Raised when what is written beside the index means something else: older ones are then built anew. */
const VERSION = 2;

const MetaSchema = v.object({
  version: v.literal(VERSION),
  sha256: v.string(),
  dimensions: v.number(),
  count: v.number(),
  connectivity: v.literal(CONFIG.connectivity),
  expansionAdd: v.literal(CONFIG.expansion_add),
  /** The segments whose rows are in, each with the SHA-256 of its matrix's file: a number alone does not say what is in it. */
  segments: v.array(v.object({ number: v.pipe(v.number(), v.integer(), v.minValue(1)), matrix_sha256: v.string() })),
});

const INDEX = 'index.usearch';
const FILES = ['index.json', INDEX] as const;

/** Rows a segment may have: a key is segment * 2^32 + row. */
const ROW_BITS = 32n;

export interface Candidate {
  readonly segment: number;
  readonly row: number;
}

export class NearestIndex {
  private readonly segments = new Map<number, string>();

  private constructor(
    private readonly library: typeof Usearch,
    private readonly index: Usearch.Index,
    readonly dimensions: number,
  ) {}

  /** @throws Error where `NearestIndex.obstacle` says why */
  static create(dimensions: number): NearestIndex {
    const loaded = usearch();
    if ('why' in loaded) throw new Error(loaded.why);
    const { Index, MetricKind, ScalarKind } = loaded.module;
    const kinds = { metric: MetricKind.Cos, quantization: ScalarKind.F16 };
    return new NearestIndex(loaded.module, new Index({ ...CONFIG, ...kinds, dimensions }), dimensions);
  }

  /** Why there can be no index on this machine; undefined where there can be one. */
  static get obstacle(): string | undefined {
    const loaded = usearch();
    return 'why' in loaded ? loaded.why : undefined;
  }

  /** Segments whose rows are in the index: the SHA-256 of each one's matrix, by its number. */
  get covered(): ReadonlyMap<number, string> {
    return new Map(this.segments);
  }

  get size(): number {
    return this.index.size();
  }

  /**
   * Opens `folder/index.usearch`, or answers undefined, with the reason reported, when it is missing or anything
   * about it is in doubt.
   * @param folder an encoder's in a store
   * @throws StoreError where it is a link
   */
  static async load(
    folder: string,
    dimensions: number,
    report: (reason: string) => void,
  ): Promise<NearestIndex | undefined> {
    const file = path.join(folder, INDEX);
    for (const name of FILES) await requireOwn(folder, name);
    try {
      const meta = await readMeta(folder, dimensions);
      const nearest = NearestIndex.create(dimensions);
      nearest.index.load(file);
      if (nearest.index.size() !== meta.count)
        throw new Error(`it holds ${nearest.index.size()} of ${meta.count} rows`);
      for (const [number, sha256] of segmentsIn(meta)) nearest.segments.set(number, sha256);
      return nearest;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        report(`${file}: the index is built anew: ${(error as Error).message}`);
      }
      return undefined;
    }
  }

  /**
   * Segments whose rows are in the index of a folder: the SHA-256 of each one's matrix, by its number. The library is not asked.
   * @param dimensions undefined: any
   * @returns undefined where there is no index
   * @throws Error with the reason where `load` would not open it
   */
  static async coveredIn(
    folder: string,
    dimensions: number | undefined,
  ): Promise<ReadonlyMap<number, string> | undefined> {
    for (const name of FILES) await requireOwn(folder, name);
    const names = await namesIn(folder);
    const [first, second] = FILES.filter((name) => names.includes(name));
    if (first === undefined) return undefined;
    if (second === undefined) throw new Error(`${first} is there alone`);
    return segmentsIn(await readMeta(folder, dimensions));
  }

  /**
   * Adds some rows of one segment.
   * @param matrix rows x dimensions, binary16. Rows that are zero or not finite are left out: usearch would rank
   *   them first everywhere.
   */
  add(segment: number, firstRow: number, matrix: Uint16Array, threads: number): void {
    const { dimensions } = this;
    const values = decodeFloat16(matrix);
    const rows = values.length / dimensions;
    const good: number[] = [];
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++) sum += values[row * dimensions + d] ** 2;
      if (sum > 0 && Number.isFinite(sum)) good.push(row);
    }
    if (good.length === 0) return;
    const packed = new Float32Array(good.length * dimensions);
    good.forEach((row, i) => packed.set(values.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions));
    const keys = BigUint64Array.from(good, (row) => (BigInt(segment) << ROW_BITS) | BigInt(firstRow + row));
    this.index.add(keys, packed, threads);
  }

  /** Says that all rows of a segment are in. @param sha256 of its matrix's file */
  cover(segment: number, sha256: string): void {
    this.segments.set(segment, sha256);
  }

  /** About the `k` nearest rows of a query of length one; to be scored exactly. */
  search(query: Float32Array, k: number): Candidate[] {
    const size = this.index.size();
    if (size === 0) return [];
    const { keys } = this.index.search(query, Math.min(k, size), 1);
    return Array.from(keys, (key) => ({ segment: Number(key >> ROW_BITS), row: Number(key & 0xffffffffn) }));
  }

  /** The same for many queries, rows x dimensions. */
  searchMany(queries: Float32Array, k: number, threads: number): Candidate[][] {
    const rows = queries.length / this.dimensions;
    const size = this.index.size();
    if (size === 0) return Array.from({ length: rows }, () => []);
    const found = this.index.search(queries, Math.min(k, size), threads);
    const candidates = (keys: BigUint64Array) =>
      Array.from(keys, (key) => ({ segment: Number(key >> ROW_BITS), row: Number(key & 0xffffffffn) }));
    if (!(found instanceof this.library.BatchMatches)) return [candidates(found.keys)];
    return Array.from({ length: rows }, (_, i) => candidates(found.get(i).keys));
  }

  /**
   * Writes the index and, after it, the word on it; a crash in between leaves a pair that `load` refuses.
   * @throws StoreError where a link has its name; the system's own errors
   */
  async save(folder: string): Promise<void> {
    for (const name of FILES) await requireOwn(folder, name);
    const temporary = path.join(folder, temporaryName());
    try {
      this.index.save(temporary);
      const sha256 = createHash('sha256')
        .update(await readOwn(temporary))
        .digest('hex');
      await fs.rename(temporary, path.join(folder, INDEX));
      const meta: v.InferOutput<typeof MetaSchema> = {
        version: VERSION,
        sha256,
        dimensions: this.dimensions,
        count: this.index.size(),
        connectivity: CONFIG.connectivity,
        expansionAdd: CONFIG.expansion_add,
        segments: [...this.segments].map(([number, matrix_sha256]) => ({ number, matrix_sha256 })),
      };
      await writeAtomically(path.join(folder, 'index.json'), [`${JSON.stringify(meta, null, 2)}\n`]);
    } finally {
      await fs.rm(temporary, { force: true });
    }
  }
}

/**
 * Reads the metadata beside an index.
 * @throws Error with the reason where the two files may not belong together
 */
async function readMeta(folder: string, dimensions: number | undefined): Promise<v.InferOutput<typeof MetaSchema>> {
  const json: unknown = JSON.parse((await readOwn(path.join(folder, 'index.json'))).toString());
  const { version } = v.parse(v.object({ version: v.number() }), json);
  if (version !== VERSION) throw new Error('it is of another version of Morphoscope');
  const meta = v.parse(MetaSchema, json);
  if (dimensions !== undefined && meta.dimensions !== dimensions)
    throw new Error(`it has ${meta.dimensions} dimensions, not ${dimensions}`);
  const sha256 = createHash('sha256')
    .update(await readOwn(path.join(folder, INDEX)))
    .digest('hex');
  if (sha256 !== meta.sha256) throw new Error('its SHA-256 is not the one written beside it');
  return meta;
}

function segmentsIn({ segments }: v.InferOutput<typeof MetaSchema>): Map<number, string> {
  return new Map(segments.map(({ number, matrix_sha256 }) => [number, matrix_sha256]));
}
