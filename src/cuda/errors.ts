/** A reason why CUDA cannot be set up, with the file or folder concerned. */
export class CudaError extends Error {
  override readonly name = 'CudaError';

  constructor(
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}
