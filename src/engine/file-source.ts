import fs from 'node:fs';
import { type ByteSource, FitsError } from '../fits';

/** A file on the disk, read by the parts that are asked for. */
export class FileSource implements ByteSource {
  private readonly descriptor: number;
  readonly length: number;
  /** Tells this state of the file from others. */
  readonly signature: string;

  /** @throws FitsError where the file cannot be opened */
  constructor(private readonly file: string) {
    this.descriptor = told(file, () => fs.openSync(file, 'r'));
    const stat = told(file, () => fs.fstatSync(this.descriptor));
    this.length = stat.size;
    this.signature = signatureOf(stat);
  }

  /** The signature that the file at this path has now. */
  static signatureNow(file: string): string {
    return signatureOf(told(file, () => fs.statSync(file)));
  }

  read(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    let done = 0;
    while (done < bytes.length) {
      const count = told(this.file, () => fs.readSync(this.descriptor, bytes, done, bytes.length - done, start + done));
      if (count === 0) throw new FitsError(this.file, null, 'the file has become shorter while it was read');
      done += count;
    }
    return bytes;
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

function signatureOf({ size, mtimeMs, ino }: fs.Stats): string {
  return `${size} ${mtimeMs} ${ino}`;
}

function told<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EACCES: 'no permission to read it',
      EPERM: 'no permission to read it',
      ENOENT: 'there is no such file any more',
    };
    throw new FitsError(file, null, reasons[code ?? ''] ?? message);
  }
}
