/** Regions of neighbouring pixels (all eight) that are `above`: 1, 2, … in the order of the rows, 0 elsewhere. */
export function labelRegions(above: Uint8Array, width: number): { labels: Int32Array; count: number } {
  const labels = new Int32Array(above.length);
  const stack = new Int32Array(above.length);
  const height = above.length / width;
  let count = 0;
  for (let start = 0; start < above.length; start++) {
    if (!above[start] || labels[start]) continue;
    labels[start] = ++count;
    let depth = 0;
    stack[depth++] = start;
    while (depth > 0) {
      const i = stack[--depth];
      const x = i % width;
      const y = (i - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const j = v * width + u;
          if (!above[j] || labels[j]) continue;
          labels[j] = count;
          stack[depth++] = j;
        }
      }
    }
  }
  return { labels, count };
}

/** 1 for the pixels that are `above` and joined to one by neighbours (all eight), that pixel too; 0 elsewhere. */
export function regionOf(above: Uint8Array, width: number, start: number): Uint8Array {
  const region = new Uint8Array(above.length);
  if (!above[start]) return region;
  const height = above.length / width;
  const stack = new Int32Array(above.length);
  let depth = 0;
  stack[depth++] = start;
  region[start] = 1;
  while (depth > 0) {
    const i = stack[--depth];
    const x = i % width;
    const y = (i - x) / width;
    const [yTo, xTo] = [Math.min(height - 1, y + 1), Math.min(width - 1, x + 1)];
    for (let v = Math.max(0, y - 1); v <= yTo; v++) {
      for (let u = Math.max(0, x - 1); u <= xTo; u++) {
        const j = v * width + u;
        if (!above[j] || region[j]) continue;
        region[j] = 1;
        stack[depth++] = j;
      }
    }
  }
  return region;
}
