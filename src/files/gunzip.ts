import { gunzipSync } from 'node:zlib';

/**
 * Decompresses gzip (RFC 1952).
 * @param most bytes that may come of it: a few can hold any number
 * @throws RangeError where there are more; Error where the bytes are damaged
 */
export function gunzip(bytes: Uint8Array, most: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: most });
}
