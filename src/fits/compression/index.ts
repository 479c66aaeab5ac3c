import { UNSCALED, type Scaling } from '../decode';
import type { Hdu } from '../hdu';
import { readParameters } from './parameters';
import { readTile } from './tile';
import { TileTable } from './tile-table';

export { readImageLayout } from './parameters';

/** A box of an image, fastest axis first: the first index along each axis and how many there are. */
export interface Box {
  readonly start: readonly number[];
  readonly size: readonly number[];
}

/**
 * Physical values of a tile-compressed image (FITS 4.0, section 10), or of a box of it: only the tiles that the box
 * touches are read.
 * @param box within the image; undefined for all of it
 * @param allocate makes the array for that many pixels, once the file is known to have as many tiles as they need
 * @throws FitsError where the table or a tile is damaged, or a codec unknown
 */
export function readCompressedImage<T extends Float32Array | Float64Array>(
  hdu: Hdu,
  scaling: Scaling,
  box: Box | undefined,
  allocate: (pixels: number) => T,
): T {
  const parameters = readParameters(hdu);
  const { axes, tile } = parameters;
  const tilesAlong = axes.map((length, i) => Math.ceil(length / tile[i]));
  const count = product(tilesAlong);
  const table = new TileTable(hdu);
  if (axes.length === 0 || axes.includes(0)) return allocate(0);
  if (!table.has('COMPRESSED_DATA')) throw hdu.error('the table has no column COMPRESSED_DATA');
  if (table.rows < count) throw hdu.error(`${table.rows} tiles of ${count}`);
  const { start: from, size: extent } = box ?? { start: axes.map(() => 0), size: axes };
  checkBelievable(hdu, table, parameters.codec, count, product(axes));
  const out = allocate(product(extent));
  const { scale, zero, blank } = parameters.bitpix > 0 ? scaling : { ...scaling, blank: UNSCALED.blank };
  for (let row = 0; row < count; row++) {
    const place = indicesOf(row, tilesAlong);
    const start = place.map((n, i) => n * tile[i]);
    const size = start.map((first, i) => Math.min(tile[i], axes[i] - first));
    // The part of the tile that lies in the box.
    const first = start.map((n, i) => Math.max(n, from[i]));
    const common = first.map((n, i) => Math.min(start[i] + size[i], from[i] + extent[i]) - n);
    if (common.some((length) => length <= 0)) continue;
    const values = readTile(hdu, table, parameters, row, product(size));
    const inTile = { start: first.map((n, i) => n - start[i]), size };
    const inBox = { start: first.map((n, i) => n - from[i]), size: extent };
    forEachRun(common, inTile, inBox, (source, target) => {
      for (let i = 0; i < common[0]; i++) {
        const value = values[source + i];
        out[target + i] = value === blank ? NaN : zero + scale * value;
      }
    });
  }
  return out;
}

/**
 * The most pixels a byte can stand for: RICE_1 gives a block of 32 at least 3 bits; deflate a byte 1032 at most; a PLIO
 * word runs to 4095; an HCOMPRESS tile of nothing but zeros is a few bytes a bit plane.
 */
const PIXELS_PER_BYTE: Readonly<Record<string, number>> = {
  RICE_1: 86,
  RICE_ONE: 86,
  GZIP_1: 1032,
  GZIP_2: 1032,
  PLIO_1: 2048,
  HCOMPRESS_1: 1024,
  NOCOMPRESS: 1,
};

/** Memory is not taken on a header's word: its pixels must be ones that the tiles' bytes can hold. */
function checkBelievable(hdu: Hdu, table: TileTable, codec: string, tiles: number, pixels: number): void {
  let bytes = 0;
  for (let row = 0; row < tiles; row++) {
    for (const column of ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA']) {
      bytes += table.place(row, column).length;
    }
  }
  const most = bytes * Math.max(PIXELS_PER_BYTE[codec] ?? 1032, table.has('GZIP_COMPRESSED_DATA') ? 1032 : 1);
  if (pixels > most)
    throw hdu.error(`the header declares ${pixels} pixels, ${bytes} compressed bytes cannot hold them`);
}

/** The place of a flat index among `lengths`, fastest first. */
export function indicesOf(flat: number, lengths: readonly number[]): number[] {
  return lengths.map((length) => {
    const index = flat % length;
    flat = Math.floor(flat / length);
    return index;
  });
}

/**
 * Calls back for every run along the first axis of a block of `size` that two arrays have in common, each at a place of
 * its own: with the run's offset in the one and in the other.
 */
function forEachRun(size: readonly number[], a: Box, b: Box, visit: (inA: number, inB: number) => void): void {
  const runs = product(size.slice(1));
  for (let run = 0; run < runs; run++) {
    const index = indicesOf(run, size.slice(1));
    visit(offsetOf(index, a), offsetOf(index, b));
  }
}

/** The flat index of a run: `index` are its places along the axes beyond the first. */
function offsetOf(index: readonly number[], { start, size }: Box): number {
  let offset = 0;
  for (let i = size.length - 1; i >= 0; i--) offset = offset * size[i] + start[i] + (i > 0 ? index[i - 1] : 0);
  return offset;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((product, n) => product * n, 1);
}
