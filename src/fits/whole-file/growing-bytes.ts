import { CodecError } from '../compression/codec-error';

/** Bytes that come one after the other, no one knows how many: memory grows with them, up to a limit. */
export class GrowingBytes {
  private bytes = new Uint8Array(0);
  private count = 0;

  constructor(
    private readonly codec: string,
    private readonly maxBytes: number,
  ) {}

  get length(): number {
    return this.count;
  }

  /** @throws CodecError beyond the limit */
  push(byte: number, times = 1): void {
    const end = this.count + times;
    if (end > this.bytes.length) this.grow(end);
    if (times === 1) this.bytes[this.count] = byte;
    else this.bytes.fill(byte, this.count, end);
    this.count = end;
  }

  /** @throws CodecError beyond the limit */
  append(part: Uint8Array): void {
    const end = this.count + part.length;
    if (end > this.bytes.length) this.grow(end);
    this.bytes.set(part, this.count);
    this.count = end;
  }

  /** A view of what there is so far. */
  result(): Uint8Array {
    return this.bytes.subarray(0, this.count);
  }

  private grow(needed: number): void {
    if (needed > this.maxBytes)
      throw new CodecError(`${this.codec}: more than ${this.maxBytes} bytes when decompressed`);
    const larger = new Uint8Array(Math.min(this.maxBytes, Math.max(needed, 2 * this.bytes.length, 65_536)));
    larger.set(this.bytes.subarray(0, this.count));
    this.bytes = larger;
  }
}
