import { decode, UNSCALED } from '../decode';
import type { Hdu } from '../hdu';
import { CodecError } from './codec-error';
import { dequantise } from './dither';
import { gunzip, unshuffleBytes } from './gzip';
import { hcompressDecode } from './hcompress';
import type { CompressionParameters } from './parameters';
import { plioDecode } from './plio';
import { riceDecode } from './rice';
import type { TileTable } from './tile-table';

export type TileValues = Int32Array | Float64Array | Float32Array;

/** Arrays that tiles are decoded into, one after the other. */
export interface Scratch {
  integers(pixels: number): Int32Array;
  /** Single precision where the picture is to be. */
  floats(pixels: number): Float32Array | Float64Array;
}

/**
 * The stored values of one tile: integers as they stand, of floating-point images the values themselves, NaN where
 * undefined. They hold until the next tile is read into the same scratch.
 * @param row 0-based row of the table
 * @throws FitsError where the tile is damaged or its codec unknown
 */
export function readTile(
  hdu: Hdu,
  table: TileTable,
  parameters: CompressionParameters,
  row: number,
  pixels: number,
  scratch: Scratch,
): TileValues {
  try {
    const compressed = table.bytes(row, 'COMPRESSED_DATA');
    if (compressed.length > 0) return readCompressed(table, parameters, row, pixels, compressed, scratch);
    return fromBytes(wholeBytes(table, row, pixels), pixels, parameters.bitpix);
  } catch (error) {
    if (error instanceof CodecError) throw hdu.error(`tile ${row + 1}: ${error.message}`);
    throw error;
  }
}

/**
 * The mask of a tile's undefined pixels, for images whose compression could not mark them (FITS 4.0, section 10.2.2):
 * not 0 where undefined. Undefined where the tile has none.
 * @throws FitsError where the mask is damaged
 */
export function readNullMask(
  hdu: Hdu,
  table: TileTable,
  parameters: CompressionParameters,
  row: number,
  pixels: number,
): TileValues | undefined {
  const compressed = table.bytes(row, 'NULL_PIXEL_MASK');
  if (compressed.length === 0) return undefined;
  const options = new Map([['BYTEPIX', 1]]);
  const codec = parameters.maskCodec;
  try {
    return decodeValues({ ...parameters, codec, options }, compressed, pixels, 8, new Int32Array(pixels));
  } catch (error) {
    if (error instanceof CodecError) throw hdu.error(`the mask of tile ${row + 1}: ${error.message}`);
    throw error;
  }
}

/**
 * The 64-bit integers of a tile, big-endian, to their last digit.
 * @throws FitsError as `readTile`; where the codec is one for shorter integers
 */
export function readLongTile(
  hdu: Hdu,
  table: TileTable,
  { codec }: CompressionParameters,
  row: number,
  pixels: number,
): Uint8Array {
  try {
    const compressed = table.bytes(row, 'COMPRESSED_DATA');
    const bytes = compressed.length > 0 ? codecBytes(codec, compressed, pixels) : wholeBytes(table, row, pixels);
    if (bytes?.length !== 8 * pixels) throw new CodecError('it holds no 64-bit integers');
    return bytes;
  } catch (error) {
    if (error instanceof CodecError) throw hdu.error(`tile ${row + 1}: ${error.message}`);
    throw error;
  }
}

/** The bytes of a tile that could not be quantised, or would not become shorter, and was kept as it is. */
function wholeBytes(table: TileTable, row: number, pixels: number): Uint8Array {
  const gzipped = table.bytes(row, 'GZIP_COMPRESSED_DATA');
  if (gzipped.length > 0) return gunzip(gzipped, 8 * pixels);
  const plain = table.bytes(row, 'UNCOMPRESSED_DATA');
  if (plain.length > 0) return plain;
  throw new CodecError('it holds no data');
}

function readCompressed(
  table: TileTable,
  parameters: CompressionParameters,
  row: number,
  pixels: number,
  compressed: Uint8Array,
  scratch: Scratch,
): TileValues {
  const { bitpix } = parameters;
  const scale = table.number(row, 'ZSCALE') ?? parameters.scale;
  if (bitpix > 0 || scale === undefined || scale === 0) {
    return decodeValues(parameters, compressed, pixels, bitpix, scratch.integers(pixels));
  }
  const integers = decodeValues(parameters, compressed, pixels, 32, scratch.integers(pixels));
  const quantisation = {
    scale,
    zero: table.number(row, 'ZZERO') ?? parameters.zero,
    blank: table.number(row, 'ZBLANK') ?? parameters.blank,
    method: parameters.quantisation,
    seedRow: row + parameters.seed - 1,
  };
  return dequantise(integers, quantisation, scratch.floats(pixels));
}

/**
 * @param bitpix of the values that were compressed
 * @param out for integers, of those codecs that write into it
 */
function decodeValues(
  { codec, options }: CompressionParameters,
  source: Uint8Array,
  pixels: number,
  bitpix: number,
  out: Int32Array,
): Int32Array | Float64Array {
  switch (codec) {
    case 'RICE_1':
    case 'RICE_ONE':
      return riceDecode(source, pixels, options.get('BLOCKSIZE') ?? 32, options.get('BYTEPIX') ?? 4, out);
    case 'PLIO_1':
      return plioDecode(source, pixels);
    case 'HCOMPRESS_1':
      return withinType(hcompressDecode(source, pixels, (options.get('SMOOTH') ?? 0) !== 0), bitpix);
  }
  const bytes = codecBytes(codec, source, pixels);
  if (!bytes) throw new CodecError(`ZCMPTYPE = '${codec}' is not a compression of the standard`);
  return fromBytes(bytes, pixels, bitpix);
}

/** The bytes of the pixels, of the codecs that compress bytes; undefined for any other. */
function codecBytes(codec: string, source: Uint8Array, pixels: number): Uint8Array | undefined {
  switch (codec) {
    case 'GZIP_1':
      return gunzip(source, 8 * pixels);
    case 'GZIP_2':
      return unshuffleBytes(gunzip(source, 8 * pixels), pixels);
    case 'NOCOMPRESS':
      return source;
    default:
      return undefined;
  }
}

/** The losses of HCOMPRESS can take a value beyond its type: it is the least or the greatest of it, as in CFITSIO. */
function withinType(values: Float64Array, bitpix: number): Float64Array {
  if (bitpix !== 8 && bitpix !== 16) return values;
  const [least, greatest] = bitpix === 8 ? [0, 255] : [-32768, 32767];
  for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i], least), greatest);
  return values;
}

/** Big-endian values; integers may be stored wider or narrower than the image's own, which their length tells. */
function fromBytes(bytes: Uint8Array, pixels: number, bitpix: number): Float64Array {
  const size = bytes.length / pixels;
  if (![1, 2, 4, 8].includes(size) || (bitpix < 0 && size !== -bitpix / 8)) {
    throw new CodecError(`${bytes.length} bytes for ${pixels} pixels`);
  }
  const out = new Float64Array(pixels);
  decode(bytes, bitpix < 0 ? bitpix : 8 * size, UNSCALED, out);
  return out;
}
