import zlib from 'node:zlib';

/** What Node's callers hand to `openFits`. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return zlib.gunzipSync(bytes, { maxOutputLength: maxBytes });
}
