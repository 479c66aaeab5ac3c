import { Decompress } from 'fzstd';

const MAGIC = 0xfd2fb528;
/** Encoders that do not know how much will come use windows of up to 8 MiB (RFC 8878, section 3.1.1.1.2, recommends to support that). */
const USUAL_WINDOW = 2 ** 23;

/**
 * Decompresses Zstandard (RFC 8878), in JavaScript: Node has it from version 22.15 on only.
 * @param length how many bytes come of it
 * @throws Error where it is damaged, or more or fewer come
 */
export function unzstd(bytes: Uint8Array, length: number): Uint8Array {
  requireWindow(bytes, length);
  const out = new Uint8Array(length);
  let at = 0;
  const stream = new Decompress((chunk) => {
    if (at + chunk.length > length) throw new Error(`Zstandard holds more than ${length} bytes`);
    out.set(chunk, at);
    at += chunk.length;
  });
  stream.push(bytes, true);
  if (at !== length) throw new Error(`Zstandard holds ${at} bytes, but the page header says ${length}`);
  return out;
}

/** The library makes room for the window that a frame asks for (RFC 8878, section 3.1.1.1). */
function requireWindow(bytes: Uint8Array, length: number): void {
  if (bytes.length < 6) throw new Error('Zstandard of too few bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('no Zstandard frame');
  const isSingle = (bytes[4] & 0x20) !== 0;
  // A single segment has its content for a window, and that is as long as the page.
  const window = isSingle ? contentOf(view) : windowOf(bytes[5]);
  if (window > Math.max(isSingle ? length : 2 * length, isSingle ? 0 : USUAL_WINDOW))
    throw new Error(`Zstandard asks for ${window} bytes, but the page header says ${length}`);
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Size of the content of a frame that is a single segment; such a frame has no window descriptor. */
function contentOf(view: DataView): number {
  const flags = view.getUint8(4);
  const dictionary = [0, 1, 2, 4][flags & 3];
  const size = 2 ** (flags >> 6);
  const at = 5 + dictionary;
  if (at + size > view.byteLength) throw new Error('Zstandard of too few bytes');
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, true) + 256;
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
