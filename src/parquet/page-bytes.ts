/** A cursor that reads a page from its beginning. */
export class PageBytes {
  constructor(
    readonly bytes: Uint8Array,
    public offset = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.offset;
  }

  /** @throws Error where there are not so many */
  take(count: number): Uint8Array {
    if (count < 0 || count > this.left)
      throw new Error(`a page needs ${count} bytes more, where ${this.left} are left`);
    return this.bytes.subarray(this.offset, (this.offset += count));
  }

  uint32(): number {
    const four = this.take(4);
    return new DataView(four.buffer, four.byteOffset, 4).getUint32(0, true);
  }

  /** Seven bits a byte, of up to 64 bits; exact below 2^53. */
  varint(): number {
    let value = 0;
    for (let factor = 1, i = 0; i < 10; i++, factor *= 128) {
      const byte = this.take(1)[0];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new Error('a number has more than 64 bits');
  }
}
