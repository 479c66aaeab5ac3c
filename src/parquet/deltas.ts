import type { PageBytes } from './page-bytes';

/** Values of a block; writers have 128 to some thousands. */
const LARGEST_BLOCK = 2 ** 16;

/**
 * Sees that values which are told by their differences (Apache Parquet, "Delta encoding") are as many as a page has, and their blocks no larger
 * than writers make them: the library makes an array of what a block's head says. What is read is left behind.
 * @returns the values, to 32 bits
 * @throws Error with the reason
 */
export function readDeltas(page: PageBytes, count: number): Int32Array {
  const block = page.varint();
  const parts = page.varint();
  const declared = page.varint();
  let value = zigzag(page.varint());
  if (block <= 0 || block > LARGEST_BLOCK || parts <= 0 || block % parts !== 0 || (block / parts) % 8 !== 0)
    throw new Error(`a block of ${block} values in ${parts} parts`);
  if (declared !== count) throw new Error(`${declared} values are declared, where the page has ${count}`);
  const values = new Int32Array(count);
  const each = block / parts;
  let at = 0;
  if (count > 0) values[at++] = value;
  while (at < count) {
    const least = zigzag(page.varint());
    const widths = page.take(parts);
    for (let part = 0; part < parts && at < count; part++) {
      const width = widths[part];
      if (width > 64) throw new Error(`differences of ${width} bits`);
      const size = (each * width) / 8;
      // Not all writers fill the last part up.
      const packed = page.take(at + each < count ? size : Math.min(size, page.left));
      if (8 * packed.length < Math.min(each, count - at) * width) throw new Error('its differences end too early');
      for (let i = 0; i < each && at < count; i++) {
        value = (value + least + bitsOf(packed, i * width, width)) | 0;
        values[at++] = value;
      }
    }
  }
  return values;
}

/** The lowest 32 of some bits. */
function bitsOf(bytes: Uint8Array, from: number, width: number): number {
  let value = 0;
  for (let b = 0; b < Math.min(32, width);) {
    const at = from + b;
    value |= (bytes[at >> 3] >> (at & 7)) << b;
    b += 8 - (at & 7);
  }
  return width >= 32 ? value | 0 : value & ((1 << width) - 1);
}

function zigzag(value: number): number {
  return value % 2 ? -((value + 1) / 2) : value / 2;
}
