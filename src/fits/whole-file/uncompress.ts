import { CodecError } from '../compression/codec-error';
import type { IsEnough } from './enough';

const CLEAR = 256;
const FIRST_WIDTH = 9;

/** Whether the bytes are of Unix compress, usually called .Z. */
export function isUnixCompress(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x9d;
}

/**
 * Undoes Unix compress (.Z): Welch's algorithm (Welch 1984, Computer 17, 8) with codes of 9 to 16 bits, packed from the
 * lowest bit; in block mode code 256 empties the table. FITS of the 1990s is often kept so.
 *
 * Every string of the table is one that the output holds already: its last character is the first of the one written
 * next. So the table keeps places in the output, and memory for nothing else.
 * @param maxBytes the most that may come of it
 * @param isEnough stops before the end of the file
 * @throws CodecError where a code stands for nothing yet, or more than `maxBytes` would come of it. A truncated file gives
 * what is there: the format has no end mark
 */
export function uncompress(source: Uint8Array, maxBytes: number, isEnough: IsEnough = () => false): Uint8Array {
  const maxWidth = source[2] & 0x1f;
  const block = (source[2] & 0x80) !== 0;
  if (source.length < 3 || maxWidth < FIRST_WIDTH || maxWidth > 16) throw new CodecError('compress: no header');
  const start = new Uint32Array(1 << maxWidth);
  const length = new Uint32Array(1 << maxWidth);
  const firstFree = block ? CLEAR + 1 : CLEAR;
  let out = new Uint8Array(Math.min(maxBytes, 4 * source.length));
  let written = 0;
  let free = firstFree;
  let width = FIRST_WIDTH;
  let at = 24; // in bits
  let group = at;
  let previous = -1; // where the string written last begins
  for (;;) {
    if (free > (1 << width) - 1 && width < maxWidth) {
      at = nextGroup(at, group, width);
      group = at;
      width++;
    }
    const byte = at >> 3;
    if (byte >= source.length || at + width > 8 * source.length) return out.subarray(0, written);
    const bits = source[byte] | (source[byte + 1] << 8) | (source[byte + 2] << 16);
    const code = (bits >>> (at & 7)) & ((1 << width) - 1);
    at += width;
    if (block && code === CLEAR) {
      at = nextGroup(at, group, width);
      group = at;
      [free, width, previous] = [firstFree, FIRST_WIDTH, -1];
      continue;
    }
    if (previous >= 0 && free < 1 << maxWidth) {
      start[free] = previous;
      length[free] = written - previous + 1;
      free++;
    }
    const count = code < 256 ? 1 : code >= firstFree && code < free ? length[code] : 0;
    if (count === 0) throw new CodecError(`compress: code ${code} stands for nothing`);
    if (written + count > maxBytes || written + count > out.length) {
      if (isEnough(out.subarray(0, written))) return out.subarray(0, written);
      if (written + count > maxBytes) throw new CodecError(`compress: more than ${maxBytes} bytes`);
      out = grown(out, Math.min(maxBytes, Math.max(2 * out.length, written + count)));
    }
    previous = written;
    if (code < 256) out[written++] = code;
    else for (let from = start[code], i = 0; i < count; i++) out[written++] = out[from++];
  }
}

/** Codes come in groups of eight: the rest of a group is left out where the width changes. */
function nextGroup(at: number, group: number, width: number): number {
  const size = 8 * width;
  return group + Math.ceil((at - group) / size) * size;
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(length);
  longer.set(bytes);
  return longer;
}
