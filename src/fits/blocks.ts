/** Length of a FITS block, in bytes: headers and data each fill whole ones (FITS 4.0, section 3.1). */
export const BLOCK = 2880;

/** Length of a header card image, in bytes (FITS 4.0, section 4.1). */
export const CARD = 80;

/** `bytes` rounded up to whole blocks. Exact below 2^53. */
export function wholeBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}
