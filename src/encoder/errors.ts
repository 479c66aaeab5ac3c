import { reasonOf } from '../files';

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

  /** Of a library that cannot be changed, saying what a person can do about what the system says; what is no such error stays. */
  static ofLibrary(library: string, cause: unknown): unknown {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (cause instanceof EncoderError || syscall === undefined) return cause;
    const reason =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'the disk is full; free some space and try again, the encoders are as they were'
        : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
          ? 'the folder of encoders cannot be written to; change its permissions'
          : `the encoders are as they were: ${reasonOf(cause)}`;
    return new EncoderError(library, reason, { cause });
  }
}
