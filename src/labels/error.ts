/** A failure about a label file that a person can act on: which file, where in it, and what to do. */
export class LabelError extends Error {
  override readonly name = 'LabelError';
  /** 1-based, of the file's text; undefined where the failure concerns the file as a whole. */
  readonly line: number | undefined;
  /** The name of the column, where one is to blame. */
  readonly column: string | undefined;

  /**
   * @param path the file as its caller knows it
   * @param reason what is wrong and what to do about it, no full stop
   */
  constructor(
    readonly path: string,
    readonly reason: string,
    where: { readonly line?: number; readonly column?: string } & ErrorOptions = {},
  ) {
    super(`${path}${where.line === undefined ? '' : `:${where.line}`}: ${reason}`, { cause: where.cause });
    this.line = where.line;
    this.column = where.column;
  }
}
