/** A copy of the pixels in a strip along the edges of a band, `strip` pixels wide (the whole band where that is half of it or more). */
export function borderPixels(band: Float32Array, width: number, height: number, strip: number): Float32Array {
  const inner = Math.max(0, width - 2 * strip) * Math.max(0, height - 2 * strip);
  const border = new Float32Array(width * height - inner);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const row = band.subarray(y * width, (y + 1) * width);
    if (inner === 0 || y < strip || y >= height - strip) {
      border.set(row, count);
      count += width;
      continue;
    }
    border.set(row.subarray(0, strip), count);
    border.set(row.subarray(width - strip), count + strip);
    count += 2 * strip;
  }
  return border;
}
