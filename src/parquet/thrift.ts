/** Value of a field of a structure; 64-bit numbers are bigint. */
export type ThriftValue = boolean | number | bigint | Uint8Array | ThriftStruct | readonly ThriftValue[];
/** Fields by their numbers. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** Types of Thrift's compact protocol that Parquet uses. */
const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** Structures in structures; Parquet's own are six deep. */
const DEEPEST = 32;
/** A list's size follows its type where it is this. */
const LONG = 15;

/**
 * Reads structures of Thrift's compact protocol as the library does, and refuses what it believes: lists of more elements
 * than there are bytes left, of which it makes an array before it reads one, numbers longer than theirs can be, and structures without end
 * in one another.
 */
export class ThriftReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public offset = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws Error with the reason */
  struct(depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new Error('its structures are nested too deep');
    const fields = new Map<number, ThriftValue>();
    for (let id = 0; ;) {
      const head = this.byte();
      const type = head & 0x0f;
      if (type === STOP) return fields;
      const step = head >> 4;
      id = step ? id + step : this.int32();
      fields.set(id, this.element(type, depth));
    }
  }

  private element(type: number, depth: number): ThriftValue {
    switch (type) {
      case TRUE:
        return true;
      case FALSE:
        return false;
      case BYTE:
        return (this.byte() << 24) >> 24;
      case I16:
      case I32:
        return this.int32();
      case I64:
        return this.int64();
      case DOUBLE:
        this.require(8);
        return this.view.getFloat64((this.offset += 8) - 8, true);
      case BINARY: {
        const length = this.varint32();
        this.require(length);
        return this.bytes.subarray(this.offset, (this.offset += length));
      }
      case LIST:
        return this.list(depth);
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new Error(`${type} is no type of its structures`);
    }
  }

  private list(depth: number): ThriftValue[] {
    const head = this.byte();
    const type = head & 0x0f;
    const size = head >> 4 === LONG ? this.varint32() : head >> 4;
    // Each takes a byte at the least.
    this.require(size);
    if (depth > DEEPEST) throw new Error('its structures are nested too deep');
    const held = type === TRUE || type === FALSE ? BYTE : type;
    return Array.from({ length: size }, () => this.element(held, depth + 1));
  }

  private byte(): number {
    this.require(1);
    return this.bytes[this.offset++];
  }

  private require(count: number): void {
    if (count < 0 || count > this.bytes.length - this.offset)
      throw new Error(`a structure needs ${count} bytes more, where ${this.bytes.length - this.offset} are left`);
  }

  /** Seven bits a byte, wrapped to 32 as the library does. */
  private varint32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    throw new Error('a number has more than 32 bits');
  }

  private int32(): number {
    const zigzag = this.varint32();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  private int64(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (result >> 1n) ^ -(result & 1n);
    }
    throw new Error('a number has more than 64 bits');
  }
}
