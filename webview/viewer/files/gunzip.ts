import { Gunzip } from 'fflate';

/**
 * The bytes of a gzip file (RFC 1952), of all its members; zeros after the last, as tapes and block devices leave them,
 * are passed over. A file that is cut gives what is there: its FITS headers tell what is missing.
 * @throws Error where the file is damaged, or holds more than `maxBytes`
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Gunzip((part) => {
    total += part.length;
    if (total > maxBytes) throw new Error('it is too large when decompressed');
    parts.push(part);
  });
  try {
    stream.push(bytes, true);
  } catch (error) {
    const padded = total > 0 && bytes.at(-1) === 0 && (error as Error).message === 'invalid gzip data';
    if (!padded) throw error;
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
