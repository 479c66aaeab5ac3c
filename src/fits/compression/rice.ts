import { CodecError } from './codec-error';

/** Code lengths by the bytes of a pixel (FITS 4.0, table 37's BYTEPIX): bits of the split, its largest value, of a pixel. */
const CODES: Readonly<Record<number, { splitBits: number; largest: number; pixelBits: number }>> = {
  1: { splitBits: 3, largest: 6, pixelBits: 8 },
  2: { splitBits: 4, largest: 14, pixelBits: 16 },
  4: { splitBits: 5, largest: 25, pixelBits: 32 },
};

/**
 * RICE_1 (FITS 4.0, section 10.4.1; Rice, Yeh & Miller 1993): differences of neighbouring pixels, in blocks that each
 * choose how many low bits to store as they are; the rest is unary.
 * @param blockSize pixels a block (BLOCKSIZE, usually 32)
 * @param bytesPerPixel BYTEPIX: 1 (unsigned), 2 or 4 (signed)
 * @throws CodecError where the bytes end early or the parameters are none
 */
export function riceDecode(source: Uint8Array, pixels: number, blockSize: number, bytesPerPixel: number): Int32Array {
  const codes = CODES[bytesPerPixel];
  if (!codes) throw new CodecError(`BYTEPIX = ${bytesPerPixel} is not 1, 2 or 4`);
  if (!Number.isInteger(blockSize) || blockSize < 1) throw new CodecError(`BLOCKSIZE = ${blockSize} is not a size`);
  const { splitBits, largest, pixelBits } = codes;
  const out = new Int32Array(pixels);
  const end = source.length;
  // Differences wrap at the width of a pixel.
  const spare = 32 - pixelBits;
  const wrap = bytesPerPixel === 1 ? (x: number) => x & 0xff : (x: number) => (x << spare) >> spare;
  let at = pixelBits / 8;
  if (at > end) throw new CodecError('the compressed bytes end early');
  let last = 0;
  for (let i = 0; i < at; i++) last = (last << 8) | source[i];
  last = wrap(last);
  // `held` are the `bits` lowest bits of the bytes read so far that are not used yet.
  let held = source[at++];
  let bits = 8;
  for (let i = 0; i < pixels;) {
    bits -= splitBits;
    while (bits < 0) {
      held = (held << 8) | source[at++];
      bits += 8;
    }
    const split = (held >>> bits) - 1;
    held &= (1 << bits) - 1;
    const blockEnd = Math.min(i + blockSize, pixels);
    if (split < 0) {
      // All pixels of the block are the one before it.
      out.fill(last, i, blockEnd);
      i = blockEnd;
    } else if (split === largest) {
      // Differences that no split shortens stand in full.
      for (; i < blockEnd; i++) {
        let k = pixelBits - bits;
        let difference = k < 32 ? held << k : 0;
        for (k -= 8; k >= 0; k -= 8) {
          held = source[at++];
          difference |= held << k;
        }
        if (bits > 0) {
          held = source[at++];
          difference |= held >>> -k;
          held &= (1 << bits) - 1;
        } else held = 0;
        last = wrap(last + ((difference >>> 1) ^ -(difference & 1)));
        out[i] = last;
      }
    } else {
      for (; i < blockEnd; i++) {
        while (held === 0) {
          if (at >= end) throw new CodecError('the compressed bytes end early');
          bits += 8;
          held = source[at++];
        }
        const zeros = bits - (32 - Math.clz32(held));
        bits -= zeros + 1;
        held ^= 1 << bits;
        bits -= split;
        while (bits < 0) {
          held = (held << 8) | source[at++];
          bits += 8;
        }
        const difference = (zeros << split) | (held >>> bits);
        held &= (1 << bits) - 1;
        last = wrap(last + ((difference >>> 1) ^ -(difference & 1)));
        out[i] = last;
      }
    }
    if (at > end + 1) throw new CodecError('the compressed bytes end early');
  }
  return out;
}
