import { type FileCalls, type FileClient, FileView } from '../../../src/viewing';
import { gunzip } from './gunzip';

/** Gzip takes memory before it says how much: a page stops at this. */
const LARGEST = 2 ** 31 - 1;

/** A file in the page's own memory. */
export class LocalFile implements FileClient {
  private readonly view: FileView;

  /** @throws FitsError where the bytes are no FITS file */
  constructor(bytes: Uint8Array, name: string) {
    this.view = new FileView(bytes, name, { gunzip, maxBytes: LARGEST });
  }

  // The page draws between two answers.
  async call<M extends keyof FileCalls>(method: M, params: FileCalls[M]['params']): Promise<FileCalls[M]['result']> {
    await Promise.resolve();
    return this.view.call(method, params);
  }
}
