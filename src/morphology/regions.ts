/** Regions of neighbouring pixels (all eight) that are `above`: 1, 2, … in the order of the rows, 0 elsewhere. */
export function labelRegions(above: Uint8Array, width: number): { labels: Int32Array; count: number } {
  const labels = new Int32Array(above.length);
  const stack = new Int32Array(above.length);
  let count = 0;
  for (let start = 0; start < above.length; start++) {
    if (above[start] && !labels[start]) flood(above, width, start, labels, ++count, stack);
  }
  return { labels, count };
}

/** 1 for the pixels that are `above` and joined to one by neighbours (all eight), that pixel too; 0 elsewhere. */
export function regionOf(above: Uint8Array, width: number, start: number): Uint8Array {
  const region = new Uint8Array(above.length);
  if (above[start]) flood(above, width, start, region, 1, new Int32Array(above.length));
  return region;
}

/** Writes `mark` wherever `start` is joined to. */
function flood(
  above: Uint8Array,
  width: number,
  start: number,
  marks: Int32Array | Uint8Array,
  mark: number,
  stack: Int32Array,
): void {
  const height = above.length / width;
  let depth = 0;
  stack[depth++] = start;
  marks[start] = mark;
  while (depth > 0) {
    const i = stack[--depth];
    const x = i % width;
    const y = (i - x) / width;
    const [yTo, xTo] = [y + 1 < height ? y + 1 : y, x + 1 < width ? x + 1 : x];
    for (let v = y > 0 ? y - 1 : y; v <= yTo; v++) {
      for (let u = x > 0 ? x - 1 : x; u <= xTo; u++) {
        const j = v * width + u;
        if (above[j] === 0 || marks[j] !== 0) continue;
        marks[j] = mark;
        stack[depth++] = j;
      }
    }
  }
}
