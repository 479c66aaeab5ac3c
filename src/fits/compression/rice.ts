import { CodecError } from './codec-error';

/** Code lengths by the bytes of a pixel (FITS 4.0, table 37's BYTEPIX): bits of the split, its largest value, of a pixel. */
const CODES: Readonly<Record<number, { splitBits: number; largest: number; pixelBits: number }>> = {
  1: { splitBits: 3, largest: 6, pixelBits: 8 },
  2: { splitBits: 4, largest: 14, pixelBits: 16 },
  4: { splitBits: 5, largest: 25, pixelBits: 32 },
};

/** Bits that a 32-bit word read at a byte still has after the up to 7 before the place in it: enough for most pixels. */
const WINDOW = 25;
/** Places are counted in bits, in 32 of them. */
const MAX_BYTES = 2 ** 28;

/**
 * RICE_1 (FITS 4.0, section 10.4.1; Rice, Yeh & Miller 1993): differences of neighbouring pixels, in blocks that each
 * choose how many low bits to store as they are; the rest is unary.
 * @param blockSize pixels a block (BLOCKSIZE, usually 32)
 * @param bytesPerPixel BYTEPIX: 1 (unsigned), 2 or 4 (signed)
 * @param out where to put them, at least that long; a new array without it
 * @throws CodecError where the bytes end early or the parameters are none
 */
export function riceDecode(
  source: Uint8Array,
  pixels: number,
  blockSize: number,
  bytesPerPixel: number,
  out?: Int32Array,
): Int32Array {
  const codes = CODES[bytesPerPixel];
  if (!codes) throw new CodecError(`BYTEPIX = ${bytesPerPixel} is not 1, 2 or 4`);
  if (!Number.isInteger(blockSize) || blockSize < 1) throw new CodecError(`BLOCKSIZE = ${blockSize} is not a size`);
  if (source.length < bytesPerPixel) throw new CodecError('the compressed bytes end early');
  if (source.length > MAX_BYTES) throw new CodecError('the tile is too large');
  const { splitBits, largest, pixelBits } = codes;
  // Every block tells at least its split: memory is taken only for pixels that can be there.
  if (pixelBits + Math.ceil(pixels / blockSize) * splitBits > 8 * source.length) {
    throw new CodecError('the compressed bytes end early');
  }
  const values = out ?? new Int32Array(pixels);
  // Differences wrap at the width of a pixel; a byte has no sign.
  const spare = 32 - pixelBits;
  const mask = bytesPerPixel === 1 ? 0xff : -1;
  // Zeros behind the end let every place be read as a word.
  const padded = new Uint8Array(source.length + 8);
  padded.set(source);
  const words = new DataView(padded.buffer);
  const end = 8 * source.length;
  let last = words.getInt32(0) >> spare;
  let at = pixelBits;
  for (let i = 0; i < pixels;) {
    const split = ((words.getUint32(at >> 3) << (at & 7)) >>> (32 - splitBits)) - 1;
    at += splitBits;
    const blockEnd = Math.min(i + blockSize, pixels);
    if (split < 0) {
      // All pixels of the block are the one before it.
      values.fill(last & mask, i, blockEnd);
      i = blockEnd;
    } else if (split === largest) {
      // Differences that no split shortens stand in full.
      if (at + (blockEnd - i) * pixelBits > end) throw new CodecError('the compressed bytes end early');
      for (; i < blockEnd; i++, at += pixelBits) {
        const shift = at & 7;
        const high = words.getUint32(at >> 3) << shift;
        const difference = (shift === 0 ? high : high | (padded[(at >> 3) + 4] >> (8 - shift))) >>> spare;
        last = ((last + ((difference >>> 1) ^ -(difference & 1))) << spare) >> spare;
        values[i] = last & mask;
      }
    } else {
      const longest = WINDOW - 1 - split;
      const rest = 31 - split;
      for (; i < blockEnd; i++) {
        const window = words.getUint32(at >> 3) << (at & 7);
        let zeros = Math.clz32(window);
        let difference: number;
        if (zeros <= longest) {
          // Shifted in two steps: no shift is by 32, which would be by none.
          difference = (zeros << split) | ((((window << zeros) << 1) >>> 1) >>> rest);
          at += zeros + 1 + split;
        } else {
          zeros = 0;
          for (let byte = bitsFrom(padded, at); byte === 0; byte = padded[at >> 3]) {
            zeros += 8 - (at & 7);
            at += 8 - (at & 7);
            if (at >= end) throw new CodecError('the compressed bytes end early');
          }
          const more = Math.clz32(bitsFrom(padded, at)) - 24 - (at & 7);
          at += more + 1;
          difference = ((zeros + more) << split) | (((words.getUint32(at >> 3) << (at & 7)) >>> 1) >>> rest);
          at += split;
        }
        last = ((last + ((difference >>> 1) ^ -(difference & 1))) << spare) >> spare;
        values[i] = last & mask;
      }
    }
    if (at > end) throw new CodecError('the compressed bytes end early');
  }
  return values;
}

/** Masks a byte to its bits from `at` on, which keep their place. */
function bitsFrom(bytes: Uint8Array, at: number): number {
  return bytes[at >> 3] & (0xff >> (at & 7));
}
