import decodeJpegModule from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from 'fast-png';
import type { Picture } from '../imaging';
import { CutoutError } from './errors';

/**
 * JPEG and PNG, to one or three bands of 0 to 255, rows from the top down; an alpha channel is left out. Both decoders
 * are WebAssembly or JavaScript: for cutouts of a hundred pixels a side they take a third of the time of a native
 * library with its threads and queues, and the JPEG one gives libjpeg-turbo's very pixels.
 */

const JPEG_START = 0xffd8;

/**
 * @param checkFrame throws where a picture of this size is not wanted; called before its pixels take memory.
 * @throws CutoutError when the bytes are neither JPEG nor PNG, or damaged.
 */
export async function decodePhotograph(
  bytes: Uint8Array,
  file: string,
  checkFrame: (width: number, height: number) => void,
): Promise<Picture> {
  return bytes[0] === JPEG_START >> 8 && bytes[1] === (JPEG_START & 0xff)
    ? decodeJpeg(bytes, file, checkFrame)
    : decodePngPicture(bytes, file, checkFrame);
}

let jpegModule: ReturnType<typeof decodeJpegModule> | undefined;

async function decodeJpeg(
  bytes: Uint8Array,
  file: string,
  checkFrame: (width: number, height: number) => void,
): Promise<Picture> {
  const module = await (jpegModule ??= decodeJpegModule());
  const decoder = new module.JPEGDecoder();
  // The decoder throws bare numbers.
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      const reason = 'the JPEG is damaged, cut short, or not of grey or RGB colours';
      throw new CutoutError(file, null, reason, { cause });
    }
  };
  try {
    attempt(() => {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.readHeader();
    });
    const { width, height } = decoder.getFrameInfo();
    checkFrame(width, height);
    attempt(() => decoder.decode());
    const { componentCount } = decoder.getFrameInfo();
    return { width, height, bands: deinterleave(decoder.getDecodedBuffer(), width * height, componentCount) };
  } finally {
    decoder.delete();
  }
}

function decodePngPicture(
  bytes: Uint8Array,
  file: string,
  checkFrame: (width: number, height: number) => void,
): Picture {
  // Signature, then IHDR with width and height (PNG specification, section 11.2.1).
  if (bytes.length < 33 || bytes[0] !== 0x89 || bytes[1] !== 0x50) {
    throw new CutoutError(file, null, 'neither a PNG nor a JPEG');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  checkFrame(view.getUint32(16), view.getUint32(20));
  let png: DecodedPng;
  let pixels: ArrayLike<number>;
  let channels: number;
  try {
    png = decodePng(bytes, { checkCrc: true });
    [pixels, channels] = expand(png);
  } catch (cause) {
    throw new CutoutError(file, null, `the PNG is damaged: ${(cause as Error).message}`, { cause });
  }
  const { width, height, depth } = png;
  const bands = deinterleave(pixels, width * height, channels);
  // 16 bits to the scale of 8: 65535 / 257 = 255.
  if (depth === 16) for (const band of bands) for (let i = 0; i < band.length; i++) band[i] /= 257;
  return { width, height, bands };
}

/** One value a channel and pixel: palettes looked up, bits unpacked to 0 to 255. */
function expand(png: DecodedPng): [ArrayLike<number>, number] {
  if (png.palette) {
    const rgb = convertIndexedToRgb(png);
    return [rgb, rgb.length / (png.width * png.height)];
  }
  if (png.depth >= 8) return [png.data, png.channels];
  const { width, height, depth, data } = png;
  const rowBytes = Math.ceil((width * depth) / 8);
  const largest = (1 << depth) - 1;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)];
      out[y * width + x] = (((byte >> (8 - depth - (bit & 7))) & largest) * 255) / largest;
    }
  }
  return [out, 1];
}

/** Grey (1 channel, or 2 with alpha) or red, green, blue (3, or 4 with alpha) as bands. */
function deinterleave(data: ArrayLike<number>, pixels: number, channels: number): Float32Array[] {
  const count = channels >= 3 ? 3 : 1;
  return Array.from({ length: count }, (_, c) => {
    const band = new Float32Array(pixels);
    for (let i = 0, at = c; i < pixels; i++, at += channels) band[i] = data[at];
    return band;
  });
}
