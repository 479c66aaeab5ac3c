import { gunzipSync } from 'fflate';
import { gunzipParts } from '../whole-file/gunzip-parts';
import { CodecError } from './codec-error';

/** Deflate makes at most so many bytes of one. */
const MOST_OF_A_BYTE = 1032;
/**
 * Bytes. So few bytes are decompressed at once before their output is found to be too long: that takes a tenth of a
 * second at most.
 */
const SHORT = 2 ** 16;

/**
 * Bytes of a gzip member (RFC 1952) that must come to at most `maxBytes`: no more memory is taken than that, and no more
 * is undone, whatever the member claims.
 * @throws CodecError where the bytes are damaged or hold more
 */
export function gunzip(source: Uint8Array, maxBytes: number): Uint8Array {
  // One byte more shows that there are too many.
  const out = new Uint8Array(Math.min(maxBytes + 1, MOST_OF_A_BYTE * source.length));
  let length: number;
  try {
    length = source.length <= SHORT ? gunzipSync(source, { out }).length : gunzipInto(source, out);
  } catch (cause) {
    throw new CodecError(`gzip: ${(cause as Error).message}`, { cause });
  }
  if (length > maxBytes) throw new CodecError('gzip: more bytes than the tile has');
  return out.subarray(0, length);
}

/** @returns how many bytes there are; a greater number than `out` has where there are more, of which the rest is left alone */
function gunzipInto(source: Uint8Array, out: Uint8Array): number {
  let length = 0;
  for (const part of gunzipParts(source)) {
    if (length + part.length > out.length) return length + part.length;
    out.set(part, length);
    length += part.length;
  }
  return length;
}

/** Undoes GZIP_2's shuffle: the bytes of most significance of all pixels came first (FITS 4.0, section 10.4.2). */
export function unshuffleBytes(source: Uint8Array, pixels: number): Uint8Array {
  const size = pixels === 0 ? 0 : source.length / pixels;
  const out = new Uint8Array(source.length);
  for (let b = 0; b < size; b++) for (let i = 0; i < pixels; i++) out[i * size + b] = source[b * pixels + i];
  return out;
}
