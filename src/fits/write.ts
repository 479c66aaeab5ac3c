import { BLOCK, wholeBlocks } from './blocks';
import { swapInPlace } from './byte-order';
import { FitsError } from './error';
import { cardImages, type WritableCard } from './write-card';

/** Pixels that can be written. Unsigned 16, 32, 64-bit and signed 8-bit integers take the BZERO convention (FITS 4.0, table 11). */
export type WritablePixels =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** One image HDU to write; without `data`, an HDU that is a header only (NAXIS = 0). */
export interface WritableHdu {
  /** Cards after the structural ones; SIMPLE, XTENSION, BITPIX, NAXIS*, PCOUNT, GCOUNT and END are the writer's own. */
  readonly header?: readonly WritableCard[];
  /** Stored values, in the order of `shape`. */
  readonly data?: WritablePixels;
  /** Axis lengths in C order, slowest first: `[height, width]`, `[planes, height, width]`. */
  readonly shape?: readonly number[];
}

const STRUCTURAL = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|EXTEND|END)$/;

/**
 * The bytes of a FITS file: the first HDU as primary, the others as IMAGE extensions (FITS 4.0, sections 3 and 7.1).
 *
 * @returns a whole number of 2880-byte blocks
 * @throws FitsError for a structural keyword among the cards, a shape that does not fit the data, text outside ASCII
 */
export function writeFits(hdus: readonly WritableHdu[]): Uint8Array {
  const parts = hdus.map((hdu, index) => {
    try {
      return { header: headerText(hdu, index, hdus.length), data: hdu.data };
    } catch (error) {
      throw error instanceof FitsError ? new FitsError('', index, error.reason) : error;
    }
  });
  const length = parts.reduce((sum, part) => sum + part.header.length + wholeBlocks(part.data?.byteLength ?? 0), 0);
  const out = new Uint8Array(length);
  let at = 0;
  for (const { header, data } of parts) {
    for (let i = 0; i < header.length; i++) out[at + i] = header.charCodeAt(i);
    at += header.length;
    if (!data) continue;
    const stored = out.subarray(at, at + data.byteLength);
    stored.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (offsetConvention(data)) flipSignBits(stored, data.BYTES_PER_ELEMENT);
    swapInPlace(stored, data.BYTES_PER_ELEMENT);
    at += wholeBlocks(data.byteLength);
  }
  return out;
}

function headerText({ header = [], data, shape = [] }: WritableHdu, index: number, count: number): string {
  const clash = header.find(([keyword]) => STRUCTURAL.test(keyword));
  if (clash) throw new FitsError('', index, `${clash[0]} is written from the data and the shape`);
  checkShape(shape, data);
  const bzero = data && offsetConvention(data);
  const cards: WritableCard[] = [
    index === 0 ? ['SIMPLE', true, 'conforms to FITS standard'] : ['XTENSION', 'IMAGE', 'Image extension'],
    ['BITPIX', data ? bitpixOf(data) : 8, 'array data type'],
    ['NAXIS', shape.length, 'number of array dimensions'],
    ...shape.toReversed().map((length, axis): WritableCard => [`NAXIS${axis + 1}`, length]),
    ...(index > 0
      ? ([
          ['PCOUNT', 0],
          ['GCOUNT', 1],
        ] satisfies WritableCard[])
      : []),
    ...(index === 0 && count > 1 ? ([['EXTEND', true]] satisfies WritableCard[]) : []),
    ...(bzero ? ([['BSCALE', 1], ['BZERO', bzero]] satisfies WritableCard[]) : []), // prettier-ignore
    ...header,
  ];
  const text = cards.flatMap(cardImages).join('') + 'END'.padEnd(80);
  return text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK);
}

function checkShape(shape: readonly number[], data: WritablePixels | undefined): void {
  if (shape.length > 999) throw new FitsError('', null, 'more than 999 axes');
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new FitsError('', null, `[${shape.join(', ')}] is no shape`);
  }
  const pixels = shape.length === 0 ? 0 : shape.reduce((product, length) => product * length, 1);
  if (pixels !== (data?.length ?? 0)) {
    throw new FitsError('', null, `${data?.length ?? 0} pixels do not fill the shape [${shape.join(', ')}]`);
  }
}

function bitpixOf(data: WritablePixels): number {
  const bits = 8 * data.BYTES_PER_ELEMENT;
  return data instanceof Float32Array || data instanceof Float64Array ? -bits : bits;
}

/** BZERO of the types FITS has no BITPIX for; stored value = value - BZERO, which flips the sign bit. */
function offsetConvention(data: WritablePixels): bigint | undefined {
  if (data instanceof Int8Array) return -128n;
  if (data instanceof Uint16Array) return 1n << 15n;
  if (data instanceof Uint32Array) return 1n << 31n;
  if (data instanceof BigUint64Array) return 1n << 63n;
  return undefined;
}

/** Flips the sign bit of little-endian elements, before they are swapped; the machine's order is what `swapInPlace` assumes. */
function flipSignBits(bytes: Uint8Array, size: number): void {
  const first = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? size - 1 : 0;
  for (let i = first; i < bytes.length; i += size) bytes[i] ^= 0x80;
}
