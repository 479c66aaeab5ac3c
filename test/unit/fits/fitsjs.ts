import fs from 'node:fs';
import vm from 'node:vm';

/** An image as fitsjs reads it: every frame's pixels after each other; undefined where an HDU is none. */
export type SecondOpinion = ArrayLike<number>[] | undefined;

/** The part of fitsjs that is used here. */
interface FitsJs {
  readonly hdus: readonly { readonly data?: FitsJsImage }[];
}
interface FitsJsImage {
  readonly depth?: number;
  readonly width?: number;
  readonly height?: number;
  readonly bitpix: number;
  readonly bscale: number;
  readonly bzero: number;
  getFrame?(frame: number, callback: (pixels: ArrayLike<number>) => void): void;
  _getFrame(buffer: ArrayBuffer, bitpix: number, bzero: number, bscale: number): ArrayLike<number>;
}

/** A Blob whose bytes are at hand. */
class MemoryBlob {
  readonly size: number;
  constructor(readonly bytes: Uint8Array) {
    this.size = bytes.length;
  }
  slice(start = 0, end = this.size): MemoryBlob {
    return new MemoryBlob(this.bytes.subarray(start, end));
  }
}

class MemoryReader {
  onloadend: ((event: { target: unknown }) => void) | undefined;
  result: ArrayBuffer | undefined;
  readAsArrayBuffer(blob: MemoryBlob): void {
    this.result = new Uint8Array(blob.bytes).buffer;
    // As late as a browser would: fitsjs reuses the reader from within its own callback.
    setImmediate(() => this.onloadend?.({ target: this }));
  }
}

/**
 * fitsjs in Node. It is a browser library: files, readers and the global object are played by the classes above, and
 * its decoding, which it sends to a Worker, is called directly. The decoding itself is its own.
 */
function load(): new (file: MemoryBlob, callback: (fits: FitsJs) => void) => unknown {
  const context = vm.createContext({ File: MemoryBlob, Blob: MemoryBlob, FileReader: MemoryReader, console });
  vm.runInContext(fs.readFileSync(require.resolve('fitsjs'), 'utf8'), context);
  const { astro } = context as unknown as {
    astro: { FITS: ReturnType<typeof load> & { Image: { prototype: object } } };
  };
  Object.assign(astro.FITS.Image.prototype, {
    _getFrameAsync(this: FitsJsImage, buffers: ArrayBuffer[], callback: (pixels: number[]) => void) {
      const parts = buffers.map((buffer) => this._getFrame(buffer, this.bitpix, this.bzero, this.bscale));
      callback(parts.flatMap((part) => Array.from(part)));
    },
  });
  return astro.FITS;
}

let loaded: ReturnType<typeof load> | undefined;

/** The images of a file as fitsjs reads them, one entry an HDU. */
export async function readWithFitsJs(bytes: Uint8Array): Promise<SecondOpinion[]> {
  const Fits = (loaded ??= load());
  const fits = await new Promise<FitsJs>((resolve) => new Fits(new MemoryBlob(bytes), resolve));
  const opinions: SecondOpinion[] = [];
  for (const { data } of fits.hdus) {
    if (!data?.getFrame || !data.width || !data.height) {
      opinions.push(undefined);
      continue;
    }
    const frames: ArrayLike<number>[] = [];
    for (let frame = 0; frame < (data.depth ?? 1); frame++) {
      frames.push(await new Promise((resolve) => data.getFrame?.(frame, resolve)));
    }
    opinions.push(frames);
  }
  return opinions;
}
