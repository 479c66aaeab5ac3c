/** A box of an image, fastest axis first: the first index along each axis and how many there are. */
export interface Box {
  readonly start: readonly number[];
  readonly size: readonly number[];
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
export function forEachRun(size: readonly number[], a: Box, b: Box, visit: (inA: number, inB: number) => void): void {
  const [stepsA, stepsB] = [strides(a.size), strides(b.size)];
  let inA = a.start.reduce((sum, n, i) => sum + n * stepsA[i], 0);
  let inB = b.start.reduce((sum, n, i) => sum + n * stepsB[i], 0);
  const index = size.map(() => 0);
  for (;;) {
    visit(inA, inB);
    let axis = 1;
    for (; axis < size.length; axis++) {
      inA += stepsA[axis];
      inB += stepsB[axis];
      if (++index[axis] < size[axis]) break;
      inA -= size[axis] * stepsA[axis];
      inB -= size[axis] * stepsB[axis];
      index[axis] = 0;
    }
    if (axis >= size.length) return;
  }
}

function strides(size: readonly number[]): number[] {
  let step = 1;
  return size.map((length) => {
    const own = step;
    step *= length;
    return own;
  });
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((product, n) => product * n, 1);
}
