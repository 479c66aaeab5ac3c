import { CodecError } from './codec-error';
import { BitReader } from './hcompress-bits';
import { decodeQuadrant } from './hcompress-quadtree';
import { inverseHTransform } from './h-transform';

const HEADER = 25;

/**
 * HCOMPRESS_1 (FITS 4.0, section 10.4.4; White, Postman & Lattanzi 1992): the H-transform of a picture, divided by
 * `scale`, its bit planes coded as quadtrees. Arithmetic in doubles, exact to 2^53.
 * @param pixels of the tile; the stream names its own sides, and is refused if they make another number
 * @param smooth whether to smooth the blocks that a scale above 1 leaves (SMOOTH)
 * @throws CodecError where the stream is damaged
 */
export function hcompressDecode(source: Uint8Array, pixels: number, smooth: boolean): Float64Array {
  if (source.length < HEADER) throw new CodecError('the stream has no header');
  if (source[0] !== 0xdd || source[1] !== 0x99) throw new CodecError('the stream does not start as HCOMPRESS');
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const nx = view.getInt32(2);
  const ny = view.getInt32(6);
  const scale = view.getInt32(10);
  if (!(nx > 0 && ny > 0 && nx * ny === pixels)) throw new CodecError(`the stream is of ${nx} x ${ny} pixels`);
  const sum = Number(view.getBigInt64(14));
  const planes = [source[22], source[23], source[24]];
  const bits = new BitReader(source, HEADER);
  const out = new Float64Array(pixels);
  const [halfX, halfY] = [(nx + 1) >> 1, (ny + 1) >> 1];
  decodeQuadrant(bits, out, 0, ny, halfX, halfY, planes[0]);
  decodeQuadrant(bits, out, halfY, ny, halfX, ny >> 1, planes[1]);
  decodeQuadrant(bits, out, ny * halfX, ny, nx >> 1, halfY, planes[1]);
  decodeQuadrant(bits, out, ny * halfX + halfY, ny, nx >> 1, ny >> 1, planes[2]);
  if (bits.read(4) !== 0) throw new CodecError('the bit planes do not end where they should');
  bits.align();
  for (let i = 0; i < pixels; i++) if (out[i] !== 0 && bits.read(1) === 1) out[i] = -out[i];
  out[0] = sum;
  if (scale > 1) for (let i = 0; i < pixels; i++) out[i] *= scale;
  inverseHTransform(out, nx, ny, smooth ? scale >> 1 : 0);
  return out;
}
