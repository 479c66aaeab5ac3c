import type { Region } from '../fits';

/**
 * An image as a pyramid of tiles: level 0 has the pixels themselves, a pixel of level n is the mean of 2^n x 2^n of them.
 * Tiles are squares of `TILE` pixels of their level, counted from the first pixel of the file; those at the far edges
 * are smaller.
 */
export const TILE = 512;

/** Where a tile is: its level, its column and its row. */
export interface TilePlace {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** The lowest level that holds the whole image in one tile. */
export function topLevel(width: number, height: number): number {
  let level = 0;
  while (Math.max(width, height) > TILE * 2 ** level) level++;
  return level;
}

/** The pixels that a tile stands for; none of them where it lies outside the image. */
export function tileRegion({ level, column, row }: TilePlace, width: number, height: number): Region {
  const side = TILE * 2 ** level;
  const [x, y] = [column * side, row * side];
  return {
    x,
    y,
    width: Math.max(0, Math.min(side, width - x)),
    height: Math.max(0, Math.min(side, height - y)),
  };
}
