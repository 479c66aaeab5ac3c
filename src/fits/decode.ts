import { swapInPlace } from './byte-order';

/** How stored values become physical ones: physical = zero + scale x stored (FITS 4.0, section 4.4.2.5). */
export interface Scaling {
  readonly scale: number;
  readonly zero: number;
  /** The stored integer that marks an undefined pixel (BLANK); undefined where there is none or the values are floating point. */
  readonly blank: number | bigint | undefined;
}

export const UNSCALED: Scaling = { scale: 1, zero: 0, blank: undefined };

const TWO_32 = 2 ** 32;
const TWO_63 = 2 ** 63;

/**
 * Physical values of big-endian stored ones, in one pass, into `out`; undefined pixels become NaN. Computed in double
 * precision and rounded once, so every integer of up to 53 bits is exact in a Float64Array, the unsigned conventions
 * (BZERO = 2^15, 2^31, 2^63) included.
 * @param source exactly `out.length` elements of |bitpix|/8 bytes
 */
export function decode(source: Uint8Array, bitpix: number, scaling: Scaling, out: Float32Array | Float64Array): void {
  if (bitpix < 0) decodeFloats(source, bitpix, scaling, out);
  else if (bitpix === 8) scaleIntegers(source, scaling, out);
  else if (bitpix === 16) decode16(source, scaling, out);
  else if (bitpix === 32) decode32(source, scaling, out);
  else decode64(source, scaling, out);
}

function decodeFloats(source: Uint8Array, bitpix: number, { scale, zero }: Scaling, out: Float32Array | Float64Array) {
  const sameType = out.BYTES_PER_ELEMENT === -bitpix / 8;
  const values = sameType ? out : bitpix === -32 ? new Float32Array(out.length) : new Float64Array(out.length);
  // Copying first frees the swap from the alignment of the source.
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  bytes.set(source);
  swapInPlace(bytes, -bitpix / 8);
  if (scale !== 1 || zero !== 0) for (let i = 0; i < values.length; i++) out[i] = zero + scale * values[i];
  else if (!sameType) out.set(values);
}

function decode16(source: Uint8Array, scaling: Scaling, out: Float32Array | Float64Array): void {
  const stored = new Int16Array(out.length);
  swapInto(new Uint8Array(stored.buffer), source, 2);
  scaleIntegers(stored, scaling, out);
}

function decode32(source: Uint8Array, scaling: Scaling, out: Float32Array | Float64Array): void {
  const stored = new Int32Array(out.length);
  swapInto(new Uint8Array(stored.buffer), source, 4);
  scaleIntegers(stored, scaling, out);
}

function swapInto(bytes: Uint8Array, source: Uint8Array, size: number): void {
  bytes.set(source);
  swapInPlace(bytes, size);
}

function scaleIntegers(
  stored: Int16Array | Int32Array | Uint8Array,
  { scale, zero, blank }: Scaling,
  out: Float32Array | Float64Array,
): void {
  if (scale === 1 && zero === 0) out.set(stored);
  else for (let i = 0; i < out.length; i++) out[i] = zero + scale * stored[i];
  if (blank !== undefined) for (let i = 0; i < out.length; i++) if (stored[i] === blank) out[i] = NaN;
}

function decode64(source: Uint8Array, { scale, zero, blank }: Scaling, out: Float32Array | Float64Array): void {
  // Adding 2^63 to a rounded value would round twice; flipping the sign bit is the same addition, exactly.
  const unsigned = scale === 1 && zero === TWO_63;
  const offset = unsigned ? 0 : zero;
  const blankHigh = blank === undefined ? NaN : Number(BigInt.asIntN(32, BigInt(blank) >> 32n));
  const blankLow = blank === undefined ? NaN : Number(BigInt.asUintN(32, BigInt(blank)));
  for (let i = 0, at = 0; i < out.length; i++, at += 8) {
    const high = (source[at] << 24) | (source[at + 1] << 16) | (source[at + 2] << 8) | source[at + 3];
    const low = ((source[at + 4] << 24) | (source[at + 5] << 16) | (source[at + 6] << 8) | source[at + 7]) >>> 0;
    if (high === blankHigh && low === blankLow) out[i] = NaN;
    else out[i] = offset + scale * ((unsigned ? (high ^ 0x80000000) >>> 0 : high) * TWO_32 + low);
  }
}
