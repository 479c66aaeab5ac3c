import type { Display } from '../../../../src/imaging';

/** Pixel values to be drawn: one band, or red, green and blue; `width * height` each, row by row. */
export interface PixelTile {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly Float32Array[];
}

/** An affine map, as a canvas takes it: x' = a x + c y + e, y' = b x + d y + f. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** A tile, and where its pixels go: from pixels of the tile, rows in the order of its bands, to those of the canvas. */
export interface Placed {
  readonly tile: PixelTile;
  readonly matrix: Matrix;
}

/** A display whose cuts are known; its `flip` has no part, for the matrix says where rows go. */
export type KnownDisplay = Display & { readonly cuts: { readonly kind: 'manual' } };

/** Draws tiles on a canvas. The GPU does it where there is one, else imaging/ does; what comes out is the same. */
export interface Painter {
  readonly device: 'webgl' | 'canvas';
  /** Draws over what is there, later tiles over earlier ones. */
  paint(context: CanvasRenderingContext2D, tiles: readonly Placed[], display: KnownDisplay): void;
}

/** Canvas pixels a tile pixel: the square root of the area that one covers. */
export function magnification({ a, b, c, d }: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}
