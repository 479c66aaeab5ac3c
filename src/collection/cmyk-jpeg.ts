import { decode } from 'jpeg-js';
import type { Picture } from '../imaging';
import { CutoutError } from './errors';

/** Memory that the decoder needs per pixel: four components of 32-bit coefficients, and as much again for the decoded lines. */
const BYTES_A_PIXEL = 64;
const MIB = 2 ** 20;
const LEAST_MIB = 64;

/**
 * Converts a JPEG of four colours (CMYK or YCCK, with inverted inks as Adobe's programs write them) to red, green and blue, without a colour
 * profile: red = (255 - cyan)(255 - black) / 255, and so on. libjpeg-turbo does not convert these.
 * @throws CutoutError where it is damaged, or lacks Adobe's marker (Adobe Technical Note 5116, section 18), without which it is not known
 * whether its inks are inverted
 */
export function decodeCmyk(bytes: Uint8Array, file: string, width: number, height: number): Picture {
  const pixels = width * height;
  let data: Uint8Array;
  try {
    ({ data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: pixels / 1e6 + 1,
      maxMemoryUsageInMB: LEAST_MIB + (BYTES_A_PIXEL * pixels) / MIB,
    }));
  } catch (cause) {
    // Its other messages are of no use to a person.
    const { message } = cause as Error;
    const reason = message.includes('color mode')
      ? 'the JPEG is of four colours (CMYK), and does not say how they are meant; save it as RGB'
      : 'the JPEG of four colours (CMYK) is damaged or cut short';
    throw new CutoutError(file, null, reason, { cause });
  }
  const bands = [0, 1, 2].map((band) => Float32Array.from({ length: pixels }, (_, i) => data[3 * i + band]));
  return { width, height, bands };
}
