/** libjpeg-turbo as WebAssembly (cornerstonejs/codecs, MIT); the package brings no types. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  interface JpegDecoder {
    /** Memory for the file's bytes. */
    getEncodedBuffer(length: number): Uint8Array;
    readHeader(): void;
    decode(): void;
    /** Interleaved, 8 bits a channel. A view of the decoder's memory. */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number; componentCount: number };
    delete(): void;
  }
  export default function load(): Promise<{ JPEGDecoder: new () => JpegDecoder }>;
}
