import { CODECS, decompressed } from './compression';

/**
 * Keeps each page that was decompressed to be checked until the library asks for it, so that no page is decompressed twice.
 */
export class CheckedPages {
  private readonly pages = new Map<number, Uint8Array>();
  /** Where in the file the bytes begin that the library was handed a copy of. */
  private readonly origins = new WeakMap<ArrayBufferLike, number>();

  /** @param bytes of the whole file */
  constructor(private readonly bytes: Uint8Array) {}

  /** @param page a part of the file's bytes, not a copy. @throws Error where it is damaged */
  decompress(codec: string, page: Uint8Array, length: number): Uint8Array {
    const out = decompressed(codec, page, length);
    // The library never asks to decompress pages that are not compressed.
    if (out !== page) this.pages.set(page.byteOffset - this.bytes.byteOffset, out);
    return out;
  }

  /** A copy of a part of the file. */
  copy(from: number, to = this.bytes.length): ArrayBuffer {
    const { buffer } = new Uint8Array(this.bytes.subarray(from, to));
    this.origins.set(buffer, from);
    return buffer;
  }

  /** For the library: what was checked is not decompressed again. */
  readonly compressors = Object.fromEntries(
    CODECS.map((codec) => [codec, (page: Uint8Array, length: number) => this.again(codec, page, length)]),
  );

  /** @param page a part of a copy. @throws Error where it was not checked and is damaged */
  private again(codec: string, page: Uint8Array, length: number): Uint8Array {
    const at = (this.origins.get(page.buffer) ?? NaN) + page.byteOffset;
    const known = this.pages.get(at);
    this.pages.delete(at);
    return known?.length === length ? known : decompressed(codec, page, length);
  }
}
