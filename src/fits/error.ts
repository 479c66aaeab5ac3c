/**
 * What went wrong with a FITS file, where, and why, in words an astronomer can act on.
 *
 * Every failure that bad bytes can cause is a FitsError: a TypeError or RangeError from this room is a defect.
 */
export class FitsError extends Error {
  override readonly name = 'FitsError';

  /** An error of a file as a whole, as readers of files make them. */
  static readonly ofFile = (file: string, reason: string) => new FitsError(file, null, reason);

  /**
   * @param file the path or name of the file, as its caller knows it; '' where there is none (a file being written)
   * @param hdu index of the HDU, 0 for the primary; null where the failure concerns the file as a whole
   * @param reason one clause, no full stop: "NAXIS2 is missing"
   */
  constructor(
    readonly file: string,
    readonly hdu: number | null,
    readonly reason: string,
  ) {
    super(`${file}${hdu === null ? '' : ` [HDU ${hdu}]`}${file || hdu !== null ? ': ' : ''}${reason}`);
  }
}
