import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { NOT_MEASURED, npyHeader, type Row } from '../../../src/collection';
import { writeRows } from '../../../src/collection/rows';
import { DamagedSegmentError, readSegment, type Segment } from '../../../src/collection/segments';
import { joined } from '../damage/bytes';
import { IN_PARQUET } from '../damage/parquet';
import { damagedBy } from '../damage/ways';
import type { Format, Mutant, Seed, Step } from '../format';
import { made } from '../inputs';
import { Random } from '../random';
import { refusing } from '../refusals';
import { scratch } from '../scratch';

const DIMENSIONS = 4;
/** float16 matrices of some rows. */
const MATRICES = [1, 3, 40].map((count) => {
  const values = Uint8Array.from({ length: 2 * count * DIMENSIONS }, (_, i) => (i * 73) % 60);
  const bytes = joined(npyHeader('<f2', count, DIMENSIONS), values);
  return { count, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
});
/**
 * Segments of the store: rows beside their matrix. Damage that leaves the digests as they were must never be read; to get
 * beyond them, a part of the mutants has digests that fit.
 */
export const rows: Format = {
  name: 'rows',
  count: 100_000,
  seeds,
  damage: (bytes, random, another) => {
    const damaged = damagedBy(IN_PARQUET, bytes, random, another);
    return random.below(4) ? withDigest(damaged) : damaged;
  },
  read: async ({ bytes, seed }: Mutant, step: Step) => {
    const folder = path.join(scratch(), 'segments');
    const [npy, parquet] = ['npy', 'parquet'].map((extension) => path.join(folder, `000001.${extension}`));
    fs.mkdirSync(folder, { recursive: true });
    // The matrix that the rows are of, where they still say which.
    const text = textOf(bytes);
    const matrix = MATRICES.find(({ sha256 }) => text.includes(sha256)) ?? new Random(seed).of(MATRICES);
    fs.writeFileSync(npy, matrix.bytes);
    fs.writeFileSync(parquet, bytes);
    await step('read', async () => {
      const answers = { errors: [DamagedSegmentError], file: npy, quoting: true };
      const segment = await refusing(() => readSegment(folder, 1, DIMENSIONS), answers);
      if (segment) checkSegment(segment);
    });
  },
};

function seeds(): Seed[] {
  return MATRICES.map(({ count, sha256 }) => {
    const rows = Array.from({ length: count }, (_, i) => rowOf(i));
    return made(`${count} rows`, Uint8Array.from(writeRows(rows, sha256)));
  });
}

/** Every other measured, every third flagged. */
function rowOf(i: number): Row {
  return {
    path: `survey/g${i}.fits`,
    hdu: i % 2,
    size: 5760,
    mtime: 1_700_000_000.25,
    sha256: createHash('sha256').update(String(i)).digest('hex'),
    width: 64,
    height: 60 + i,
    bands: 1,
    ra: 12.5,
    dec: i === 0 ? NaN : -3.25,
    pixelScale: 0.262,
    measures: i % 2 ? NOT_MEASURED : Array.from({ length: 12 }, (_, m) => m / 4),
    removed: i === 2,
    ...(i % 3 === 0 && { flags: i }),
  };
}

/** Rows that nobody has written must not be told from those that somebody has by their types alone. */
function checkSegment({ rows: read, matrix }: Segment): void {
  assert.equal(matrix.length, read.length * DIMENSIONS);
  for (const row of read) {
    for (const key of ['path', 'sha256'] as const) assert.equal(typeof row[key], 'string');
    for (const key of ['hdu', 'size', 'mtime', 'width', 'height', 'bands', 'ra', 'dec', 'pixelScale'] as const)
      assert.equal(typeof row[key], 'number');
    assert.equal(typeof row.removed, 'boolean');
    assert.ok(row.measures.every((value) => typeof value === 'number'));
  }
}

/** The mutant with the digest of what it has become. */
function withDigest(bytes: Uint8Array): Uint8Array {
  const text = textOf(bytes);
  const found = [...text.matchAll(/sha256[^]{1,8}?([0-9a-f]{64})/g)].at(-1);
  if (!found) return bytes;
  const at = found.index + found[0].length - 64;
  const out = Uint8Array.from(bytes).fill(0x30, at, at + 64);
  out.set(Buffer.from(createHash('sha256').update(out).digest('hex')), at);
  return out;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
