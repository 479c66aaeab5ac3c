import { FitsError } from './error';
import type { Hdu } from './hdu';
import { readHdus } from './hdus';

/** What `openFits` needs of its surroundings. */
export interface OpenOptions {
  /**
   * Decompresses gzip (RFC 1952), for files that end in .gz: `zlib.gunzipSync` in Node. It may throw anything, and must
   * where the result would exceed `maxBytes`.
   */
  readonly gunzip?: (bytes: Uint8Array, maxBytes: number) => Uint8Array;
  /** The most a decompressed file may take, in bytes; 1 GiB unless said. */
  readonly maxBytes?: number;
}

const GIBIBYTE = 2 ** 30;

/** Whether the bytes are gzip (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The HDUs of a file, gzipped or not.
 * @param file its path or name, for error messages
 * @throws FitsError where the bytes are not FITS, or compressed in a way that is not read
 */
export function openFits(bytes: Uint8Array, file: string, options: OpenOptions = {}): Hdu[] {
  return readHdus(decompress(bytes, file, options), file);
}

function decompress(bytes: Uint8Array, file: string, { gunzip, maxBytes = GIBIBYTE }: OpenOptions): Uint8Array {
  if (bytes[0] === 0x1f && bytes[1] === 0x9d) {
    throw new FitsError(file, null, 'compressed with Unix compress (.Z), which is not read; gunzip undoes it');
  }
  if (bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68) {
    throw new FitsError(file, null, 'compressed with bzip2, which is not read; bunzip2 undoes it');
  }
  if (!isGzip(bytes)) return bytes;
  if (!gunzip) throw new FitsError(file, null, 'compressed with gzip, which cannot be read here');
  try {
    return gunzip(bytes, maxBytes);
  } catch (error) {
    throw new FitsError(file, null, `gzip: ${error instanceof Error ? error.message : String(error)}`);
  }
}
