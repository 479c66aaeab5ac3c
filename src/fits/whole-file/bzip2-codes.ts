import { CodecError } from '../compression/codec-error';
import type { Bzip2Bits } from './bzip2-bits';

const MAX_LENGTH = 20;

/** A Huffman code by the lengths of its words: canonical, shorter words first. */
export class HuffmanCode {
  /** By length: the first word of the next greater length as a number, and how far symbols lie behind words. */
  private readonly limits = new Int32Array(MAX_LENGTH + 2);
  private readonly offsets = new Int32Array(MAX_LENGTH + 2);
  private readonly symbols: Uint16Array;
  private readonly shortest: number;

  constructor(lengths: Uint8Array) {
    this.symbols = new Uint16Array(lengths.length);
    this.shortest = lengths.reduce((least, length) => Math.min(least, length), MAX_LENGTH);
    let [word, symbol] = [0, 0];
    for (let length = 1; length <= MAX_LENGTH; length++) {
      this.offsets[length] = symbol - word;
      for (let i = 0; i < lengths.length; i++) {
        if (lengths[i] !== length) continue;
        this.symbols[symbol++] = i;
        word++;
      }
      this.limits[length] = word;
      word <<= 1;
    }
  }

  /** @throws CodecError for bits that are no word */
  read(bits: Bzip2Bits): number {
    let word = bits.read(this.shortest);
    for (let length = this.shortest; length <= MAX_LENGTH; length++) {
      if (word < this.limits[length]) return this.symbols[word + this.offsets[length]];
      word = (word << 1) | bits.read(1);
    }
    throw new CodecError('bzip2: bits that are no code word');
  }
}

/** Reads a code: the first length, then each as steps from the one before. */
export function readCode(bits: Bzip2Bits, symbols: number): HuffmanCode {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let i = 0; i < symbols; i++) {
    while (bits.read(1) === 1) {
      length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > MAX_LENGTH) throw new CodecError(`bzip2: a code word of ${length} bits`);
    }
    if (length < 1 || length > MAX_LENGTH) throw new CodecError(`bzip2: a code word of ${length} bits`);
    lengths[i] = length;
  }
  return new HuffmanCode(lengths);
}
