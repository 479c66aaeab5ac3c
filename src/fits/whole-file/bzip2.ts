import { CodecError } from '../compression/codec-error';
import { Bzip2Bits } from './bzip2-bits';
import { readBlock } from './bzip2-block';
import type { IsEnough } from './enough';
import { GrowingBytes } from './growing-bytes';

/** A stream's head, `BZh` and the size of its blocks, is four bytes; blocks are multiples of so many bytes. */
const HEAD = 4;
const BLOCK_UNIT = 100_000;
/** 48 bits each: the digits of pi before a block, of its root at the end of a stream. */
const BLOCK_MARK = [0x314159, 0x265359] as const;
const END_MARK = [0x177245, 0x385090] as const;
/** After so many equal bytes the next tells how often more. */
const RUN = 4;

/** Whether the bytes are bzip2. */
export function isBzip2(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68;
}

/**
 * The bytes of a file that bzip2 has compressed, streams after each other included; checksums are verified.
 * @param isEnough stops before the end of the file
 * @throws CodecError where the file is damaged, or holds more than `maxBytes`
 */
export function bunzip2(source: Uint8Array, maxBytes: number, isEnough: IsEnough = () => false): Uint8Array {
  const out = new GrowingBytes('bzip2', maxBytes);
  let bits = new Bzip2Bits(source, HEAD);
  let size = blockSize(source[3]);
  let combined = 0;
  for (;;) {
    const mark = [bits.read(24), bits.read(24)];
    if (mark[0] === BLOCK_MARK[0] && mark[1] === BLOCK_MARK[1]) {
      const wanted = bits.readWord();
      const sum = expandRuns(readBlock(bits, size), out);
      if (sum !== wanted) throw new CodecError('bzip2: a block whose checksum is wrong');
      combined = (((combined << 1) | (combined >>> 31)) ^ sum) >>> 0;
      if (isEnough(out.result())) return out.result();
      continue;
    }
    if (mark[0] !== END_MARK[0] || mark[1] !== END_MARK[1]) throw new CodecError('bzip2: neither a block nor the end');
    if (bits.readWord() !== combined) throw new CodecError('bzip2: the checksum of the whole is wrong');
    bits.align();
    const next = bits.rest();
    if (!isBzip2(next)) return out.result();
    bits = new Bzip2Bits(next, HEAD);
    size = blockSize(next[3]);
    combined = 0;
  }
}

function blockSize(digit: number): number {
  const hundreds = digit - 0x30;
  if (!(hundreds >= 1 && hundreds <= 9)) throw new CodecError('bzip2: no size of a block');
  return hundreds * BLOCK_UNIT;
}

/** Undoes the run-length coding that came first, and gives the checksum of what comes out. */
function expandRuns(block: Uint8Array, out: GrowingBytes): number {
  const table = (checksums ??= makeChecksums());
  let sum = 0xffffffff;
  let equal = 0;
  let before = -1;
  for (let i = 0; i < block.length; i++) {
    const byte = block[i];
    let times = 1;
    let value = byte;
    if (equal === RUN) {
      [times, value, equal] = [byte, before, 0];
      before = -1;
    } else {
      equal = byte === before ? equal + 1 : 1;
      before = byte;
    }
    if (times > 0) out.push(value, times);
    for (let k = 0; k < times; k++) sum = (sum << 8) ^ table[(sum >>> 24) ^ value];
  }
  return ~sum >>> 0;
}

let checksums: Int32Array | undefined;

/** CRC-32 with the polynomial 0x04C11DB7, most significant bit first. */
function makeChecksums(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
    return sum;
  });
}
