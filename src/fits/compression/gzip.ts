import { gunzipSync } from 'fflate';
import { CodecError } from './codec-error';

/**
 * Bytes of a gzip member (RFC 1952) that must come to at most `maxBytes`: no more memory is taken than that, whatever
 * the member claims.
 * @throws CodecError where the bytes are damaged or hold more
 */
export function gunzip(source: Uint8Array, maxBytes: number): Uint8Array {
  // Deflate makes at most 1032 bytes of one.
  const out = new Uint8Array(Math.min(maxBytes, 1032 * source.length));
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(source, { out });
  } catch (cause) {
    throw new CodecError(`gzip: ${(cause as Error).message}`, { cause });
  }
  if (bytes.length > maxBytes) throw new CodecError('gzip: more bytes than the tile has');
  return bytes;
}

/** Undoes GZIP_2's shuffle: the bytes of most significance of all pixels came first (FITS 4.0, section 10.4.2). */
export function unshuffleBytes(source: Uint8Array, pixels: number): Uint8Array {
  const size = pixels === 0 ? 0 : source.length / pixels;
  const out = new Uint8Array(source.length);
  for (let b = 0; b < size; b++) for (let i = 0; i < pixels; i++) out[i * size + b] = source[b * pixels + i];
  return out;
}
