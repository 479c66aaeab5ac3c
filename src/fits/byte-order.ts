/** FITS data are big-endian (FITS 4.0, section 5); every machine VS Code runs on is little-endian, but typed arrays follow the machine. */
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Turns elements of `size` bytes from FITS's byte order to the machine's, or back, in place.
 *
 * Whole words are swapped through 16 or 32-bit views: a DataView call per element costs several times as much.
 * @param bytes must start on a multiple of `size` (4 for 8-byte elements) in its buffer and hold whole elements
 */
export function swapInPlace(bytes: Uint8Array, size: number): void {
  if (!HOST_IS_LITTLE_ENDIAN) return;
  if (size === 2) swap16(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1));
  else if (size === 4) swap32(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2));
  else if (size === 8) swap64(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2));
}

function swap16(words: Uint16Array): void {
  for (let i = 0; i < words.length; i++) {
    const v = words[i];
    words[i] = (v << 8) | (v >> 8);
  }
}

function swap32(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const v = words[i];
    // Two rotations, which are an instruction each.
    words[i] = (((v << 8) | (v >>> 24)) & 0x00ff00ff) | (((v << 24) | (v >>> 8)) & 0xff00ff00);
  }
}

function swap64(words: Uint32Array): void {
  for (let i = 0; i + 1 < words.length; i += 2) {
    const high = words[i];
    const low = words[i + 1];
    words[i] = (low << 24) | ((low & 0xff00) << 8) | ((low >> 8) & 0xff00) | (low >>> 24);
    words[i + 1] = (high << 24) | ((high & 0xff00) << 8) | ((high >> 8) & 0xff00) | (high >>> 24);
  }
}
