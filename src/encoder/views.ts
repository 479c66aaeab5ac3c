/**
 * The eight symmetries of the square (rotations by 90 degrees, and their mirror images). A galaxy has no up and
 * no handedness that matters to its morphology, so an embedding is averaged over them.
 */

/**
 * Writes the 8 views of one input, channels x size x size, one after the other into `out`
 * (8 x channels x size x size); the first is the input itself.
 */
export function writeViews(input: Float32Array, channels: number, size: number, out: Float32Array): void {
  const plane = size * size;
  const last = plane - 1;
  for (let c = 0; c < channels; c++) {
    const from = input.subarray(c * plane, (c + 1) * plane);
    const view = (v: number, channel = c) =>
      out.subarray((v * channels + channel) * plane, (v * channels + channel + 1) * plane);
    // Grey cutouts fill every channel alike: their views are copied, not turned again.
    if (c > 0 && equal(from, input.subarray(0, plane))) {
      for (let v = 0; v < 8; v++) view(v).set(view(v, 0));
      continue;
    }
    const [mirrored, upended, turned] = [view(1), view(2), view(3)];
    const [transposed, quarter, backQuarter, counter] = [view(4), view(5), view(6), view(7)];
    view(0).set(from);
    for (let y = 0, i = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        const value = from[i];
        const row = i - x;
        const across = x * size + y;
        mirrored[row + size - 1 - x] = value;
        upended[last - row - (size - 1 - x)] = value;
        turned[last - i] = value;
        transposed[across] = value;
        quarter[last - x * size - (size - 1 - y)] = value;
        backQuarter[x * size + size - 1 - y] = value;
        counter[last - across] = value;
      }
    }
  }
}

function equal(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
