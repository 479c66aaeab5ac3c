import { type Box, indicesOf, readCompressedImage } from './compression';
import { product } from './compression/box';
import { readParameters } from './compression/parameters';
import type { Hdu } from './hdu';
import { compressedScaling, physicalValues, pixelBytes, requireImage } from './image';

/** Pixels of a part, unless one row of tiles has more: 32 MiB in double precision. */
const PART = 2 ** 22;

/**
 * The values of `readPhysical` one part after the other, in C order: memory does not grow with the image, but for a
 * compressed one's rows of tiles.
 * @param pixels about how many a part has
 * @throws FitsError as `readImage`
 */
export function* physicalParts(hdu: Hdu, pixels = PART): Generator<Float32Array | Float64Array> {
  requireImage(hdu);
  if (hdu.kind === 'CompImageHDU') {
    const scaling = compressedScaling(hdu);
    const single = hdu.bitpix === -32;
    for (const box of boxesOf(hdu.image.axes, readParameters(hdu).tile, pixels)) {
      yield readCompressedImage<Float32Array | Float64Array>(hdu, scaling, box, (count) =>
        single ? new Float32Array(count) : new Float64Array(count),
      );
    }
    return;
  }
  const all = product(hdu.image.axes);
  for (let first = 0; first < all; first += pixels) {
    const count = Math.min(pixels, all - first);
    yield physicalValues(hdu, pixelBytes(hdu, first, count));
  }
}

/** Boxes that follow one another in C order and cut no tile along the axis at which they end, where that is possible. */
function* boxesOf(axes: readonly number[], tile: readonly number[], pixels: number): Generator<Box> {
  if (axes.some((length) => length === 0)) return;
  let inner = 1;
  let axis = 0;
  while (axis < axes.length - 1 && inner * axes[axis] <= pixels) inner *= axes[axis++];
  const fitting = Math.max(1, Math.floor(pixels / inner));
  const step = fitting < tile[axis] ? tile[axis] : fitting - (fitting % tile[axis]);
  const outer = axes.slice(axis + 1);
  for (let flat = 0; flat < product(outer); flat++) {
    for (let from = 0; from < axes[axis]; from += step) {
      yield {
        start: [...axes.slice(0, axis).map(() => 0), from, ...indicesOf(flat, outer)],
        size: [...axes.slice(0, axis), Math.min(step, axes[axis] - from), ...outer.map(() => 1)],
      };
    }
  }
}
