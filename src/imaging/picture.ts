/**
 * Pixels on their way from a file to a screen or an encoder.
 *
 * Rows are in the order of the file, row 0 first: for a FITS image that is the bottom of the picture (`flipVertical`
 * puts it the way a screen draws), for a JPEG or PNG the top.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** One band, or three: red, green, blue. Each `width * height` values, row by row; undefined pixels are NaN. */
  readonly bands: readonly Float32Array[];
}

/** The picture with its rows in reverse order: a new picture, the old one untouched. */
export function flipVertical({ width, height, bands }: Picture): Picture {
  const flipped = bands.map((band) => {
    const out = new Float32Array(width * height);
    for (let row = 0; row < height; row++) {
      out.set(band.subarray(row * width, (row + 1) * width), (height - 1 - row) * width);
    }
    return out;
  });
  return { width, height, bands: flipped };
}
