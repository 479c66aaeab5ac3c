import type { ByteSource } from './byte-source';
import { CodecError } from './compression/codec-error';
import { FitsError } from './error';
import type { Hdu } from './hdu';
import { holdsAllHdus, readHdus } from './hdus';
import { bunzip2, isBzip2 } from './whole-file/bzip2';
import { untilHdusAreWhole } from './whole-file/enough';
import { GrowingBytes } from './whole-file/growing-bytes';
import { gunzipParts } from './whole-file/gunzip-parts';
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
 * The HDUs of a file, compressed as a whole or not. A compressed one is decompressed into memory, as far as its headers
 * promise HDUs; of any other no more is read than is asked for.
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

/** @param again what was compressed in the file that is read: servers compress once more what they send */
function decompress(bytes: Uint8Array, file: string, options: OpenOptions, again = false): Uint8Array {
  const { gunzip, maxBytes = GIBIBYTE } = options;
  if (isUnixCompress(bytes)) return undo(file, () => uncompress(bytes, maxBytes, untilHdusAreWhole()));
  if (isBzip2(bytes)) return undo(file, () => bunzip2(bytes, maxBytes, untilHdusAreWhole()));
  if (!isGzip(bytes)) return bytes;
  if (!gunzip) throw new FitsError(file, null, 'compressed with gzip, which cannot be read here');
  let within: Uint8Array;
  try {
    within = gunzipHdus(bytes, gunzip, maxBytes);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    // Node's word for it is of buffers.
    const reason = code === 'ERR_BUFFER_TOO_LARGE' ? `more than ${maxBytes} bytes when decompressed` : message;
    throw new FitsError(file, null, `gzip: ${reason}`);
  }
  if (!isGzip(within)) return within;
  if (again) throw new FitsError(file, null, 'compressed with gzip three times: decompress it, as with gunzip');
  return decompress(within, file, options, true);
}

/** Most files are within it when decompressed: the others are looked at first. */
const USUAL_BYTES = 2 ** 25;

/** The function handed over is the fastest there is and cannot stop: a file that is large is first seen to be worth it. */
function gunzipHdus(bytes: Uint8Array, gunzip: NonNullable<OpenOptions['gunzip']>, maxBytes: number): Uint8Array {
  if (maxBytes <= USUAL_BYTES) return gunzip(bytes, maxBytes);
  try {
    return gunzip(bytes, USUAL_BYTES);
  } catch {
    // Larger, or damaged, which the second time will tell.
    const start = gunzipStart(bytes, USUAL_BYTES);
    return start.length >= USUAL_BYTES && holdsAllHdus(start) ? start : gunzip(bytes, maxBytes);
  }
}

/** The first bytes, at least `wanted` of them where there are as many before any damage. */
function gunzipStart(bytes: Uint8Array, wanted: number): Uint8Array {
  const out = new GrowingBytes('gzip', Infinity);
  try {
    for (const part of gunzipParts(bytes)) {
      out.append(part);
      if (out.length >= wanted) break;
    }
  } catch {
    // The file is damaged: go on with the bytes that were decompressed before.
  }
  return out.result();
}

function undo(file: string, decompress: () => Uint8Array): Uint8Array {
  try {
    return decompress();
  } catch (error) {
    if (error instanceof CodecError) throw new FitsError(file, null, error.message);
    throw error;
  }
}
