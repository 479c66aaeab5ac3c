/** An encoder that cannot be used: its card or its ONNX file, with the reason. */
export class EncoderError extends Error {
  override readonly name = 'EncoderError';

  constructor(
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}
