import { diskFaultOf, reasonOf } from '../files';

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

  /**
   * Makes an EncoderError of a failure to change the library, with advice on the system's error; returns other errors
   * unchanged.
   */
  static ofLibrary(library: string, cause: unknown): unknown {
    const { syscall } = cause as NodeJS.ErrnoException;
    if (cause instanceof EncoderError || syscall === undefined) return cause;
    const fault = diskFaultOf(cause);
    const reason =
      fault === 'full'
        ? 'the disk is full; free some space and try again, the encoders are as they were'
        : fault === 'refused'
          ? 'the folder of encoders cannot be written to; change its permissions'
          : `the encoders are as they were: ${reasonOf(cause)}`;
    return new EncoderError(library, reason, { cause });
  }
}
