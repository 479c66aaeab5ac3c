import type { Random } from '../random';
import type { Way } from './ways';

// Ways to damage bytes of whatever meaning.

/** Numbers that no field should hold, and some that a careless reader takes for granted. */
export const ABSURD = [
  0n, 1n, 2n, 3n, 7n, 8n, 16n, 127n, 128n, 255n, 256n, 32767n, 32768n, 65535n, 65536n, 1_000_000n, 16777216n, 268435456n,
  2147483647n, 2147483648n, 4294967295n, 4294967296n, 1n << 40n, 9007199254740991n, 9007199254740993n,
  9223372036854775807n, 18446744073709551615n, -1n, -2n, -128n, -2147483648n, -9223372036854775808n,
]; // prettier-ignore

/** More would take the place of the rest. */
const MOST_ADDED = 20_000;

export const flipBits: Way = (bytes, random) => {
  if (bytes.length === 0) return bytes;
  for (let n = 1 + random.below(8); n > 0; n--) bytes[place(bytes, random)] ^= 1 << random.below(8);
  return bytes;
};

export const putBytes: Way = (bytes, random) => {
  const at = place(bytes, random);
  const value = random.of([0, 1, 32, 0x7f, 0x80, 0xff, 0x30 + random.below(10), random.below(256)]);
  return bytes.fill(value, at, at + 1 + random.below(random.below(4) ? 8 : 3000));
};

export const cut: Way = (bytes, random) =>
  random.below(4) > 0 ? bytes.slice(0, random.below(bytes.length + 1)) : bytes.slice(random.below(bytes.length + 1));

export const takeOut: Way = (bytes, random) => {
  const [from, to] = range(bytes, random);
  return joined(bytes.subarray(0, from), bytes.subarray(to));
};

export const repeat: Way = (bytes, random) => {
  const [from, to] = range(bytes, random);
  const times = 1 + random.below(random.below(8) ? 3 : 40);
  const part = bytes.subarray(from, to);
  const copies = Array.from({ length: Math.min(times, Math.ceil(MOST_ADDED / (1 + part.length))) }, () => part);
  return joined(bytes.subarray(0, to), ...copies, bytes.subarray(to));
};

/** A part of another input in the place of a part of this one. */
export const splice: Way = (bytes, random, another) => {
  const other = another();
  const [from, to] = range(bytes, random);
  const [start, end] = range(other, random);
  return joined(bytes.subarray(0, from), other.subarray(start, Math.min(end, start + MOST_ADDED)), bytes.subarray(to));
};

/** An absurd number of one to eight bytes, of either byte order. */
export const putNumber: Way = (bytes, random) => {
  const size = random.of([1, 2, 4, 4, 8]);
  if (bytes.length < size) return bytes;
  const little = random.below(2) === 0;
  const value = BigInt.asUintN(8 * size, random.of(ABSURD));
  const at = random.below(bytes.length - size + 1);
  for (let i = 0; i < size; i++) {
    bytes[at + (little ? i : size - 1 - i)] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
  return bytes;
};

export const IN_BYTES: readonly Way[] = [flipBits, putBytes, cut, takeOut, repeat, splice, putNumber];

/** The beginnings of files are where damage hurts: half of it goes there. */
function place(bytes: Uint8Array, random: Random): number {
  return random.below(random.below(2) ? Math.min(bytes.length, 512) : bytes.length);
}

/** A short part mostly, and sometimes any. */
function range(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  const most = random.below(4) ? Math.min(64, bytes.length - from) : bytes.length - from;
  return [from, from + random.below(most + 1)];
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
