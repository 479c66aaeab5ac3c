/**
 * The eight symmetries of the square (rotations by 90 degrees, and their mirror images). A galaxy has no up and
 * no handedness that matters to its morphology, so a representation is averaged over them.
 */
const viewIndices = new Map<number, Int32Array[]>();

/** For each of the 8 views of a size x size plane: which source pixel each output pixel shows. */
function indices(size: number): Int32Array[] {
  let views = viewIndices.get(size);
  if (!views) {
    const last = size - 1;
    const maps: ((y: number, x: number) => number)[] = [
      (y, x) => y * size + x,
      (y, x) => y * size + (last - x),
      (y, x) => (last - y) * size + x,
      (y, x) => (last - y) * size + (last - x),
      (y, x) => x * size + y,
      (y, x) => x * size + (last - y),
      (y, x) => (last - x) * size + y,
      (y, x) => (last - x) * size + (last - y),
    ];
    views = maps.map((map) => Int32Array.from({ length: size * size }, (_, i) => map(Math.floor(i / size), i % size)));
    viewIndices.set(size, views);
  }
  return views;
}

/**
 * Writes the 8 views of one input, channels x size x size, one after the other into `out`
 * (8 x channels x size x size); the first is the input itself.
 */
export function writeViews(input: Float32Array, channels: number, size: number, out: Float32Array): void {
  const plane = size * size;
  indices(size).forEach((index, view) => {
    for (let c = 0; c < channels; c++) {
      const from = c * plane;
      const to = (view * channels + c) * plane;
      for (let i = 0; i < plane; i++) out[to + i] = input[from + index[i]];
    }
  });
}
