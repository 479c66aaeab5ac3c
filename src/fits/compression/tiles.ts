import type { Hdu } from '../hdu';
import { type Box, forEachRun, indicesOf, product } from './box';
import { type CompressionParameters, readParameters } from './parameters';
import { TileTable } from './tile-table';

/** A tile that a box of an image touches. */
export interface Tile {
  /** 0-based row of the table. */
  readonly row: number;
  readonly pixels: number;
  /** Pixels of a run: what tile and box have in common, along the first axis. */
  readonly run: number;
  /** Calls back with the place of every run in the tile and in the box. */
  readonly forEachRun: (visit: (inTile: number, inBox: number) => void) => void;
}

/** A tile-compressed image, opened (FITS 4.0, section 10.1). */
export interface TiledImage {
  readonly parameters: CompressionParameters;
  readonly table: TileTable;
  /** Pixels of the box. */
  readonly pixels: number;
  /** The tiles that the box touches, in the order of the table. */
  readonly tiles: Iterable<Tile>;
}

/** The most pixels of one tile; decompressing such a tile takes about 3 GB with all intermediate arrays. */
const MOST_TILE_PIXELS = 2 ** 27;

/**
 * @param box within the image; undefined for all of it
 * @throws FitsError where the table is damaged, or cannot hold as many pixels as the header declares
 */
export function openTiles(hdu: Hdu, box: Box | undefined): TiledImage {
  const parameters = readParameters(hdu);
  const { axes, tile } = parameters;
  const tilesAlong = axes.map((length, i) => Math.ceil(length / tile[i]));
  const count = product(tilesAlong);
  const table = new TileTable(hdu);
  if (axes.length === 0 || axes.includes(0)) return { parameters, table, pixels: 0, tiles: [] };
  if (!table.has('COMPRESSED_DATA')) throw hdu.error('the table has no column COMPRESSED_DATA');
  if (table.rows < count) throw hdu.error(`${table.rows} tiles of ${count}`);
  checkBelievable(hdu, table, parameters.codec, count, product(axes));
  const inTile = product(axes.map((length, i) => Math.min(length, tile[i])));
  if (inTile > MOST_TILE_PIXELS) {
    throw hdu.error(`a tile of ${inTile} pixels: one is decompressed as a whole, and at most ${MOST_TILE_PIXELS} are`);
  }
  const wanted = box ?? { start: axes.map(() => 0), size: axes };
  return { parameters, table, pixels: product(wanted.size), tiles: touched(axes, tile, tilesAlong, wanted) };
}

function* touched(
  axes: readonly number[],
  tile: readonly number[],
  tilesAlong: readonly number[],
  box: Box,
): Generator<Tile> {
  if (box.size.includes(0)) return;
  const first = box.start.map((n, i) => Math.floor(n / tile[i]));
  const along = first.map((n, i) => Math.floor((box.start[i] + box.size[i] - 1) / tile[i]) - n + 1);
  const count = product(along);
  for (let k = 0; k < count; k++) {
    const place = indicesOf(k, along).map((n, i) => first[i] + n);
    const row = place.reduceRight((sum, n, i) => sum * tilesAlong[i] + n, 0);
    const start = place.map((n, i) => n * tile[i]);
    const size = start.map((from, i) => Math.min(tile[i], axes[i] - from));
    // The part of the tile that lies in the box.
    const from = start.map((n, i) => Math.max(n, box.start[i]));
    const common = from.map((n, i) => Math.min(start[i] + size[i], box.start[i] + box.size[i]) - n);
    const inTile = { start: from.map((n, i) => n - start[i]), size };
    const inBox = { start: from.map((n, i) => n - box.start[i]), size: box.size };
    yield {
      row,
      pixels: product(size),
      run: common[0],
      forEachRun: (visit) => forEachRun(common, inTile, inBox, visit),
    };
  }
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
