import type { Scaling } from '../decode';
import type { Hdu } from '../hdu';
import type { Box } from './box';
import { readLongTile, readNullMask, readTile, type Scratch, type TileValues } from './tile';
import { openTiles } from './tiles';

export { type Box, indicesOf } from './box';
export { readImageLayout } from './parameters';

/**
 * Physical values of a tile-compressed image (FITS 4.0, section 10), or of a box of it: only the tiles that the box
 * touches are read.
 * @param box within the image; undefined for all of it
 * @param allocate makes the array for that many pixels, once the first tile has been read
 * @throws FitsError where the table or a tile is damaged, or a codec unknown
 */
export function readCompressedImage<T extends Float32Array | Float64Array>(
  hdu: Hdu,
  scaling: Scaling,
  box: Box | undefined,
  allocate: (pixels: number) => T,
): T {
  const { parameters, table, pixels, tiles } = openTiles(hdu, box);
  const integers = parameters.bitpix > 0;
  const plain = scaling.scale === 1 && scaling.zero === 0;
  const scratch = new Buffers(hdu.bitpix === -32 && plain);
  const masked = table.has('NULL_PIXEL_MASK');
  let out: T | undefined;
  for (const { row, pixels: inTile, run, forEachRun } of tiles) {
    let values = readTile(hdu, table, parameters, row, inTile, scratch);
    const blank = integers ? (table.number(row, 'ZBLANK') ?? scaling.blank) : undefined;
    const mask = masked ? readNullMask(hdu, table, parameters, row, inTile) : undefined;
    if (!plain || blank !== undefined || mask) values = physical(values, scaling, Number(blank ?? NaN), mask);
    // Not before: a tile that is what the header says has been seen by now.
    const target = (out ??= allocate(pixels));
    if (run === inTile) forEachRun((_from, to) => target.set(values, to));
    else forEachRun((from, to) => target.set(values.subarray(from, from + run), to));
  }
  return out ?? allocate(pixels);
}

/**
 * The stored 64-bit integers of a tile-compressed image, big-endian, C order, to their last digit.
 * @throws FitsError as `readCompressedImage`
 */
export function readCompressedLongs(hdu: Hdu): Uint8Array {
  const { parameters, table, pixels, tiles } = openTiles(hdu, undefined);
  let out: Uint8Array | undefined;
  for (const { row, pixels: inTile, run, forEachRun } of tiles) {
    const bytes = readLongTile(hdu, table, parameters, row, inTile);
    const target = (out ??= new Uint8Array(8 * pixels));
    forEachRun((from, to) => target.set(bytes.subarray(8 * from, 8 * (from + run)), 8 * to));
  }
  return out ?? new Uint8Array(0);
}

/** Scaled values, NaN where they are `blank` or the mask is not 0. */
function physical(
  values: TileValues,
  { scale, zero }: Scaling,
  blank: number,
  mask: TileValues | undefined,
): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] === blank ? NaN : zero + scale * values[i];
  if (mask) for (let i = 0; i < out.length; i++) if (mask[i] !== 0) out[i] = NaN;
  return out;
}

/** Arrays kept from tile to tile: all but the last along an axis are of one size. */
class Buffers implements Scratch {
  private ints = new Int32Array(0);
  private values: Float32Array | Float64Array;

  constructor(private readonly single: boolean) {
    this.values = new Float32Array(0);
  }

  integers(pixels: number): Int32Array {
    if (this.ints.length !== pixels) this.ints = new Int32Array(pixels);
    return this.ints;
  }

  floats(pixels: number): Float32Array | Float64Array {
    if (this.values.length !== pixels) this.values = this.single ? new Float32Array(pixels) : new Float64Array(pixels);
    return this.values;
  }
}
