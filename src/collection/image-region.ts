/** A rectangle of an image that is looked at as a cutout. */
export interface ImageRegion {
  /** The first pixel, 1-based as FITS counts: the centre of the image's first pixel is (1, 1). */
  readonly x: number;
  readonly y: number;
  /** Pixels, at least 8. */
  readonly width: number;
  readonly height: number;
  /** The planes shown: one, or three as red, green and blue. Without it, those that the cutout's picture has. */
  readonly bands?: readonly { readonly hdu: number; readonly plane: number }[];
}

/** A region as people write it: first pixel, width and height. */
export function regionName({ x, y, width, height }: ImageRegion): string {
  return `${x},${y},${width},${height}`;
}
