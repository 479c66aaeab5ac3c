import type { ByteSource } from './byte-source';
import { CodecError } from './compression/codec-error';
import { FitsError } from './error';
import type { Hdu } from './hdu';
import { readHdus } from './hdus';
import { bunzip2, isBzip2 } from './whole-file/bzip2';
import { isUnixCompress, uncompress } from './whole-file/uncompress';

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

/** The first bytes that tell how a file is compressed. */
const MAGIC = 3;

/**
 * The HDUs of a file, compressed as a whole or not. A compressed one is decompressed into memory; of any other no more is
 * read than is asked for.
 * @param file its bytes, or where to read them
 * @param name its path or name, for error messages
 * @throws FitsError where the bytes are not FITS, or compressed in a way that is not read
 */
export function openFits(file: Uint8Array | ByteSource, name: string, options: OpenOptions = {}): Hdu[] {
  if (file instanceof Uint8Array) return readHdus(decompress(file, name, options), name);
  const start = file.read(0, Math.min(MAGIC, file.length));
  return readHdus(isCompressed(start) ? decompress(file.read(0, file.length), name, options) : file, name);
}

function isCompressed(start: Uint8Array): boolean {
  return isGzip(start) || isUnixCompress(start) || isBzip2(start);
}

function decompress(bytes: Uint8Array, file: string, { gunzip, maxBytes = GIBIBYTE }: OpenOptions): Uint8Array {
  if (isUnixCompress(bytes)) return undo(file, () => uncompress(bytes, maxBytes));
  if (isBzip2(bytes)) return undo(file, () => bunzip2(bytes, maxBytes));
  if (!isGzip(bytes)) return bytes;
  if (!gunzip) throw new FitsError(file, null, 'compressed with gzip, which cannot be read here');
  try {
    return gunzip(bytes, maxBytes);
  } catch (error) {
    throw new FitsError(file, null, `gzip: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function undo(file: string, decompress: () => Uint8Array): Uint8Array {
  try {
    return decompress();
  } catch (error) {
    if (error instanceof CodecError) throw new FitsError(file, null, error.message);
    throw error;
  }
}
