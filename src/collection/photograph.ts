import decodeJpegModule from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import type { Picture } from '../imaging';
import { decodeCmyk } from './cmyk-jpeg';
import { CutoutError } from './errors';
import { checkScans, coloursOf } from './jpeg-scans';
import { pngPicture } from './png';
import { isPng, pngSize, readPng } from './png-parts';

/**
 * JPEG and PNG, to one or three bands of 0 to 255, rows from the top down; transparent pixels are undefined. Both decoders
 * are WebAssembly or JavaScript: for cutouts of a hundred pixels a side they take a third of the time of a native
 * library with its threads and queues, and the JPEG one gives libjpeg-turbo's very pixels. Neither takes more memory or
 * time than a picture of this size needs, whatever the file says.
 */

const JPEG_START = 0xffd8;
/** Number of colour components of a CMYK image. */
const CMYK = 4;

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
    : decodePng(bytes, file, checkFrame);
}

/**
 * What the decoder throws leaves a part of its stack taken: after some thousand damaged files none is left, and no file can be
 * read any more. A new decoder takes a tenth of a second, so it comes after so many, which leave most of the stack.
 */
const FAILURES_OF_A_DECODER = 250;

let jpegModule: ReturnType<typeof decodeJpegModule> | undefined;
let jpegFailures = 0;

async function decodeJpeg(
  bytes: Uint8Array,
  file: string,
  checkFrame: (width: number, height: number) => void,
): Promise<Picture> {
  const module = await (jpegModule ??= decodeJpegModule());
  const decoder = new module.JPEGDecoder();
  let whole = true;
  // The decoder throws bare numbers; whatever else is thrown has stopped it anywhere.
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      whole = Number.isFinite(cause);
      if (!whole || ++jpegFailures >= FAILURES_OF_A_DECODER) [jpegModule, jpegFailures] = [undefined, 0];
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
    checkScans(bytes, file);
    if (coloursOf(bytes) === CMYK) return decodeCmyk(bytes, file, width, height);
    attempt(() => decoder.decode());
    const { componentCount } = decoder.getFrameInfo();
    return { width, height, bands: deinterleave(decoder.getDecodedBuffer(), width * height, componentCount) };
  } finally {
    if (whole) decoder.delete();
  }
}

function decodePng(bytes: Uint8Array, file: string, checkFrame: (width: number, height: number) => void): Picture {
  if (!isPng(bytes)) throw new CutoutError(file, null, 'neither a PNG nor a JPEG');
  checkFrame(...pngSize(bytes));
  try {
    return pngPicture(readPng(bytes));
  } catch (cause) {
    throw new CutoutError(file, null, `the PNG is damaged: ${(cause as Error).message}`, { cause });
  }
}

/** Grey (1 channel) or red, green, blue (3) as bands. */
function deinterleave(data: ArrayLike<number>, pixels: number, channels: number): Float32Array[] {
  const count = channels >= 3 ? 3 : 1;
  return Array.from({ length: count }, (_, c) => {
    const band = new Float32Array(pixels);
    for (let i = 0, at = c; i < pixels; i++, at += channels) band[i] = data[at];
    return band;
  });
}
