import { CodecError } from './codec-error';

/** Bits of an HCOMPRESS_1 stream, most significant first. */
export class BitReader {
  private held = 0;
  private bits = 0;

  constructor(
    private readonly source: Uint8Array,
    private at: number,
  ) {}

  /** The next `count` bits, up to 24. */
  read(count: number): number {
    while (this.bits < count) {
      if (this.at >= this.source.length) throw new CodecError('the compressed bytes end early');
      this.held = ((this.held << 8) | this.source[this.at++]) & 0x7fffffff;
      this.bits += 8;
    }
    this.bits -= count;
    const value = (this.held >>> this.bits) & ((1 << count) - 1);
    this.held &= (1 << this.bits) - 1;
    return value;
  }

  /** Leaves out what is left of the byte in hand. */
  align(): void {
    this.bits = 0;
    this.held = 0;
  }

  /**
   * One of the 16 patterns of a 2 x 2 block, by the fixed Huffman code of White, Postman & Lattanzi 1992: the one-bit
   * patterns have three bits, zero has six.
   */
  readPattern(): number {
    const three = this.read(3);
    if (three < 4) return 1 << three;
    const four = (three << 1) | this.read(1);
    const short = FOUR_BITS[four - 8];
    if (four < 13 && short !== undefined) return short;
    const five = (four << 1) | this.read(1);
    if (five < 31) return FIVE_BITS[five - 26];
    return this.read(1) === 0 ? 0 : 14;
  }
}

/** Patterns of the codes 8 to 12 of four bits, and 26 to 30 of five. */
const FOUR_BITS = [3, 5, 10, 12, 15];
const FIVE_BITS = [6, 7, 9, 11, 13];
