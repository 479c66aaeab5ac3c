import { type Hdu, imageSize, readPlane, readRegion, type Region } from '../fits';

/** Planes that had to be decoded as a whole are kept, so many bytes of them. */
const KEPT_BYTES = 2 ** 30;

/** Rectangles of an image's planes, and what makes asking for many of them cheap. */
export class PlaneReader {
  private readonly decoded = new Map<string, Float32Array>();

  /**
   * Physical values, as `readRegion` gives them. A compressed plane is decompressed once, for its tiles need not be those
   * that are asked for; it stays as long as there is room for it.
   * @throws FitsError as `readRegion`
   */
  read(hdu: Hdu, plane: number, region: Region): Float32Array {
    const { width, height } = imageSize(hdu);
    const bytes = 4 * width * height;
    if (hdu.kind !== 'CompImageHDU' || bytes > KEPT_BYTES) return readRegion(hdu, region, plane);
    const key = `${hdu.index} ${plane}`;
    const values = this.decoded.get(key) ?? readPlane(hdu, plane);
    this.decoded.delete(key);
    this.decoded.set(key, values);
    let kept = [...this.decoded.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    for (const [oldest, { byteLength }] of this.decoded) {
      if (kept <= KEPT_BYTES || oldest === key) break;
      this.decoded.delete(oldest);
      kept -= byteLength;
    }
    return cutOut(values, width, region);
  }
}

function cutOut(values: Float32Array, stride: number, { x, y, width, height }: Region): Float32Array {
  if (x === 0 && width === stride) return values.subarray(y * stride, (y + height) * stride);
  const out = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * stride + x;
    out.set(values.subarray(start, start + width), row * width);
  }
  return out;
}
