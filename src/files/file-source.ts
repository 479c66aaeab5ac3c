import fs from 'node:fs';
import { openRegularSync, reasonOf } from './regular-file';

/** A file on the disk, read by the parts that are asked for. Its thread waits for the disk. */
export class FileSource {
  private readonly descriptor: number;
  /** In bytes. */
  readonly length: number;
  /** Tells this state of the file from others. */
  readonly signature: string;

  /**
   * @param refuse makes the error that whoever reads the parts expects, of the file and the reason
   * @param reading is told of every read before it begins
   * @throws what `refuse` makes, where it is no file or cannot be opened
   */
  constructor(
    private readonly file: string,
    private readonly refuse: (file: string, reason: string) => Error,
    private readonly reading: () => void = () => undefined,
  ) {
    const { descriptor, stat } = this.namingFile(() => openRegularSync(file));
    this.descriptor = descriptor;
    this.length = stat.size;
    this.signature = signatureOf(stat);
  }

  /** The signature that the file at this path has now; undefined where there is none. */
  static signatureNow(file: string): string | undefined {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat && signatureOf(stat);
  }

  /**
   * The bytes from `start` (inclusive) to `end` (exclusive), 0 <= start <= end <= length, in memory of their own.
   * @throws what `refuse` makes, where the file cannot be read any more, has become shorter, or memory is too short
   */
  read(start: number, end: number): Uint8Array {
    this.reading();
    const bytes = this.namingFile(() => memoryFor(end - start));
    let done = 0;
    while (done < bytes.length) {
      const count = this.namingFile(() => fs.readSync(this.descriptor, bytes, done, bytes.length - done, start + done));
      if (count === 0) throw this.refuse(this.file, 'the file has become shorter while it was read');
      done += count;
    }
    return bytes;
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }

  private namingFile<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const reasons: Record<string, string> = {
        EACCES: 'no permission to read it',
        EPERM: 'no permission to read it',
        ENOENT: 'there is no such file',
      };
      throw this.refuse(this.file, reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? reasonOf(error));
    }
  }
}

function memoryFor(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new Error(`there is not enough memory to read ${length} bytes of it at once`, { cause });
  }
}

function signatureOf({ size, mtimeMs, ino }: fs.Stats): string {
  return `${size} ${mtimeMs} ${ino}`;
}
