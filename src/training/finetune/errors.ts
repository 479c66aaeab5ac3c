import { diskFaultOf, reasonOf } from '../../files';

/** A fine-tuning run or a fine-tuned model that cannot be used: which file, and why. */
export class FinetuneError extends Error {
  override readonly name = 'FinetuneError';

  constructor(
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }

  /** Wraps a failed file operation, saying what a person can do about the common ones. */
  static from(file: string, cause: unknown): FinetuneError {
    if (cause instanceof FinetuneError) return cause;
    const fault = diskFaultOf(cause);
    const reason =
      fault === 'full'
        ? 'the disk is full; free some space and run it again: what was there before is as it was'
        : fault === 'refused'
          ? 'it cannot be written to; choose another folder for the model'
          : reasonOf(cause);
    return new FinetuneError(file, reason, { cause });
  }
}
