import { CodecError } from './codec-error';
import type { BitReader } from './hcompress-bits';

/** Bit planes beyond what a double holds exactly, even of the sum over a tile. */
const MAX_PLANES = 52;

/**
 * One quadrant of the coefficients of an H-transform, bit plane by bit plane from the highest: each is a quadtree of
 * Huffman-coded 2 x 2 blocks, or plain where that would be longer (White, Postman & Lattanzi 1992).
 * @param out the coefficients, `stride` a row; the quadrant of `nx` rows of `ny` begins at `start`
 */
export function decodeQuadrant(
  bits: BitReader,
  out: Float64Array,
  start: number,
  stride: number,
  nx: number,
  ny: number,
  planes: number,
): void {
  if (planes > MAX_PLANES) throw new CodecError(`${planes} bit planes`);
  const levels = levelsOf(Math.max(nx, ny));
  const codes = new Uint8Array((((nx + 1) >> 1) + 1) * (((ny + 1) >> 1) + 1) * 4);
  for (let plane = planes - 1; plane >= 0; plane--) {
    const format = bits.read(4);
    if (format === 0) {
      const count = ((nx + 1) >> 1) * ((ny + 1) >> 1);
      for (let i = 0; i < count; i++) codes[i] = bits.read(4);
    } else if (format === 15) readQuadtree(bits, codes, nx, ny, levels);
    else throw new CodecError(`a bit plane is coded as ${format}`);
    addPlane(codes, out, start, stride, nx, ny, 2 ** plane);
  }
}

/** The number of times a side is halved until it is one. */
export function levelsOf(side: number): number {
  let levels = 0;
  while (1 << levels < side) levels++;
  return levels;
}

function readQuadtree(bits: BitReader, codes: Uint8Array, nx: number, ny: number, levels: number): void {
  if (levels === 0) {
    codes[0] = bits.readPattern();
    return;
  }
  codes[0] = bits.readPattern();
  for (let level = 1; level < levels; level++) {
    // Halving `level`s of the sides, rounded up: the size of the tree at this depth.
    const half = 2 ** (levels - level);
    expand(bits, codes, Math.ceil(nx / half), Math.ceil(ny / half));
  }
}

/** Spreads each code over the 2 x 2 block it stands for, and replaces each bit that is set by the code below it. */
function expand(bits: BitReader, codes: Uint8Array, nx: number, ny: number): void {
  const [halfX, halfY] = [(nx + 1) >> 1, (ny + 1) >> 1];
  const parents = codes.slice(0, halfX * halfY);
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      const parent = parents[(i >> 1) * halfY + (j >> 1)];
      codes[i * ny + j] = (parent >> (3 - 2 * (i & 1) - (j & 1))) & 1;
    }
  }
  // In the order in which they were written: from the last.
  for (let i = nx * ny - 1; i >= 0; i--) if (codes[i] !== 0) codes[i] = bits.readPattern();
}

function addPlane(
  codes: Uint8Array,
  out: Float64Array,
  start: number,
  stride: number,
  nx: number,
  ny: number,
  value: number,
): void {
  const halfY = (ny + 1) >> 1;
  for (let i = 0; i < nx; i++) {
    const row = start + i * stride;
    const codeRow = (i >> 1) * halfY;
    for (let j = 0; j < ny; j++) {
      if ((codes[codeRow + (j >> 1)] >> (3 - 2 * (i & 1) - (j & 1))) & 1) out[row + j] += value;
    }
  }
}
