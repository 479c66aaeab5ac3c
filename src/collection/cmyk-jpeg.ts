import { decode } from 'jpeg-js';
import type { Picture } from '../imaging';
import { CutoutError } from './errors';

/** What the decoder takes for a pixel: four colours of coefficients, of 32 bits, and as many again while it works. */
const BYTES_A_PIXEL = 64;
const MIB = 2 ** 20;
const LEAST_MIB = 64;

/**
 * A JPEG of four colours (CMYK or YCCK, as Adobe's programs write them, the inks inverted) as red, green and blue: each is what the
 * ink of its complement and black let through, without a colour profile. libjpeg-turbo hands none of these out.
 * @throws CutoutError where it is damaged, or lacks Adobe's marker (Adobe Technical Note 5116, section 18), without which its inks may
 * mean either thing
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
    // Else the decoder's own words say nothing to a person.
    const { message } = cause as Error;
    const reason = message.includes('color mode')
      ? 'the JPEG is of four colours (CMYK), and does not say how they are meant; save it as RGB'
      : 'the JPEG of four colours (CMYK) is damaged or cut short';
    throw new CutoutError(file, null, reason, { cause });
  }
  const bands = [0, 1, 2].map((band) => Float32Array.from({ length: pixels }, (_, i) => data[3 * i + band]));
  return { width, height, bands };
}
