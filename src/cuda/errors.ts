/** What keeps CUDA from being set up, by the file or folder that it is about. */
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
