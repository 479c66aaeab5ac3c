/** A failure to get something from the Hub, with its address or file and the reason. */
export class HubError extends Error {
  override readonly name = 'HubError';

  constructor(
    readonly file: string,
    readonly reason: string,
    /**
     * `unreachable`: no answer came at all; `refused`: the Hub does not give it; `forbidden`: not to everybody; `wrong`: it is
     * not what was to be had.
     */
    readonly kind: 'unreachable' | 'refused' | 'forbidden' | 'wrong' | 'disk',
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}
