import { swapInPlace } from '../byte-order';
import { riceDecode } from './rice';

/** Pixels a block in a table's columns (FITS 4.0, section 10.3.3). */
const BLOCK = 32;

/**
 * RICE_1 as tables use it: the elements as big-endian bytes.
 * @param size bytes of an element: 1, 2 or 4
 * @throws CodecError as `riceDecode`
 */
export function riceBytes(source: Uint8Array, elements: number, size: number): Uint8Array {
  const values = riceDecode(source, elements, BLOCK, size);
  const typed = size === 1 ? Uint8Array.from(values) : size === 2 ? Int16Array.from(values) : values;
  const bytes = new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
  swapInPlace(bytes, size);
  return bytes;
}
