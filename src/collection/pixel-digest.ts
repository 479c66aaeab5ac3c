import { createHash } from 'node:crypto';
import type { Cutout } from './cutout';

/**
 * What a cutout's decoded pixel values are known by: two have the same digest where they have the same shape and the same values
 * as float32 at the same places of the sky, whatever the file's format, scaling and compression. Rows count from the
 * bottom, so that a photograph is compared with FITS as both are seen; all undefined values are one, and so are the zeros.
 * @returns a SHA-256 in hexadecimal digits
 */
export function pixelDigest({ picture, kind }: Pick<Cutout, 'picture' | 'kind'>): string {
  const { width, height, bands } = picture;
  const hash = createHash('sha256').update(`${width} x ${height} x ${bands.length}\n`);
  const row = new Float32Array(width);
  for (const band of bands) {
    for (let y = 0; y < height; y++) {
      const from = (kind === 'photo' ? height - 1 - y : y) * width;
      // Adding zero leaves every value but -0 what it is.
      for (let x = 0; x < width; x++) row[x] = Number.isNaN(band[from + x]) ? NaN : band[from + x] + 0;
      hash.update(new Uint8Array(row.buffer));
    }
  }
  return hash.digest('hex');
}
