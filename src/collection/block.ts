import { FLOAT16_VALUES } from '../onnx/float16';
import type { Row } from './rows';

/**
 * Some rows of the store in memory: a segment as it lies on the disk, or the segment in hand. Embeddings
 * stay binary16, as on the disk, and are expanded through a table while they are compared.
 */
export class Block {
  /** 1 / length of each embedding; 0 where it is zero or not finite, which keeps it out of every ranking. */
  readonly inverseNorms: Float32Array;
  /** 1 where the row counts: not superseded by a newer one, and not a row that says its file is gone. */
  readonly live: Uint8Array;

  constructor(
    readonly rows: readonly Row[],
    readonly matrix: Uint16Array,
    readonly dimensions: number,
    /** Number of the segment on the disk, and the SHA-256 of its matrix's file; undefined while it is in hand. */
    public segment?: number,
    public sha256?: string,
  ) {
    this.live = new Uint8Array(rows.length);
    this.revive();
    this.inverseNorms = new Float32Array(rows.length);
    const values = FLOAT16_VALUES;
    for (let row = 0; row < rows.length; row++) {
      const at = row * dimensions;
      let sum = 0;
      for (let d = 0; d < dimensions; d++) {
        const value = values[matrix[at + d]];
        sum += value * value;
      }
      this.inverseNorms[row] = sum > 0 && Number.isFinite(sum) ? 1 / Math.sqrt(sum) : 0;
    }
  }

  /** Makes every row count again, as in a block that is alone. */
  revive(): void {
    for (let row = 0; row < this.rows.length; row++) this.live[row] = this.rows[row].removed ? 0 : 1;
  }

  /** Cosine between embedding `row` and a query of length one. */
  cosine(row: number, query: Float32Array): number {
    const { matrix, dimensions } = this;
    // A module's variable is read anew at each use.
    const values = FLOAT16_VALUES;
    const at = row * dimensions;
    // Four sums side by side: one alone would wait for each addition before the next.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < dimensions; i += 4) {
      a += values[matrix[at + i]] * query[i];
      b += values[matrix[at + i + 1]] * query[i + 1];
      c += values[matrix[at + i + 2]] * query[i + 2];
      d += values[matrix[at + i + 3]] * query[i + 3];
    }
    for (; i < dimensions; i++) a += values[matrix[at + i]] * query[i];
    return (a + b + (c + d)) * this.inverseNorms[row];
  }

  /** The embedding of `row` as it was stored. */
  representation(row: number): Float32Array {
    const { matrix, dimensions } = this;
    return Float32Array.from({ length: dimensions }, (_, d) => FLOAT16_VALUES[matrix[row * dimensions + d]]);
  }
}

/** The rows of one file: contiguous, because a file's rows are always written together. */
export interface FileRows {
  readonly block: Block;
  readonly first: number;
  readonly count: number;
}

/** A file that is gone: its last rows, and since when, in seconds since 1970; undefined of stores that did not say. */
export interface Removal {
  readonly rows: FileRows;
  readonly at: number | undefined;
}

/** One block with the live rows of several, and after them the rows of files that are gone, which say so. */
export function mergeBlocks(blocks: readonly Block[], removals: readonly Removal[], dimensions: number): Block {
  const rows: Row[] = [];
  const parts: Uint16Array[] = [];
  for (const block of blocks) {
    block.rows.forEach((row, i) => {
      if (!block.live[i]) return;
      rows.push(row);
      parts.push(block.matrix.subarray(i * dimensions, (i + 1) * dimensions));
    });
  }
  for (const { rows: of, at } of removals) {
    const end = of.first + of.count;
    for (const row of of.block.rows.slice(of.first, end)) rows.push({ ...row, removed: true, removedAt: at });
    parts.push(of.block.matrix.subarray(of.first * dimensions, end * dimensions));
  }
  const matrix = new Uint16Array(rows.length * dimensions);
  let at = 0;
  for (const part of parts) {
    matrix.set(part, at);
    at += part.length;
  }
  return new Block(rows, matrix, dimensions);
}
