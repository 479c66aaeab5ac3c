import { CodecError } from '../compression/codec-error';

/** Bits of a bzip2 stream, most significant first. */
export class Bzip2Bits {
  private held = 0;
  private bits = 0;

  constructor(
    private readonly source: Uint8Array,
    private at: number,
  ) {}

  /** The bytes that have not been begun. */
  rest(): Uint8Array {
    return this.source.subarray(this.at);
  }

  /** The next `count` bits, up to 24. */
  read(count: number): number {
    while (this.bits < count) {
      if (this.at >= this.source.length) throw new CodecError('bzip2: the compressed bytes end early');
      this.held = ((this.held << 8) | this.source[this.at++]) >>> 0;
      this.bits += 8;
    }
    this.bits -= count;
    const value = (this.held >>> this.bits) & ((1 << count) - 1);
    // Less than a byte remains, so the next shifts stay within 32 bits.
    this.held &= (1 << this.bits) - 1;
    return value;
  }

  /** The next 32 bits, unsigned. */
  readWord(): number {
    const high = this.read(16);
    return ((high << 16) | this.read(16)) >>> 0;
  }

  /** Leaves out what is left of the byte in hand. */
  align(): void {
    this.bits = 0;
    this.held = 0;
  }
}
