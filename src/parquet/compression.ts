import * as zlib from 'node:zlib';
import { snappyUncompress } from 'hyparquet';
import { unzstd } from './zstandard';

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** Node has it from version 22.15 on. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Decompress };

/** Bytes of a page; writers begin a new one after one or a few million. */
export const LARGEST_PAGE = 2 ** 29;
/** Snappy's shortest piece, of three bytes, stands for 64. */
const MOST_OF_A_BYTE = 32;

/** A page is as long as its header says, and no more of it is decompressed. */
const page = (decompress: Decompress) => (bytes: Uint8Array, length: number) =>
  decompress(bytes, { maxOutputLength: Math.max(1, length) });

const COMPRESSORS: Readonly<Record<string, (bytes: Uint8Array, length: number) => Uint8Array>> = {
  SNAPPY: (bytes, length) => {
    if (length > MOST_OF_A_BYTE * bytes.length)
      throw new Error(`${bytes.length} bytes do not hold a page of ${length}`);
    const out = new Uint8Array(length);
    snappyUncompress(bytes, out);
    return out;
  },
  GZIP: page((bytes, options) => zlib.gunzipSync(bytes, options)),
  BROTLI: page((bytes, options) => zlib.brotliDecompressSync(bytes, options)),
  ZSTD: zstdDecompressSync ? page(zstdDecompressSync) : unzstd,
};

/**
 * Compressed by Snappy, gzip, Brotli or Zstandard.
 * @throws Error where it is not of this length, or compressed otherwise
 */
export function decompressed(codec: string, bytes: Uint8Array, length: number): Uint8Array {
  if (length < 0 || length > LARGEST_PAGE) throw new Error(`a page of ${length} bytes, of at most ${LARGEST_PAGE}`);
  const decompress = COMPRESSORS[codec];
  if (codec !== 'UNCOMPRESSED' && !decompress) throw new Error(`parquet unsupported compression codec: ${codec}`);
  const out = codec === 'UNCOMPRESSED' ? bytes : decompress(bytes, length);
  if (out.length !== length) throw new Error(`a page of ${out.length} bytes, but its header says ${length}`);
  return out;
}

/** Codecs that are decompressed here, besides `UNCOMPRESSED`. */
export const CODECS: readonly string[] = Object.keys(COMPRESSORS);
