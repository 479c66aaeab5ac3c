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

export type TileValues = Int32Array | Float64Array;

/**
 * The stored values of one tile: integers as they stand, of floating-point images the values themselves, NaN where
 * undefined.
 * @param row 0-based row of the table
 * @throws FitsError where the tile is damaged or its codec unknown
 */
export function readTile(
  hdu: Hdu,
  table: TileTable,
  parameters: CompressionParameters,
  row: number,
  pixels: number,
): TileValues {
  try {
    const compressed = table.bytes(row, 'COMPRESSED_DATA');
    if (compressed.length > 0) return readCompressed(hdu, table, parameters, row, pixels, compressed);
    const gzipped = table.bytes(row, 'GZIP_COMPRESSED_DATA');
    // What could not be quantised was kept as it is.
    if (gzipped.length > 0) return fromBytes(gunzip(gzipped, 8 * pixels), pixels, parameters.bitpix);
    const plain = table.bytes(row, 'UNCOMPRESSED_DATA');
    if (plain.length > 0) return fromBytes(plain, pixels, parameters.bitpix);
    throw new CodecError('it holds no data');
  } catch (error) {
    if (error instanceof CodecError) throw hdu.error(`tile ${row + 1}: ${error.message}`);
    throw error;
  }
}

function readCompressed(
  hdu: Hdu,
  table: TileTable,
  parameters: CompressionParameters,
  row: number,
  pixels: number,
  compressed: Uint8Array,
): TileValues {
  const { header } = hdu;
  const { bitpix } = parameters;
  const scale = table.number(row, 'ZSCALE') ?? header.number('ZSCALE');
  if (bitpix > 0) return decodeValues(parameters, compressed, pixels, bitpix);
  if (scale === undefined || scale === 0) return decodeValues(parameters, compressed, pixels, bitpix);
  return dequantise(decodeValues(parameters, compressed, pixels, 32), {
    scale,
    zero: table.number(row, 'ZZERO') ?? header.number('ZZERO', 0),
    blank: table.number(row, 'ZBLANK') ?? header.number('ZBLANK') ?? header.number('BLANK'),
    method: parameters.quantisation,
    seedRow: row + parameters.seed - 1,
  });
}

/** @param bitpix of the values that were compressed */
function decodeValues(
  { codec, options }: CompressionParameters,
  source: Uint8Array,
  pixels: number,
  bitpix: number,
): TileValues {
  switch (codec) {
    case 'RICE_1':
    case 'RICE_ONE':
      return riceDecode(source, pixels, options.get('BLOCKSIZE') ?? 32, options.get('BYTEPIX') ?? 4);
    case 'GZIP_1':
      return fromBytes(gunzip(source, 8 * pixels), pixels, bitpix);
    case 'GZIP_2':
      return fromBytes(unshuffleBytes(gunzip(source, 8 * pixels), pixels), pixels, bitpix);
    case 'PLIO_1':
      return plioDecode(source, pixels);
    case 'HCOMPRESS_1':
      return hcompressDecode(source, pixels, (options.get('SMOOTH') ?? 0) !== 0);
    case 'NOCOMPRESS':
      return fromBytes(source, pixels, bitpix);
    default:
      throw new CodecError(`ZCMPTYPE = '${codec}' is not a compression of the standard`);
  }
}

/** Big-endian values; integers may be stored wider or narrower than the image's own, which their length tells. */
function fromBytes(bytes: Uint8Array, pixels: number, bitpix: number): TileValues {
  const size = bytes.length / pixels;
  if (![1, 2, 4, 8].includes(size) || (bitpix < 0 && size !== -bitpix / 8)) {
    throw new CodecError(`${bytes.length} bytes for ${pixels} pixels`);
  }
  const out = new Float64Array(pixels);
  decode(bytes, bitpix < 0 ? bitpix : 8 * size, UNSCALED, out);
  return out;
}
