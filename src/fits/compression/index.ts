import { UNSCALED, type Scaling } from '../decode';
import type { Hdu } from '../hdu';
import { readParameters } from './parameters';
import { readTile } from './tile';
import { TileTable } from './tile-table';

export { readImageLayout } from './parameters';

/**
 * Physical values of a tile-compressed image (FITS 4.0, section 10), or of one plane of it: only the tiles that the plane
 * touches are read.
 * @param plane 0-based, over all axes beyond the second; undefined for the whole image
 * @param allocate makes the array for that many pixels, once the file is known to have as many tiles as they need
 * @throws FitsError where the table or a tile is damaged, or a codec unknown
 */
export function readCompressedImage<T extends Float32Array | Float64Array>(
  hdu: Hdu,
  scaling: Scaling,
  plane: number | undefined,
  allocate: (pixels: number) => T,
): T {
  const parameters = readParameters(hdu);
  const { axes, tile } = parameters;
  const tilesAlong = axes.map((length, i) => Math.ceil(length / tile[i]));
  const count = tilesAlong.reduce((product, n) => product * n, 1);
  const table = new TileTable(hdu);
  if (axes.length === 0 || axes.includes(0)) return allocate(0);
  if (!table.has('COMPRESSED_DATA')) throw hdu.error('the table has no column COMPRESSED_DATA');
  if (table.rows < count) throw hdu.error(`${table.rows} tiles of ${count}`);
  const planePixels = axes[0] * (axes[1] ?? 1);
  const pixels = axes.reduce((product, length) => product * length, 1);
  checkBelievable(hdu, table, parameters.codec, count, pixels);
  const out = allocate(plane === undefined ? pixels : planePixels);
  const base = plane === undefined ? 0 : plane * planePixels;
  const wanted = plane === undefined ? undefined : indicesOf(plane, axes.slice(2));
  const { scale, zero, blank } = parameters.bitpix > 0 ? scaling : { ...scaling, blank: UNSCALED.blank };
  for (let row = 0; row < count; row++) {
    const place = indicesOf(row, tilesAlong);
    const start = place.map((n, i) => n * tile[i]);
    const size = start.map((first, i) => Math.min(tile[i], axes[i] - first));
    if (wanted?.some((n, i) => n < start[i + 2] || n >= start[i + 2] + size[i + 2])) continue;
    const values = readTile(
      hdu,
      table,
      parameters,
      row,
      size.reduce((product, n) => product * n, 1),
    );
    forEachRun(start, size, axes, (from, to, length) => {
      const at = to - base;
      if (at < 0 || at >= out.length) return;
      for (let i = 0; i < length; i++) {
        const value = values[from + i];
        out[at + i] = value === blank ? NaN : zero + scale * value;
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
      bytes += table.bytes(row, column).length;
    }
  }
  const most = bytes * Math.max(PIXELS_PER_BYTE[codec] ?? 1032, table.has('GZIP_COMPRESSED_DATA') ? 1032 : 1);
  if (pixels > most)
    throw hdu.error(`the header declares ${pixels} pixels, ${bytes} compressed bytes cannot hold them`);
}

/** The place of a flat index among `lengths`, fastest first. */
function indicesOf(flat: number, lengths: readonly number[]): number[] {
  return lengths.map((length) => {
    const index = flat % length;
    flat = Math.floor(flat / length);
    return index;
  });
}

/** Calls back for every run along the first axis: its offset in the tile, its offset in the image, its length. */
function forEachRun(
  start: readonly number[],
  size: readonly number[],
  axes: readonly number[],
  visit: (from: number, to: number, length: number) => void,
): void {
  const runs = size.slice(1).reduce((product, n) => product * n, 1);
  for (let run = 0; run < runs; run++) {
    let to = start[0];
    let stride = axes[0];
    let rest = run;
    for (let i = 1; i < axes.length; i++) {
      to += (start[i] + (rest % size[i])) * stride;
      rest = Math.floor(rest / size[i]);
      stride *= axes[i];
    }
    visit(run * size[0], to, size[0]);
  }
}
