/** Ratings that say nothing, or a request that makes no sense. */
export class RatingError extends Error {
  override readonly name = 'RatingError';

  constructor(
    /** The label file, or the path of the galaxy, that it is about. */
    readonly file: string,
    readonly reason: string,
  ) {
    super(file === '' ? reason : `${file}: ${reason}`);
  }
}
