/**
 * IEEE 754 binary16: the number format of the store of representations, half the size of float32, whose 11 significant bits
 * change a cosine of representations of order one by less than 1e-3; and ONNX's float16.
 */
const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

/** The float32 value of each of the 65,536 binary16 bit patterns. */
export const FLOAT16_VALUES: Float32Array = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});

/** The binary16 nearest to `value`, ties to even (IEEE 754, section 4.3.1); beyond 65,504 infinity. */
export function toFloat16(value: number): number {
  asFloat[0] = value;
  const bits = asBits[0];
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal in binary16: an integer multiple of 2^-24.
    const steps = Math.abs(asFloat[0]) * 2 ** 24;
    const floor = Math.floor(steps);
    const rest = steps - floor;
    return sign | (rest > 0.5 || (rest === 0.5 && (floor & 1) === 1) ? floor + 1 : floor);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** Bit patterns of the binary16 values nearest to `values`. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = toFloat16(values[i]);
  return out;
}

/** The float32 values of binary16 bit patterns. */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  const out = new Float32Array(bits.length);
  const values = FLOAT16_VALUES;
  for (let i = 0; i < out.length; i++) out[i] = values[bits[i]];
  return out;
}
