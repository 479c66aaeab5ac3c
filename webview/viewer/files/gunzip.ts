import { gunzipParts } from '../../../src/fits';

/**
 * The bytes of a gzip file (RFC 1952), of all its members; zeros after the last, as tapes and block devices leave them,
 * are passed over. A file that is cut gives what is there: its FITS headers tell what is missing.
 * @throws Error where the file is damaged, or holds more than `maxBytes`, of which no more is decompressed
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const part of gunzipParts(bytes)) {
    total += part.length;
    if (total > maxBytes) throw new Error('it is too large when decompressed');
    parts.push(part);
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
