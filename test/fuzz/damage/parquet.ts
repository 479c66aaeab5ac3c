import { ABSURD, flipBits, IN_BYTES, joined, putBytes } from './bytes';
import type { Way } from './ways';

// Ways to damage Parquet: it ends with its metadata (Thrift, compact protocol), their length, and its magic number.

const TAIL = 8;

/** Where the metadata begin; the file's length where it has none. */
function metadataOf(bytes: Uint8Array): number {
  if (bytes.length < 2 * TAIL) return bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Math.max(0, bytes.length - TAIL - view.getUint32(bytes.length - TAIL, true));
}

/** A way that works on the metadata, whose length is put right afterwards. */
function onMetadata(change: Way): Way {
  return (bytes, random, another) => {
    const from = metadataOf(bytes);
    if (from >= bytes.length - TAIL) return flipBits(bytes, random, another);
    const other = change(bytes.slice(from, bytes.length - TAIL), random, another);
    const tail = bytes.slice(bytes.length - TAIL);
    new DataView(tail.buffer).setUint32(0, other.length, true);
    return joined(bytes.subarray(0, from), other, tail);
  };
}

/** An absurd number as Thrift writes it: zigzag, seven bits a byte. */
const putVarint: Way = (bytes, random) => {
  const value = random.of(ABSURD);
  const out: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  do {
    out.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  // In the place of another, as far as that goes.
  const at = random.below(bytes.length);
  let end = at;
  while (end < bytes.length && bytes[end] & 0x80) end++;
  return joined(bytes.subarray(0, at), Uint8Array.from(out), bytes.subarray(Math.min(bytes.length, end + 1)));
};

/** Data pages have headers of the same kind before them. */
const inData: Way = (bytes, random, another) => {
  const from = metadataOf(bytes);
  const other = random.of([putVarint, flipBits, putBytes])(bytes.slice(4, Math.max(4, from)), random, another);
  return joined(bytes.subarray(0, 4), other, bytes.subarray(from));
};

const metadata = onMetadata((bytes, random, another) =>
  random.of([putVarint, putVarint, flipBits, flipBits, putBytes, random.of(IN_BYTES)])(bytes, random, another),
);

export const IN_PARQUET: readonly Way[] = [
  ...IN_BYTES,
  ...Array<Way>(10).fill(metadata),
  ...Array<Way>(5).fill(inData),
];
