import { diskFaultOf, NotAFileError, reasonOf } from '../files';

/** A failure of the store of embeddings that a person can act on: what, where and why. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }

  /** Wraps a failed file operation, saying what a person can do about the common ones. */
  static from(file: string, cause: unknown): StoreError {
    if (cause instanceof StoreError) return cause;
    if (cause instanceof NotAFileError) return new StoreError(cause.file, cause.reason, { cause });
    const fault = diskFaultOf(cause);
    const reason =
      fault === 'full'
        ? 'the disk is full; free some space and index again, nothing finished is lost'
        : fault === 'refused'
          ? 'the folder cannot be written to; choose another store folder'
          : reasonOf(cause);
    return new StoreError(file, reason, { cause });
  }
}

/** A file, or one HDU of it, that holds no cutout that can be shown or encoded, with the reason. */
export class CutoutError extends Error {
  override readonly name = 'CutoutError';

  constructor(
    readonly file: string,
    readonly hdu: number | null,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}${hdu === null ? '' : `[${hdu}]`}: ${reason}`, options);
  }
}

/**
 * Whether a file may be readable another time though it stays as it is: not its bytes are at fault, but permissions, a disk that fails,
 * memory, or we.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof CutoutError)) return true;
  // The path was a file when it was found, and is a folder or FIFO now.
  if (error.cause instanceof NotAFileError) return true;
  return typeof (error.cause as NodeJS.ErrnoException | undefined)?.syscall === 'string';
}
