import { CodecError } from '../compression/codec-error';
import type { Bzip2Bits } from './bzip2-bits';
import { type HuffmanCode, readCode } from './bzip2-codes';

/** Symbols that are coded by one table before the next is chosen. */
const GROUP = 50;
const MIN_TABLES = 2;
const MAX_TABLES = 6;

/**
 * The bytes of one block before the last run-length coding: Huffman codes, moves to the front, and the Burrows-Wheeler
 * transform undone (Burrows & Wheeler 1994; the format as bzip2 1.0.8 writes it).
 * @param size the most bytes that a block of this stream has
 */
export function readBlock(bits: Bzip2Bits, size: number): Uint8Array {
  if (bits.read(1) === 1) throw new CodecError('bzip2: a randomised block, as no writer since 1999 makes');
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const symbols = alphabet.length + 2;
  const tables = bits.read(3);
  if (tables < MIN_TABLES || tables > MAX_TABLES) throw new CodecError(`bzip2: ${tables} code tables`);
  const selectors = readSelectors(bits, tables);
  const codes = Array.from({ length: tables }, () => readCode(bits, symbols));
  const last = readMoves(bits, codes, selectors, alphabet, size);
  if (origin >= last.length) throw new CodecError('bzip2: the block begins outside itself');
  return undoTransform(last, origin);
}

/** The byte values that occur: sixteen bits tell which sixteenths do, and sixteen more of each. */
function readAlphabet(bits: Bzip2Bits): Uint8Array {
  const rows = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (!(rows & (0x8000 >> row))) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) if (columns & (0x8000 >> column)) used.push(16 * row + column);
  }
  if (used.length === 0) throw new CodecError('bzip2: a block of no bytes');
  return Uint8Array.from(used);
}

/** Reads which Huffman table codes each group; the indices are themselves coded by move-to-front. */
function readSelectors(bits: Bzip2Bits, tables: number): Uint8Array {
  const count = bits.read(15);
  if (count === 0) throw new CodecError('bzip2: a block without groups');
  const order = Array.from({ length: tables }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tables) throw new CodecError('bzip2: a table that is not there');
    const [table] = order.splice(place, 1);
    order.unshift(table);
    return table;
  });
}

/** The last column of the sorted rotations: runs of the front byte in bijective base 2, other bytes by their place. */
function readMoves(
  bits: Bzip2Bits,
  codes: readonly HuffmanCode[],
  selectors: Uint8Array,
  alphabet: Uint8Array,
  size: number,
): Uint8Array {
  const out = new Uint8Array(size);
  const end = alphabet.length + 1;
  const order = alphabet.slice();
  let count = 0;
  let run = 0;
  let digit = 1;
  for (let group = 0; group < selectors.length; group++) {
    const code = codes[selectors[group]];
    for (let i = 0; i < GROUP; i++) {
      const symbol = code.read(bits);
      if (symbol <= 1) {
        run += digit << symbol;
        digit *= 2;
        if (run > size) throw new CodecError('bzip2: a run longer than the block');
        continue;
      }
      if (run > 0) {
        if (count + run > size) throw new CodecError('bzip2: more bytes than the block has');
        out.fill(order[0], count, (count += run));
        [run, digit] = [0, 1];
      }
      if (symbol === end) return out.subarray(0, count);
      const place = symbol - 1;
      const byte = order[place];
      order.copyWithin(1, 0, place);
      order[0] = byte;
      if (count === size) throw new CodecError('bzip2: more bytes than the block has');
      out[count++] = byte;
    }
  }
  throw new CodecError('bzip2: the block does not end');
}

/** Follows the rotations from the one that is the block itself. */
function undoTransform(last: Uint8Array, origin: number): Uint8Array {
  const starts = new Uint32Array(257);
  for (const byte of last) starts[byte + 1]++;
  for (let i = 0; i < 256; i++) starts[i + 1] += starts[i];
  const next = new Uint32Array(last.length);
  for (let i = 0; i < last.length; i++) next[starts[last[i]]++] = i;
  const out = new Uint8Array(last.length);
  for (let i = 0, at = next[origin]; i < out.length; i++, at = next[at]) out[i] = last[at];
  return out;
}
