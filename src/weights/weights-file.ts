import type fs from 'node:fs/promises';
import { openRegular, reasonOf } from '../files';
import { WeightsError } from './weights-error';

/** A tensor of a file: its type and dimensions, without its values. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Element type by the file's own name. */
  readonly type: string;
}

/** An open file of named tensors. */
export interface WeightsFile {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** A tensor's values as float32, row-major. @throws WeightsError when there is none, or the file is cut short. */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Where bytes of a file lie that are stored as they are. */
export interface StoredEntry {
  readonly start: number;
  readonly length: number;
}

/** One positioned read takes at most 2^31 - 1 bytes. */
const MAX_READ = 2 ** 30;

/** Parts of a file of any size. */
export class FileParts {
  private constructor(
    readonly file: string,
    private readonly handle: fs.FileHandle,
    /** Length in bytes. */
    readonly length: number,
  ) {}

  /** @throws WeightsError when the file cannot be opened. */
  static async open(file: string): Promise<FileParts> {
    try {
      const { handle, stat } = await openRegular(file);
      return new FileParts(file, handle, stat.size);
    } catch (cause) {
      throw new WeightsError(file, `the file cannot be read (${reasonOf(cause)})`, { cause });
    }
  }

  /** `length` bytes from `position` on, in memory of their own. @throws WeightsError where the file ends before. */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (position < 0 || position + length > this.length) {
      throw new WeightsError(this.file, `the file ends at ${this.length} bytes, ${position + length} are needed`);
    }
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const count = Math.min(MAX_READ, length - done);
      const { bytesRead } = await this.handle.read(bytes, done, count, position + done);
      if (bytesRead === 0) throw new WeightsError(this.file, `the file ends at ${position + done} bytes`);
      done += bytesRead;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
