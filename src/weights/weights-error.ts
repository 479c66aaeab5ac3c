/** A file of weights that cannot be used, with the reason. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';

  constructor(
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}
